/**
 * Synthetic import declarations, shaped like the data that the risk model was trained on (KCS, Korea, synthetic itself):
 * the lanes below are combinations of that data set, so that scores mean here what they meant in training, and nothing more.
 */
import type { Declaration, Party } from '../../chaincode/index.js';
import type { SeededRandom } from './random.js';

interface Lane {
  readonly hs: string;
  readonly goods: string;
  readonly origin: string;
  readonly departure: string;
  readonly rate: string;
  readonly dutyType: string;
  readonly netMass: string;
}

const HIGH: readonly Lane[] = [
  lane('6307909000', 'TEXTILE ARTICLES', 'JP', 'JP', '10', 'A', '3'),
  lane('3215909000', 'INK', 'JP', 'JP', '6.5', 'C', '1.3'),
  lane('3919100000', 'ADHESIVE FILM ROLLS', 'CN', 'CN', '6.5', 'C', '1445'),
];
const LOW: readonly Lane[] = [
  lane('9506310000', 'GOLF CLUBS', 'JP', 'JP', '8', 'A', '1.3'),
  lane('0703101000', 'ONIONS', 'CN', 'CN', '135', 'W2', '24000'),
  lane('8534002000', 'PRINTED CIRCUITS', 'JP', 'KR', '0', 'A', '7.7'),
];
const CODES: readonly (readonly [string, string])[] = [
  ['KCS:ProcessType', 'B'],
  ['KCS:ImportType', '11'],
  ['KCS:ImportUse', '21'],
  ['KCS:TransportMode', '10'],
  ['KCS:OriginIndicator', 'E'],
];
const IMPORTERS = [
  'AMBER MACHINERY',
  'FJORD SEAFOOD',
  'LARK PAPER',
  'ORCHID GENERAL IMPORT',
  'PEONY SUPPLY',
];

/** Sixteen declarations: four in lanes with many hits, eleven without, one that lacks features of the model. */
export function declarations(random: SeededRandom, today: string): Declaration[] {
  const chosen = Array.from({ length: 15 }, (_, i) =>
    i % 4 === 0 ? pick(HIGH, i / 4) : pick(LOW, i),
  );
  return [
    ...chosen.map((choice, i) =>
      declaration(choice, `LTD${String(i + 1).padStart(6, '0')}`, random, today),
    ),
    withoutFeatures(declaration(pick(LOW, 1), 'LTD000099', random, today)),
  ];
}

function declaration(
  chosen: Lane,
  reference: string,
  random: SeededRandom,
  today: string,
): Declaration {
  const importer = random.pick(IMPORTERS);
  const packages = random.integer(1, 40);
  return {
    kind: 'declaration',
    functionCode: '9',
    functionalReferenceId: reference,
    typeCode: 'IMA',
    procedureCategory: 'import',
    declaredOn: today,
    presentationOffice: '40',
    declarant: party('DT', 'LOTUS TRADING'),
    importer: party('IM', importer),
    exporter: party('EX', 'SUNRISE EXPORT'),
    goodsShipment: {
      exportCountry: chosen.departure,
      previousDocuments: [],
      equipmentIds: [],
      items: [
        {
          sequenceNumeric: 1,
          description: chosen.goods,
          classification: { value: chosen.hs, list: 'HS2022' },
          originCountry: chosen.origin,
          packaging: [{ quantity: packages, typeCode: 'CT' }],
          netMass: { value: chosen.netMass, unitCode: 'KGM' },
          value: { amount: '2500000', currencyCode: 'KRW' },
          equipmentIds: [],
          currentProcedure: '40',
          previousProcedure: '00',
          dutyTaxFees: [
            { typeCode: chosen.dutyType, taxRate: chosen.rate, paymentMethodCode: '11' },
          ],
          additionalDocuments: [],
          additionalInformation: CODES.map(([typeCode, code]) => ({ typeCode, code })),
        },
      ],
    },
    totals: { packages },
    additionalInformation: [],
    status: 'lodged',
  };
}

function withoutFeatures(full: Declaration): Declaration {
  const items = full.goodsShipment.items.map((item) => ({ ...item, additionalInformation: [] }));
  return { ...full, goodsShipment: { ...full.goodsShipment, items } };
}

function party(role: string, name: string): Party {
  return {
    role,
    name,
    identifiers: [{ scheme: 'LOCAL', value: `DEMO-${name.replaceAll(' ', '-')}` }],
  };
}

function pick(lanes: readonly Lane[], i: number): Lane {
  return lanes[Math.floor(i) % lanes.length] as Lane;
}

function lane(
  ...[hs, goods, origin, departure, rate, dutyType, netMass]: readonly [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
): Lane {
  return { hs, goods, origin, departure, rate, dutyType, netMass };
}
