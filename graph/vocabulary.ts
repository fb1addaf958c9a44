/**
 * The words of the graph: node labels and relationship types, as closed lists.
 * Naming follows Neo4j custom (CamelCase labels, UPPER_SNAKE types); meanings follow FollowTheMoney and the WCO Data Model.
 */

/** Every node label, in the order of the alphabet. */
export const LABELS = [
  'Address',
  'Agreement',
  'Certificate',
  'Company',
  'Consignment',
  'Container',
  'Conveyance',
  'Country',
  'Declaration',
  'Document',
  'Email',
  'Flight',
  'Goods',
  'Inspection',
  'PaymentAccount',
  'Person',
  'Phone',
] as const;

/**
 * What a node is. `Container` is any transport equipment (ISO 6346 or ULD); `Conveyance` a ship, train or vehicle on one
 * trip; `PaymentAccount` a bank account, payment card or wallet.
 */
export type Label = (typeof LABELS)[number];

/** Every relationship type, in the order of the alphabet. */
export const RELATIONSHIP_TYPES = [
  'CARRIED_IN',
  'CERTIFIES',
  'CONSIGNED_BY',
  'CONSIGNED_TO',
  'CONTACT_OF',
  'COVERS_GOODS',
  'CREWED',
  'DECLARED_BY',
  'DECLARES',
  'DESTINED_TO',
  'DIRECTOR_OF',
  'EXPORTED_BY',
  'EXPORTED_FROM',
  'FLEW_ON',
  'FORWARDED_BY',
  'HAS_ADDRESS',
  'HAS_EMAIL',
  'HAS_PHONE',
  'IMPORTED_BY',
  'INSPECTED',
  'LINKED_TO',
  'LOCATED_IN',
  'NOTIFIES',
  'OPERATED_BY',
  'ORIGIN',
  'OWNS',
  'PARTY_TO',
  'PART_OF',
  'REFERS_TO',
  'REPRESENTED_BY',
  'SAME_AS',
  'SOLD_BY',
  'SOLD_TO',
  'USED_ACCOUNT',
  'USED_DOCUMENT',
] as const;

/** How two nodes relate; read it from `from` to `to`: Declaration DECLARED_BY Company, Person FLEW_ON Flight. */
export type RelationshipType = (typeof RELATIONSHIP_TYPES)[number];

/** At which end of a relationship the shared attribute stands: Company HAS_PHONE Phone, but Person DIRECTOR_OF Company. */
export function attributeEnd(type: RelationshipType): 'from' | 'to' {
  return type === 'DIRECTOR_OF' || type === 'CONTACT_OF' ? 'from' : 'to';
}
