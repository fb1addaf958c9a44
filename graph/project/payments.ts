/**
 * Forms of payment of a reservation: which card paid for whom. Airlines state them with each ticket, and travellers of one
 * booking often pay with cards of their own, so a payment is its traveller's; only one without a traveller is everybody's.
 */
import type { EntityRef, Properties } from '../store.js';
import { cardAccount } from './accounts.js';
import type { Gathering } from './gathering.js';
import type { PartialObject } from './partial.js';
import { objectsOf, textOf } from './partial.js';

/** A traveller of the booking who is known as a person, with the JSON Pointer in the record when it is certain. */
export interface Booked {
  readonly who: EntityRef;
  readonly pointer: string | undefined;
  readonly booking: Properties;
}

/** States which cards paid for the travellers. */
export function statePayments(into: Gathering, payments: unknown, booked: readonly Booked[]): void {
  for (const payment of objectsOf(payments)) {
    const masked = textOf(payment['cardMasked']);
    const payers = paidFor(payment, booked);
    // A card of nobody shows no link: nothing is stated of it.
    if (masked === undefined || payers.length === 0) continue;
    const account = cardAccount(into, masked);
    for (const { who, booking, basis } of payers)
      into.relate(who, 'USED_ACCOUNT', account, { ...booking, paidFor: basis });
  }
}

type PaidFor = Booked & { readonly basis: 'booking' | 'traveller' };

function paidFor(payment: PartialObject, booked: readonly Booked[]): readonly PaidFor[] {
  const traveller = textOf(payment['traveller']);
  const isCertain = booked.every(({ pointer }) => pointer !== undefined);
  if (traveller === undefined || !isCertain)
    return booked.map((one) => ({ ...one, basis: 'booking' }));
  const own = booked.filter(({ pointer }) => pointer === traveller);
  return own.map((one) => ({ ...one, basis: 'traveller' }));
}
