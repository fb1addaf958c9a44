/** Customs declarations: who declares what for whom, and from where. */
import type { EntityRef } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { country } from './attributes.js';
import { relateCompany } from './companies.js';
import type { Gathering } from './gathering.js';
import { consignmentRef, stateEquipment, stateItems } from './goods.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, present, textOf } from './partial.js';
import { compact } from './references.js';
import { conveyance } from './transport.js';

const PARTIES: readonly (readonly [string, RelationshipType])[] = [
  ['declarant', 'DECLARED_BY'],
  ['agent', 'REPRESENTED_BY'],
  ['exporter', 'EXPORTED_BY'],
  ['importer', 'IMPORTED_BY'],
  ['seller', 'SOLD_BY'],
  ['buyer', 'SOLD_TO'],
];

/** UNTDID 1001 transport documents, also in the EU's spelling with a leading N. */
const TRANSPORT_DOCUMENT = /^N?(703|704|705|714|720|730|740|741)$/;

/** A declaration by MRN, otherwise by the owner's own reference (LRN), which only means something at the owner. */
export function declarationRef(
  into: Gathering,
  numbers: { readonly mrn?: unknown; readonly lrn?: unknown },
): EntityRef | undefined {
  const mrn = textOf(numbers.mrn);
  const lrn = textOf(numbers.lrn);
  const name = mrn ?? lrn;
  if (name === undefined || compact(name) === '') return undefined;
  const key = mrn === undefined ? `${into.provenance.owner}/${compact(name)}` : compact(name);
  return into.node('Declaration', key, { name });
}

/** States what a declaration says. One whose numbers were withheld stands under its record id. */
export function stateDeclaration(into: Gathering, body: PartialObject): void {
  const { recordId } = into.provenance;
  const numbers = { mrn: body['id'], lrn: body['functionalReferenceId'] };
  const ref = declarationRef(into, numbers) ?? into.node('Declaration', recordId);
  into.node(
    ref.label,
    ref.key,
    present({
      procedure: textOf(body['procedureCategory']),
      status: textOf(body['status']),
      declaredOn: textOf(body['declaredOn']),
      office: textOf(body['presentationOffice']),
    }),
  );
  for (const [member, type] of PARTIES) relateCompany(into, ref, type, body[member]);
  stateShipment(into, ref, objectOf(body['goodsShipment']));
  into.relate(ref, 'CARRIED_IN', conveyance(into, body['borderTransportMeans']));
}

function stateShipment(into: Gathering, ref: EntityRef, shipment: PartialObject): void {
  into.relate(ref, 'DECLARES', consignmentRef(into, shipment['consignmentRef']));
  into.relate(ref, 'DECLARES', consignmentRef(into, shipment['ucr']));
  into.relate(ref, 'EXPORTED_FROM', country(into, textOf(shipment['exportCountry'])));
  into.relate(ref, 'DESTINED_TO', country(into, textOf(shipment['destination'])));
  stateEquipment(into, ref, shipment['equipmentIds']);
  stateItems(into, ref, shipment['items']);
  const items = objectsOf(shipment['items']);
  const documents = [shipment, ...items].flatMap((holder) => [
    ...objectsOf(holder['previousDocuments']),
    ...objectsOf(holder['additionalDocuments']),
  ]);
  for (const document of documents) stateDocument(into, ref, document);
}

function stateDocument(into: Gathering, ref: EntityRef, document: PartialObject): void {
  const id = textOf(document['id']);
  const typeCode = textOf(document['typeCode'])?.toUpperCase();
  if (id === undefined || compact(id) === '') return;
  if (typeCode !== undefined && TRANSPORT_DOCUMENT.test(typeCode)) {
    into.relate(ref, 'DECLARES', consignmentRef(into, id));
    return;
  }
  // Numbers of invoices and licences repeat between issuers, so a type must stand before them.
  if (typeCode === undefined) return;
  const key = `${compact(typeCode)}/${compact(id)}`;
  const name = `${typeCode} ${id}`;
  into.relate(ref, 'REFERS_TO', into.node('Document', key, { name, documentType: typeCode }));
}
