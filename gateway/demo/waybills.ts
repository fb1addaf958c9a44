/**
 * Synthetic air waybills. Planted: four young companies that share one phone and one flat as consignees;
 * beside them importers behind one logistics park address, which many share and nobody should be flagged for.
 */
import type { Consignment, Manifest, Party } from '../../chaincode/index.js';
import type { SeededRandom } from './random.js';

const RING = ['ORCHID GENERAL IMPORT', 'PEONY SUPPLY', 'JASMINE GOODS', 'LILAC WHOLESALE'];
const RING_PHONE = '99205550177';
const RING_ADDRESS = {
  line: 'FLAT 7, 12 MILL LANE',
  cityName: 'PORT AMBER',
  postcode: '40112',
  countryCode: 'XA',
};
const PARK = {
  line: 'GATEWAY LOGISTICS PARK, UNIT HALL',
  cityName: 'PORT AMBER',
  postcode: '40900',
  countryCode: 'XA',
};
const HONEST = [
  ...[
    'AMBER MACHINERY',
    'BALTIC FOODS',
    'CEDAR TEXTILES',
    'DELTA OPTICS',
    'EAGLE TOOLS',
    'FJORD SEAFOOD',
  ],
  ...[
    'GRANITE PARTS',
    'HARBOUR BOOKS',
    'ISLAND COFFEE',
    'JUNIPER PHARMA',
    'KESTREL BIKES',
    'LARK PAPER',
  ],
];
const SHIPPERS = ['SUNRISE EXPORT', 'RIVERBANK TRADING', 'BLUE MOUNTAIN MILLS'];
const GOODS = [
  'LED LAMPS',
  'COTTON SHIRTS',
  'COFFEE BEANS',
  'BICYCLE PARTS',
  'READING GLASSES',
  'HAND TOOLS',
];

/** One waybill per consignee: ring members and honest importers. */
export function waybills(random: SeededRandom, today: string): Manifest[] {
  const consignees = [
    ...RING.map((name) => consignee(name, RING_PHONE, RING_ADDRESS)),
    ...HONEST.map((name) => consignee(name, `99205${random.digits(6)}`, PARK)),
  ];
  return consignees.map((party, i) => waybill(party, i, random, today));
}

function waybill(party: Party, i: number, random: SeededRandom, today: string): Manifest {
  const serial = String(2_000_000 + i * 37).padStart(7, '0');
  const id = `999-${serial}${Number(serial) % 7}`;
  const flight = random.pick(['MQ801', 'MQ802']);
  return {
    kind: 'manifest',
    messageType: 'XFWB',
    documentId: id,
    functionCode: '9',
    means: {
      modeCode: '4',
      identification: flight,
      identificationTypeCode: '40',
      conveyanceReferenceId: flight,
      itinerary: [
        {
          location: { value: 'PEK', list: 'IATA3' },
          role: 'departure',
          scheduled: `${today}T06:00:00`,
        },
        { location: { value: 'JNB', list: 'IATA3' }, role: 'arrival' },
      ],
    },
    loadingLocation: 'PEK',
    unloadingLocation: 'JNB',
    consignments: [consignment(id, party, random)],
    equipment: [],
  };
}

function consignment(id: string, consignee: Party, random: SeededRandom): Consignment {
  const pieces = random.integer(2, 60);
  const mass = { value: `${pieces * random.integer(8, 30)}.0`, unitCode: 'KGM' };
  return {
    transportContractDocument: { id, typeCode: '741' },
    consignor: {
      role: 'CZ',
      name: random.pick(SHIPPERS),
      identifiers: [],
      address: { line: '1 EXPORT ROAD', cityName: 'BEIJING', countryCode: 'CN' },
    },
    consignee,
    origin: 'PEK',
    finalDestination: 'JNB',
    totalPackageQuantity: pieces,
    grossMass: mass,
    specialHandling: [],
    items: [
      {
        sequenceNumeric: 1,
        description: random.pick(GOODS),
        packaging: [{ quantity: pieces }],
        grossMass: mass,
        equipmentIds: [],
      },
    ],
    customsInfo: [],
  };
}

function consignee(name: string, phone: string, address: Party['address']): Party {
  return {
    role: 'CN',
    name,
    identifiers: [],
    address: address ?? {},
    contact: { phones: [phone] },
  };
}
