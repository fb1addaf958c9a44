/** The envelope of messages that we write (ISO 9735): UNB, UNH, the segments, UNT, UNZ with right counts. */
import { writeShortDate } from '../dates.js';
import type { SegmentText } from '../edifact/segment.js';
import { buildInterchange, seg } from '../edifact/writer.js';

export interface InterchangeParties {
  readonly sender: string;
  readonly recipient: string;
  /** ISO 8601 time of preparation. */
  readonly preparedAt: string;
  readonly reference: string;
}

/** One message in one interchange, as UTF-8 text. */
export function wrapMessage(
  body: readonly SegmentText[],
  identifier: readonly string[],
  { sender, recipient, preparedAt, reference }: InterchangeParties,
): string {
  const stamp = writeShortDate(preparedAt);
  const date = [stamp.slice(0, 6), stamp.slice(6, 10)];
  return buildInterchange([
    seg('UNB', ['UNOY', '4'], sender, recipient, date, reference),
    seg('UNH', '1', identifier),
    ...body,
    seg('UNT', String(body.length + 2), '1'),
    seg('UNZ', '1', reference),
  ]);
}

/** The segment when there is a value for it. */
export function optional(
  value: string | undefined,
  write: (value: string) => SegmentText,
): SegmentText[] {
  return value === undefined ? [] : [write(value)];
}

/** COM segments of a contact. */
export function writeCommunication(
  contact: { phones?: readonly string[]; emails?: readonly string[] } | undefined,
): SegmentText[] {
  return [
    ...(contact?.phones ?? []).map((phone) => seg('COM', [phone, 'TE'])),
    ...(contact?.emails ?? []).map((email) => seg('COM', [email, 'EM'])),
  ];
}
