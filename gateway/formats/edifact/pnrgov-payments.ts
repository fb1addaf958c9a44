/**
 * Tickets (TKT) and forms of payment (FOP) of PNRGOV. Both stand in the group of a traveller (TIF), whose they then are.
 * Card numbers were masked before (see cards.ts).
 */
import type { Payment, Ticket } from '../../../chaincode/index.js';
import { maskCard } from './cards.js';
import type { BookingDraft } from './pnrgov-booking.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** Tickets, each with the JSON Pointer of its traveller where it stands with one. */
export function mapTickets(draft: BookingDraft, booking: readonly Segment[]): Ticket[] {
  const tickets: Ticket[] = [];
  for (const { segment, traveller } of withTravellers(draft, booking, 'TKT')) {
    const number = draft.mapping.text(segment, 0, 0, `/tickets/${tickets.length}/number`);
    if (number === undefined) continue;
    draft.mapping.span(segment, `/tickets/${tickets.length}`);
    tickets.push({ number, ...traveller });
  }
  return tickets;
}

const CARD = /^[0-9X*]{8,19}$/;

/** Forms of payment with their traveller; amounts, vendors and expiry dates of cards stay unread. */
export function mapPayments(draft: BookingDraft, booking: readonly Segment[]): Payment[] {
  const payments: Payment[] = [];
  for (const { segment: fop, traveller } of withTravellers(draft, booking, 'FOP')) {
    fop.elements.forEach((element, e) => {
      const pointer = `/payments/${payments.length}`;
      const form = draft.mapping.text(fop, e, 0, `${pointer}/form`);
      if (form === undefined) return;
      draft.mapping.span(fop, pointer);
      const c = element.findIndex((value, i) => i > 2 && CARD.test(value.trim()));
      const card = c === -1 ? undefined : draft.mapping.text(fop, e, c, `${pointer}/cardMasked`);
      payments.push({ form, ...(card ? { cardMasked: maskCard(card) } : {}), ...traveller });
    });
  }
  return payments;
}

interface OfTraveller {
  readonly segment: Segment;
  readonly traveller: { readonly traveller?: string };
}

/** The segments of a tag, each with the traveller in whose group it stands. */
function withTravellers(
  draft: BookingDraft,
  booking: readonly Segment[],
  tag: 'FOP' | 'TKT',
): OfTraveller[] {
  const found: OfTraveller[] = [];
  let traveller: OfTraveller['traveller'] = {};
  for (const segment of booking) {
    if (segment.tag === 'TIF') {
      const index = draft.indexOf(part(segment, 0).trim(), part(segment, 1).trim() || undefined);
      traveller = index === undefined ? {} : { traveller: draft.pointer(index) };
    }
    if (segment.tag === tag) found.push({ segment, traveller });
  }
  return found;
}
