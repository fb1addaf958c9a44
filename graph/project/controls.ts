/** Inspections, certificate applications and certificates: what was checked, with which outcome, for which goods. */
import type { EntityRef } from '../store.js';
import { country } from './attributes.js';
import { relateCompany } from './companies.js';
import { declarationRef } from './declarations.js';
import type { Gathering } from './gathering.js';
import { consignmentRef, stateEquipment, stateItems } from './goods.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, present, textOf } from './partial.js';
import { equipment } from './transport.js';

/** States an inspection. Travellers and bags are not linked: their ids are pseudonyms of the inspecting office. */
export function stateInspection(into: Gathering, body: PartialObject): void {
  const kind = textOf(body['inspectionKind']);
  const ref = into.node(
    'Inspection',
    into.provenance.recordId,
    present({
      name: kind === undefined ? undefined : `${kind.replaceAll('_', ' ')} inspection`,
      outcome: textOf(body['outcome']),
      place: textOf(body['place']),
      startedAt: textOf(body['startedAt']),
      endedAt: textOf(body['endedAt']),
    }),
  );
  into.relate(ref, 'INSPECTED', inspected(into, objectOf(body['subject'])));
}

/** States an application; it stands as a certificate that is only applied for, under its record id. */
export function stateCertificateApplication(into: Gathering, body: PartialObject): void {
  const ref = into.node(
    'Certificate',
    into.provenance.recordId,
    present({ ...certificateProperties(body), status: 'applied' }),
  );
  relateCompany(into, ref, 'REPRESENTED_BY', body['applicant']);
  stateCertified(into, ref, body);
}

/** States an issued certificate: a W3C verifiable credential, or its subject alone; under its own id when it has one. */
export function stateCertificate(into: Gathering, body: PartialObject): void {
  const subject = 'credentialSubject' in body ? objectOf(body['credentialSubject']) : body;
  const number = textOf(subject['certificateNumber']) ?? textOf(subject['number']);
  const id = textOf(body['id']) ?? number;
  const ref = into.node(
    'Certificate',
    id ?? into.provenance.recordId,
    present({
      ...certificateProperties(subject),
      name: number ?? id,
      status: textOf(body['status']) ?? 'issued',
      validFrom: textOf(body['validFrom']),
      validUntil: textOf(body['validUntil']) ?? textOf(subject['validUntil']),
    }),
  );
  stateCertified(into, ref, subject);
}

function certificateProperties(body: PartialObject): Record<string, string | undefined> {
  const type = textOf(body['certificateType']);
  return {
    name: type === undefined ? undefined : `${type} certificate`,
    certificateType: type,
    validUntil: textOf(body['validUntil']),
  };
}

function stateCertified(into: Gathering, ref: EntityRef, body: PartialObject): void {
  relateCompany(into, ref, 'CONSIGNED_BY', body['consignor']);
  relateCompany(into, ref, 'CONSIGNED_TO', body['consignee']);
  into.relate(ref, 'CERTIFIES', consignmentRef(into, body['consignmentRef']));
  into.relate(ref, 'CERTIFIES', declarationRef(into, { mrn: body['declarationRef'] }));
  into.relate(ref, 'EXPORTED_FROM', country(into, textOf(body['exportCountry'])));
  into.relate(ref, 'DESTINED_TO', country(into, textOf(body['importCountry'])));
  stateEquipment(into, ref, body['equipmentIds']);
  stateItems(into, ref, body['items']);
  for (const inspection of objectsOf(body['inspections'])) {
    const recordId = textOf(inspection['recordId']);
    if (recordId !== undefined) into.relate(ref, 'REFERS_TO', into.node('Inspection', recordId));
  }
}

function inspected(into: Gathering, subject: PartialObject): EntityRef | undefined {
  switch (subject['type']) {
    case 'consignment':
      return consignmentRef(into, subject['id']);
    case 'equipment':
      return equipment(into, subject['id']);
    case 'declaration':
      return declarationRef(into, { mrn: subject['id'] });
    default:
      return undefined;
  }
}
