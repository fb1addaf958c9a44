/** The certificate application that the demo enterprise files: complete and in order, so that the automatic review passes it. */
import type { CertificateApplication, Inspection, Party } from '../../chaincode/index.js';

const APPLICANT: Party = {
  role: 'EX',
  name: 'AMBER ORCHARDS',
  identifiers: [{ scheme: 'LOCAL', value: 'DEMO-AMBER-ORCHARDS' }],
  address: { line: '3 ORCHARD ROAD', cityName: 'PORT AMBER', countryCode: 'XA' },
};

/** An application for a phytosanitary certificate of fresh grapes, inspected the day before `now`. */
export function demoApplication(now: number): CertificateApplication {
  const day = 86_400_000;
  const at = (days: number): string => new Date(now + days * day).toISOString();
  return {
    kind: 'certificateApplication',
    certificateType: 'phytosanitary',
    applicant: APPLICANT,
    consignor: { ...APPLICANT, role: 'CZ' },
    consignee: {
      role: 'CN',
      name: 'SOUTHMARK FRUIT IMPORT',
      identifiers: [],
      address: { line: '8 MARKET SQUARE', cityName: 'SOUTHPORT', countryCode: 'XB' },
    },
    exportCountry: 'XA',
    importCountry: 'XB',
    consignmentRef: 'UCR-DEMO-0001',
    equipmentIds: ['CSQU3054383'],
    inspections: [{ kind: 'quarantine', outcome: 'conform', endedAt: at(-1) }],
    producerRegistration: 'XA-ORCHARD-017',
    items: [
      {
        commonName: 'Fresh grapes',
        scientificName: 'Vitis vinifera',
        hs: '080610',
        originCountry: 'XA',
        packages: 1200,
        netMass: { value: '9600.0', unitCode: 'KGM' },
        lot: 'LOT-2026-11',
      },
    ],
    totals: { packages: 1200, netMass: { value: '9600.0', unitCode: 'KGM' } },
    treatments: [
      { type: 'cold', temperature: '0.5', duration: '14 d', completedOn: at(-2).slice(0, 10) },
    ],
    declarations: [
      {
        subjectCode: 'ADEDL',
        text: 'The consignment was inspected and found free from quarantine pests.',
        language: 'en',
      },
    ],
    validUntil: at(60),
  };
}

/** The quarantine inspection that the application refers to. */
export function demoInspection(now: number): Inspection {
  const at = (hours: number): string => new Date(now + hours * 3_600_000).toISOString();
  return {
    kind: 'inspection',
    inspectionKind: 'quarantine',
    subject: { type: 'consignment', id: 'UCR-DEMO-0001' },
    orderedBy: 'rule',
    reasons: ['first consignment of the season'],
    place: 'PORT AMBER',
    startedAt: at(-26),
    endedAt: at(-24),
    officers: ['officer-41'],
    evidence: [],
    observations: [{ property: 'quarantine pests', declared: 'none', found: 'none', match: true }],
    outcome: 'conform',
  };
}
