/** One record of each kind, of our own writing, for the projection tests. */
import type {
  CertificateApplication,
  Declaration,
  Inspection,
  Manifest,
  Party,
  PassengerList,
  Reservation,
  Traveller,
} from '../../chaincode/index.js';

export const importer: Party = {
  role: 'IM',
  name: 'Southmark Fruit Import Ltd',
  identifiers: [{ scheme: 'EORI', value: 'XB 123-456' }],
  address: { line: '8 Market Square', cityName: 'Southport', countryCode: 'XB' },
  contact: { name: 'Ida Lund', phones: ['+99 1 555 0100'], emails: ['Ida@southmark.example'] },
};
export const exporter: Party = {
  role: 'EX',
  name: 'Amber Orchards',
  identifiers: [{ scheme: 'LOCAL', value: 'A-1' }],
};

export const declaration: Declaration = {
  kind: 'declaration',
  functionCode: '9',
  functionalReferenceId: 'LRN-1',
  id: '26XB00000000000017',
  typeCode: 'IMA',
  procedureCategory: 'import',
  importer,
  exporter,
  goodsShipment: {
    consignmentRef: '999-12345675',
    destination: 'XB',
    exportCountry: 'XA',
    previousDocuments: [{ id: '999-12345675', typeCode: 'N740' }],
    equipmentIds: ['CSQU 305438-3'],
    items: [
      {
        sequenceNumeric: 1,
        classification: { value: '0806101000', list: 'HS2022' },
        originCountry: 'XA',
        packaging: [],
        equipmentIds: [],
        dutyTaxFees: [],
        additionalDocuments: [{ id: 'INV 7', typeCode: 'N380' }, { id: 'no type' }],
        additionalInformation: [],
      },
    ],
  },
  borderTransportMeans: {
    modeCode: '4',
    identification: 'MQ0101',
    identificationTypeCode: '40',
    itinerary: [
      {
        location: { value: 'GRU', list: 'IATA3' },
        role: 'departure',
        scheduled: '2026-11-02T09:15',
      },
    ],
  },
  totals: {},
  additionalInformation: [],
  status: 'lodged',
};

export const traveller: Traveller = {
  kind: 'passenger',
  name: { surname: 'Chen', given: 'Lena' },
  birthDate: '1990-02-03',
  nationality: 'CHN',
  documents: [{ type: 'P', number: 'D1234567', issuer: 'CHN' }],
  recordLocator: 'ABC123',
  bags: [],
};

export const passengerList: PassengerList = {
  kind: 'passengerList',
  documentNameCode: '745',
  flights: [
    {
      carrier: 'MQ',
      number: 'MQ101',
      legs: [
        {
          location: { value: 'GRU', list: 'IATA3' },
          role: 'departure',
          scheduled: '2026-11-02T09:15',
        },
        {
          location: { value: 'PEK', list: 'IATA3' },
          role: 'arrival',
          scheduled: '2026-11-03T01:40',
        },
      ],
    },
  ],
  travellers: [
    traveller,
    { ...traveller, kind: 'crew', name: { surname: 'Rossi', given: 'Hugo' } },
  ],
  counts: {},
};

export const manifest: Manifest = {
  kind: 'manifest',
  messageType: 'CUSCAR',
  functionCode: '9',
  means: {
    modeCode: '1',
    identification: '9321483',
    identificationTypeCode: '11',
    name: 'Orchid Star',
    conveyanceReferenceId: '026W',
    carrier: { role: 'CA', name: 'Orchid Line', identifiers: [] },
    itinerary: [],
  },
  consignments: [
    {
      transportContractDocument: { id: 'H0001', typeCode: '714' },
      masterId: 'ORCH12345678',
      ucr: '6XA-AMBER-0001',
      consignor: { ...exporter, role: 'CZ' },
      consignee: { ...importer, role: 'CN' },
      notifyParty: { role: 'NI', identifiers: [] },
      finalDestination: 'XBSPT',
      specialHandling: [],
      items: [{ sequenceNumeric: 1, packaging: [], equipmentIds: ['CSQU3054383'] }],
      customsInfo: [],
    },
  ],
  equipment: [{ id: 'CSQU3054383', typeCode: 'CN', seals: [] }],
};

export const reservation: Reservation = {
  kind: 'reservation',
  locator: 'abc123',
  travellers: [{ ...traveller, name: { surname: 'CHEN', given: 'LENAMS' }, documents: [] }],
  segments: [
    { carrier: 'MQ', number: '101', from: 'GRU', to: 'PEK', departure: '2026-11-02T09:15' },
  ],
  tickets: [],
  payments: [],
  contacts: [{ phones: ['+99 1 555 0199'] }],
  ssr: [],
};

export const inspection: Inspection = {
  kind: 'inspection',
  inspectionKind: 'machine_image',
  subject: { type: 'equipment', id: 'CSQU3054383' },
  orderedBy: 'model',
  reasons: [],
  startedAt: '2026-11-02T09:15:00Z',
  officers: ['officer-41'],
  evidence: [],
  observations: [],
  outcome: 'discrepancy',
};

export const application: CertificateApplication = {
  kind: 'certificateApplication',
  certificateType: 'phytosanitary',
  applicant: exporter,
  consignor: exporter,
  consignee: importer,
  exportCountry: 'XA',
  importCountry: 'XB',
  consignmentRef: 'UCR-DEMO-0001',
  equipmentIds: [],
  inspections: [{ recordId: 'rec9', kind: 'quarantine', outcome: 'conform', endedAt: '' }],
  items: [
    {
      commonName: 'Grapes',
      hs: '080610',
      originCountry: 'XA',
      packages: 1,
      netMass: { value: '1', unitCode: 'KGM' },
    },
  ],
  totals: { packages: 1, netMass: { value: '1', unitCode: 'KGM' } },
  treatments: [],
  declarations: [],
};
