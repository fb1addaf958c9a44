/**
 * What companies and people may have in common, and over which relationships it shows: directly (Company HAS_PHONE
 * Phone) or over a paper that names both (Consignment CONSIGNED_TO Company, Consignment CARRIED_IN Container).
 */
import type { Label, RelationshipType } from '../vocabulary.js';

/** One kind of thing in common. */
export interface ShareKind {
  /** Labels of the attribute. */
  readonly attributes: readonly Label[];
  /** Who may have one: the population that sharing is measured against. */
  readonly holders: readonly Label[];
  /** Relationships between holder and attribute. */
  readonly direct: readonly RelationshipType[];
  /** Relationships between a paper and the attribute; empty when papers do not count. */
  readonly papers: readonly RelationshipType[];
}

/** Parties to a declaration, consignment or certificate who trade: carriers and agents serve everybody and are left out. */
export const TRADING_PARTIES: readonly RelationshipType[] = [
  'CONSIGNED_BY',
  'CONSIGNED_TO',
  'EXPORTED_BY',
  'IMPORTED_BY',
  'SOLD_BY',
  'SOLD_TO',
];

const ANYBODY: readonly Label[] = ['Company', 'Person'];

/** All kinds by name, in the order of the alphabet. */
export const SHARE_KINDS = {
  account: kind(['PaymentAccount'], ANYBODY, ['USED_ACCOUNT']),
  address: kind(['Address'], ANYBODY, ['HAS_ADDRESS']),
  container: kind(['Container'], ['Company'], [], ['CARRIED_IN']),
  document: kind(['Document'], ANYBODY, ['USED_DOCUMENT'], ['REFERS_TO']),
  email: kind(['Email'], ANYBODY, ['HAS_EMAIL']),
  itinerary: kind(['Conveyance', 'Flight'], ANYBODY, ['FLEW_ON'], ['CARRIED_IN']),
  person: kind(['Person'], ['Company'], ['CONTACT_OF', 'DIRECTOR_OF']),
  phone: kind(['Phone'], ANYBODY, ['HAS_PHONE']),
} as const satisfies Readonly<Record<string, ShareKind>>;

/** The name of a kind. */
export type ShareKindName = keyof typeof SHARE_KINDS;

/** The names of all kinds. */
export const SHARE_KIND_NAMES = Object.keys(SHARE_KINDS) as readonly ShareKindName[];

function kind(
  attributes: readonly Label[],
  holders: readonly Label[],
  direct: readonly RelationshipType[],
  papers: readonly RelationshipType[] = [],
): ShareKind {
  return { attributes, holders, direct, papers };
}
