/** Manifests of any mode: consignments with their parties, and what carries them. */
import type { EntityRef } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { country } from './attributes.js';
import { relateCompany } from './companies.js';
import type { Gathering } from './gathering.js';
import { consignmentRef, stateItems } from './goods.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, textOf } from './partial.js';
import { locodeCountry } from './references.js';
import { conveyance, equipment } from './transport.js';

const PARTIES: readonly (readonly [string, RelationshipType])[] = [
  ['consignor', 'CONSIGNED_BY'],
  ['consignee', 'CONSIGNED_TO'],
  ['notifyParty', 'NOTIFIES'],
  ['freightForwarder', 'FORWARDED_BY'],
];

/** States what a manifest says. */
export function stateManifest(into: Gathering, body: PartialObject): void {
  const carrier = conveyance(into, body['means']);
  for (const unit of objectsOf(body['equipment']))
    into.relate(equipment(into, unit['id'], unit), 'CARRIED_IN', carrier);
  for (const consignment of objectsOf(body['consignments']))
    stateConsignment(into, consignment, carrier);
}

function stateConsignment(
  into: Gathering,
  consignment: PartialObject,
  carrier: EntityRef | undefined,
): void {
  const document = objectOf(consignment['transportContractDocument']);
  const masterId = consignment['masterId'];
  const ucr = consignmentRef(into, consignment['ucr']);
  const transport = consignmentRef(into, document['id'], masterId);
  const ref = transport ?? ucr;
  if (ref === undefined) return;
  const typeCode = textOf(document['typeCode']);
  if (typeCode !== undefined) into.node(ref.label, ref.key, { documentType: typeCode });
  // The record itself says that both numbers mean one consignment; nothing is guessed here.
  if (transport && ucr && transport.key !== ucr.key) into.relate(transport, 'SAME_AS', ucr);
  const master = consignmentRef(into, masterId);
  if (master && master.key !== ref.key) into.relate(ref, 'PART_OF', master);
  into.relate(ref, 'CARRIED_IN', carrier);
  for (const [member, type] of PARTIES) relateCompany(into, ref, type, consignment[member]);
  stateItems(into, ref, consignment['items']);
  const to = locodeCountry(textOf(consignment['finalDestination']));
  into.relate(ref, 'DESTINED_TO', country(into, to));
}
