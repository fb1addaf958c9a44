/** What each kind of record says in the graph, whole and with fields withheld. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Party, PassengerList, Reservation, Traveller } from '../../chaincode/index.js';
import { RECORD_KINDS } from '../../chaincode/index.js';
import type { ProjectionInput, RecordFacts } from '../../graph/index.js';
import { openGraphStore, project } from '../../graph/index.js';
import {
  application,
  declaration,
  importer,
  inspection,
  manifest,
  passengerList,
  reservation,
  traveller,
} from './records.js';

const SALT = { personSalt: 'salt of this node' };

function facts(kind: ProjectionInput['kind'], body: unknown, more: Partial<ProjectionInput> = {}) {
  const position = { block: 1, tx: 0 };
  const input = { recordId: 'rec1', owner: 'CustomsA', revision: 1, position, ...more };
  return project({ ...input, kind, body }, SALT);
}

/** Triples in words: labels with plain keys, `Label*` where the key is salted. */
function triples(said: RecordFacts): string[] {
  const word = ({ label, key }: { label: string; key: string }) =>
    /^[0-9a-f]{64}$/.test(key) ? `${label}*` : `${label}:${key}`;
  return [
    ...new Set(said.relationships.map((r) => `${word(r.from)} ${r.type} ${word(r.to)}`)),
  ].sort();
}

function names(said: RecordFacts, label: string): unknown[] {
  return said.nodes
    .filter((node) => node.label === label && node.properties['name'] !== undefined)
    .map((node) => node.properties['name']);
}

const COMPANY = 'Company:EORI:XB123456';
const ATTRIBUTES = [
  'Address* LOCATED_IN Country:XB',
  `${COMPANY} HAS_ADDRESS Address*`,
  `${COMPANY} HAS_EMAIL Email*`,
  `${COMPANY} HAS_PHONE Phone*`,
  `${COMPANY} LOCATED_IN Country:XB`,
  `Person* CONTACT_OF ${COMPANY}`,
];
const MRN = 'Declaration:26XB00000000000017';

const WHOLE: readonly (readonly [ProjectionInput['kind'], unknown, readonly string[]])[] = [
  [
    'declaration',
    declaration,
    [
      ...ATTRIBUTES,
      `${MRN} CARRIED_IN Container:CSQU3054383`,
      `${MRN} CARRIED_IN Flight:MQ101/2026-11-02`,
      `${MRN} COVERS_GOODS Goods:080610`,
      `${MRN} DECLARES Consignment:99912345675`,
      `${MRN} DESTINED_TO Country:XB`,
      `${MRN} EXPORTED_BY Company*`,
      `${MRN} EXPORTED_FROM Country:XA`,
      `${MRN} IMPORTED_BY ${COMPANY}`,
      `${MRN} ORIGIN Country:XA`,
      `${MRN} REFERS_TO Document:N380/INV7`,
    ],
  ],
  [
    'manifest',
    manifest,
    [
      ...ATTRIBUTES,
      'Consignment:ORCH12345678/H0001 CARRIED_IN Container:CSQU3054383',
      'Consignment:ORCH12345678/H0001 CARRIED_IN Conveyance:9321483/026W',
      'Consignment:ORCH12345678/H0001 CONSIGNED_BY Company*',
      `Consignment:ORCH12345678/H0001 CONSIGNED_TO ${COMPANY}`,
      'Consignment:ORCH12345678/H0001 DESTINED_TO Country:XB',
      'Consignment:ORCH12345678/H0001 PART_OF Consignment:ORCH12345678',
      'Consignment:ORCH12345678/H0001 SAME_AS Consignment:6XAAMBER0001',
      'Container:CSQU3054383 CARRIED_IN Conveyance:9321483/026W',
      'Conveyance:9321483/026W OPERATED_BY Company*',
    ],
  ],
  [
    'passengerList',
    passengerList,
    [
      'Person* CREWED Flight:MQ101/2026-11-02',
      'Person* FLEW_ON Flight:MQ101/2026-11-02',
      'Person* USED_DOCUMENT Document*',
    ],
  ],
  [
    'reservation',
    reservation,
    ['Person* FLEW_ON Flight:MQ101/2026-11-02', 'Person* HAS_PHONE Phone*'],
  ],
  ['inspection', inspection, ['Inspection:rec1 INSPECTED Container:CSQU3054383']],
  [
    'certificateApplication',
    application,
    [
      ...ATTRIBUTES,
      'Certificate:rec1 CERTIFIES Consignment:UCRDEMO0001',
      'Certificate:rec1 CONSIGNED_BY Company*',
      `Certificate:rec1 CONSIGNED_TO ${COMPANY}`,
      'Certificate:rec1 COVERS_GOODS Goods:080610',
      'Certificate:rec1 DESTINED_TO Country:XB',
      'Certificate:rec1 EXPORTED_FROM Country:XA',
      'Certificate:rec1 ORIGIN Country:XA',
      'Certificate:rec1 REFERS_TO Inspection:rec9',
      'Certificate:rec1 REPRESENTED_BY Company*',
    ],
  ],
  [
    'certificate',
    { id: 'urn:uuid:1', credentialSubject: { ...application, inspections: [] } },
    [
      ...ATTRIBUTES,
      'Certificate:urn:uuid:1 CERTIFIES Consignment:UCRDEMO0001',
      'Certificate:urn:uuid:1 CONSIGNED_BY Company*',
      `Certificate:urn:uuid:1 CONSIGNED_TO ${COMPANY}`,
      'Certificate:urn:uuid:1 COVERS_GOODS Goods:080610',
      'Certificate:urn:uuid:1 DESTINED_TO Country:XB',
      'Certificate:urn:uuid:1 EXPORTED_FROM Country:XA',
      'Certificate:urn:uuid:1 ORIGIN Country:XA',
    ],
  ],
];

