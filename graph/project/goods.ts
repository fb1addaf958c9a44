/** Consignments and what is in them: HS subheadings, origins, equipment. */
import type { EntityRef } from '../store.js';
import { country } from './attributes.js';
import type { Gathering } from './gathering.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, textOf, textsOf } from './partial.js';
import { consignmentKey, hs6 } from './references.js';
import { equipment } from './transport.js';

/** States a consignment by a reference to it: transport document number or UCR. */
export function consignmentRef(
  into: Gathering,
  reference: unknown,
  masterId?: unknown,
): EntityRef | undefined {
  const id = textOf(reference);
  if (id === undefined) return undefined;
  const key = consignmentKey(id, textOf(masterId));
  return key === '' ? undefined : into.node('Consignment', key, { name: id });
}

/** States HS subheading, origin and equipment of each item of a consignment, declaration or certificate. */
export function stateItems(into: Gathering, holder: EntityRef, items: unknown): void {
  for (const item of objectsOf(items)) {
    into.relate(holder, 'COVERS_GOODS', goods(into, item));
    into.relate(holder, 'ORIGIN', country(into, textOf(item['originCountry'])));
    stateEquipment(into, holder, item['equipmentIds']);
  }
}

/** States which equipment carries the holder. */
export function stateEquipment(into: Gathering, holder: EntityRef, ids: unknown): void {
  for (const id of textsOf(ids)) into.relate(holder, 'CARRIED_IN', equipment(into, id));
}

function goods(into: Gathering, item: PartialObject): EntityRef | undefined {
  const code = textOf(objectOf(item['classification'])['value']) ?? textOf(item['hs']);
  const subheading = code === undefined ? undefined : hs6(code);
  return subheading === undefined ? undefined : into.node('Goods', subheading);
}
