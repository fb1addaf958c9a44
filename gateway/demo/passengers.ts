/**
 * Synthetic passenger lists. Planted on purpose: three travellers with separate bookings who fly together on every
 * flight; beside them a tour group on one booking, which must not be flagged.
 */
import type { PassengerList, Traveller } from '../../chaincode/index.js';
import type { SeededRandom } from './random.js';

const SURNAMES = [
  ...[
    'ALMEIDA',
    'BAKER',
    'CHEN',
    'DLAMINI',
    'EKSTROM',
    'FARUQ',
    'GARCIA',
    'HASSAN',
    'IVANOVA',
    'JENSEN',
  ],
  ...[
    'KUMAR',
    'LINDQVIST',
    'MOREAU',
    'NAKAMURA',
    'OKAFOR',
    'PEREIRA',
    'QURESHI',
    'ROSSI',
    'SILVA',
    'TANAKA',
  ],
];
const GIVEN = [
  'ALEX',
  'BINTA',
  'CARLOS',
  'DARIA',
  'EMIL',
  'FATIMA',
  'GRACE',
  'HUGO',
  'INES',
  'JUN',
  'KAI',
  'LENA',
];
const NATIONALITIES = ['BRA', 'RUS', 'IND', 'CHN', 'ZAF', 'EGY', 'ETH', 'ARE'];

interface Person {
  readonly surname: string;
  readonly given: string;
  readonly sex: 'M' | 'F';
  readonly birthDate: string;
  readonly nationality: string;
  readonly document: string;
}

const FLIGHTS = [
  { number: 'MQ101', from: 'GRU', to: 'PEK', day: 2 },
  { number: 'MQ204', from: 'PEK', to: 'JNB', day: 5 },
  { number: 'MQ317', from: 'JNB', to: 'DEL', day: 9 },
  { number: 'MQ422', from: 'DEL', to: 'SVO', day: 12 },
] as const;

/** A tour flies out and back. */
const GROUP_FLIGHTS = 2;

/** Passenger lists of four flights in the month of `today` (YYYY-MM-DD). */
export function passengerLists(random: SeededRandom, today: string): PassengerList[] {
  const mules = Array.from({ length: 3 }, () => person(random));
  const group = Array.from({ length: 4 }, () => person(random));
  return FLIGHTS.map((flight, i) => {
    const locator = `TR${String(i + 1)}GRP`;
    const travellers = [
      ...mules.map((p, k) => traveller(p, flight, `M${k}${random.digits(4)}`, random)),
      ...(i < GROUP_FLIGHTS ? group : []).map((p) => traveller(p, flight, locator, random)),
      ...Array.from({ length: 8 }, () =>
        traveller(person(random), flight, `P${random.digits(5)}`, random),
      ),
    ];
    return passengerList(flight, travellers, today);
  });
}

function passengerList(
  flight: (typeof FLIGHTS)[number],
  travellers: Traveller[],
  today: string,
): PassengerList {
  const day = `${today.slice(0, 8)}${String(flight.day).padStart(2, '0')}`;
  return {
    kind: 'passengerList',
    documentNameCode: '745',
    flights: [
      {
        carrier: 'MQ',
        number: flight.number,
        legs: [
          {
            location: { value: flight.from, list: 'IATA3' },
            role: 'departure',
            scheduled: `${day}T09:15`,
          },
          {
            location: { value: flight.to, list: 'IATA3' },
            role: 'arrival',
            scheduled: `${day}T21:40`,
          },
        ],
      },
    ],
    reporter: { name: 'MERIDIAN AIR OPERATIONS', phones: ['+99 1 555 0100'] },
    travellers,
    counts: { passengers: travellers.length },
  };
}

function person(random: SeededRandom): Person {
  const year = random.integer(1950, 2004);
  return {
    surname: random.pick(SURNAMES),
    given: random.pick(GIVEN),
    sex: random.pick(['M', 'F'] as const),
    birthDate: `${year}-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`,
    nationality: random.pick(NATIONALITIES),
    document: `D${random.digits(8)}`,
  };
}

function traveller(
  p: Person,
  flight: (typeof FLIGHTS)[number],
  recordLocator: string,
  random: SeededRandom,
): Traveller {
  return {
    kind: 'passenger',
    name: { surname: p.surname, given: p.given },
    sex: p.sex,
    birthDate: p.birthDate,
    nationality: p.nationality,
    boarding: flight.from,
    disembarking: flight.to,
    documents: [{ type: 'P', number: p.document, issuer: p.nationality, expiry: '2031-06-30' }],
    recordLocator,
    seat: `${random.integer(1, 48)}${random.pick(['A', 'C', 'D', 'F'])}`,
    bags: [],
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