describe('a whole record', () => {
  it.each(WHOLE)('%s says who, what and whence', (kind, body, expected) => {
    expect(triples(facts(kind, body))).toEqual([...expected].sort());
  });
});

const PARTIAL: readonly (readonly [string, ProjectionInput['kind'], unknown, readonly string[]])[] =
  [
    ['nothing', 'declaration', {}, []],
    [
      'no parties',
      'manifest',
      { consignments: [{ transportContractDocument: { id: 'BL123456' } }] },
      [],
    ],
    [
      'the MRN',
      'declaration',
      { functionalReferenceId: 'LRN-1', importer: { name: 'Southmark' } },
      ['Declaration:CustomsA/LRN1 IMPORTED_BY Company*'],
    ],
    [
      'both numbers',
      'declaration',
      { importer: { name: 'Southmark' } },
      ['Declaration:rec1 IMPORTED_BY Company*'],
    ],
    [
      'names, but not documents',
      'passengerList',
      { ...passengerList, travellers: [{ documents: traveller.documents }] },
      ['Person* FLEW_ON Flight:MQ101/2026-11-02', 'Person* USED_DOCUMENT Document*'],
    ],
    [
      'whatever tells who it is',
      'passengerList',
      { ...passengerList, travellers: [{ seat: '1A', nationality: 'CHN' }, null] },
      [],
    ],
    [
      'the day of the flight',
      'passengerList',
      { flights: [{ number: 'MQ101' }], travellers: [traveller] },
      ['Person* FLEW_ON Flight:MQ101/rec1', 'Person* USED_DOCUMENT Document*'],
    ],
  ];

describe('a record of which was withheld', () => {
  it.each(PARTIAL)('%s says the rest', (_withheld, kind, body, expected) => {
    expect(triples(facts(kind, body))).toEqual([...expected].sort());
  });

  it('is never a reason to fail, whatever is missing or of another shape', async () => {
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    const kinds: ProjectionInput['kind'][] = [...RECORD_KINDS, 'certificate'];
    const bodies = WHOLE.map(([kind, body]) => [kind, body] as const);
    const damaged = fc
      .constantFrom(...bodies)
      .chain(([kind, body]) =>
        fc
          .tuple(fc.constant(kind), fc.infiniteStream(fc.integer({ min: 0, max: 9 })))
          .map(([of, dice]) => [of, damage(body, dice)] as const),
      );
    const anything = fc.tuple(fc.constantFrom(...kinds), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, anything), async ([kind, body]) => {
        const said = facts(kind, body);
        await store.apply({ facts: [said], remove: [], checkpoint: { block: 1, tx: 0 } });
        expect(facts(kind, body)).toEqual(said);
      }),
      { numRuns: 400 },
    );
  });
});

