/** Special service requests (SSR) of PNRGOV as a list: code and text, as sent. */
import type { SpecialServiceRequest } from '../../../chaincode/index.js';
import type { BookingDraft } from './pnrgov-booking.js';
import type { Segment } from './segment.js';

/** All requests of the booking and its flights; the text joins what follows the code, empty components left out. */
export function mapServiceRequests(
  draft: BookingDraft,
  segments: readonly Segment[],
): SpecialServiceRequest[] {
  const requests: SpecialServiceRequest[] = [];
  for (const ssr of segments.filter((s) => s.tag === 'SSR')) {
    const pointer = `/ssr/${requests.length}`;
    const code = draft.mapping.text(ssr, 0, 0, `${pointer}/code`);
    if (code === undefined) continue;
    draft.mapping.use(ssr);
    draft.mapping.span(ssr, `${pointer}/text`);
    const [details = [], ...references] = ssr.elements;
    const parts = [...details.slice(1), ...references.flat()].map((text) => text.trim());
    requests.push({ code, text: parts.filter((text) => text !== '').join(' ') });
  }
  return requests;
}