describe('people in the graph', () => {
  const keysOf = (body: PassengerList | Reservation, more: Partial<ProjectionInput> = {}) =>
    facts(body.kind, body, more)
      .relationships.filter(({ type }) => type === 'FLEW_ON')
      .map(({ from }) => from.key);

  it('are the same person on a list and in a reservation', () => {
    expect(keysOf(passengerList)).toEqual(keysOf(reservation, { recordId: 'rec2' }));
  });

  it('are not told apart by a renewed passport, but by the birth date', () => {
    const other = (change: Partial<Traveller>) =>
      keysOf({ ...passengerList, travellers: [{ ...traveller, ...change }] });
    expect(other({ documents: [{ type: 'P', number: 'NEW', issuer: 'CHN' }] })).toEqual(
      keysOf(passengerList),
    );
    expect(other({ birthDate: '1990-02-04' })).not.toEqual(keysOf(passengerList));
  });

  it('are nobody elsewhere when only a name is known', () => {
    const list = {
      ...passengerList,
      travellers: [{ ...traveller, birthDate: '1990', documents: [] }],
    };
    expect(keysOf(list, { recordId: 'rec1' })).not.toEqual(keysOf(list, { recordId: 'rec2' }));
  });

  it('have other keys under the salt of another node', () => {
    const elsewhere = project(
      {
        recordId: 'rec1',
        kind: 'passengerList',
        owner: 'CustomsA',
        revision: 1,
        position: { block: 1, tx: 0 },
        body: passengerList,
      },
      { personSalt: 'another' },
    );
    const keys = new Set(keysOf(passengerList));
    expect(elsewhere.nodes.filter(({ key }) => keys.has(key))).toEqual([]);
  });

  it('bring neither birth date nor document number into the graph', () => {
    const text = JSON.stringify(facts('passengerList', passengerList));
    expect(text).toContain('Chen, Lena');
    expect(text).not.toMatch(/1990|D1234567/);
    expect(names(facts('passengerList', passengerList), 'Document')).toContain('P CHN …567');
  });
});

describe('companies in the graph', () => {
  const keyOf = (party: Partial<Party>, owner = 'CustomsA') =>
    facts('declaration', { importer: party }, { owner }).relationships.find(
      ({ type }) => type === 'IMPORTED_BY',
    )?.to.key;

  it('are known by the strongest identifier, however it is written', () => {
    expect(keyOf(importer)).toBe('EORI:XB123456');
    expect(
      keyOf({
        identifiers: [
          { scheme: 'EORI', value: 'XB123456' },
          { scheme: 'LEI', value: '5493-00' },
        ],
      }),
    ).toBe('LEI:549300');
  });

  it('are known by name and country otherwise, without the legal form', () => {
    const at = (name: string, countryCode: string) =>
      keyOf({ name, identifiers: [], address: { countryCode } });
    expect(at('Amber Orchards Ltd.', 'XA')).toBe(at('AMBER ORCHARDS', 'XA'));
    expect(at('Amber Orchards', 'XA')).not.toBe(at('Amber Orchards', 'XB'));
  });

  it('take a local number only for a number of its owner', () => {
    const local = { identifiers: [{ scheme: 'LOCAL', value: '17' }] } as const;
    expect(keyOf(local, 'CustomsA')).not.toBe(keyOf(local, 'CustomsB'));
    expect(keyOf({ identifiers: [] })).toBeUndefined();
  });
});

/** Leaves members out, empties list items and puts wrong shapes in, as the dice say. */
function damage(value: unknown, dice: Iterator<number>): unknown {
  const roll = dice.next().value as number;
  if (roll === 0) return undefined;
  if (roll === 1) return [null, 7, 'x', {}, []][(dice.next().value as number) % 5];
  if (Array.isArray(value)) return value.map((item) => damage(item, dice));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, damage(member, dice)]),
  );
}
