/** Who paid with which card: from forms of payment to people who have an account in common. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Payment, Reservation } from '../../chaincode/index.js';
import type { RecordFacts } from '../../graph/index.js';
import { nodeId, openGraphStore, project, shares } from '../../graph/index.js';
import { bodyOf, read, sample, samplesFolder } from '../gateway/formats/fixture.js';
import { reservation, traveller } from './records.js';

const SALT = { personSalt: 'salt of this node' };
const hasSample = existsSync(`${samplesFolder}/pnrgov/pnrWithBags.txt`);

function facts(body: unknown, recordId = 'rec1'): RecordFacts {
  const position = { block: 1, tx: 0 };
  return project(
    { recordId, kind: 'reservation', owner: 'CustomsA', revision: 1, position, body },
    SALT,
  );
}

function booking(payments: readonly Payment[], surnames = ['Chen', 'Rossi']): Reservation {
  const travellers = surnames.map((surname) => ({
    ...traveller,
    name: { surname, given: 'Lena' },
    documents: [],
  }));
  return { ...reservation, travellers, payments };
}

/** `surname → card (whom it paid for)`. */
function uses({ nodes, relationships }: RecordFacts): string[] {
  const names = new Map(nodes.map((one) => [nodeId(one), String(one.properties['name'])]));
  return relationships
    .filter(({ type }) => type === 'USED_ACCOUNT')
    .map(({ from, to, properties }) => {
      const [who, what] = [names.get(nodeId(from)), names.get(nodeId(to))];
      return `${who} → ${what} (${String(properties['paidFor'])})`;
    });
}

function accountsIn({ nodes }: RecordFacts): RecordFacts['nodes'] {
  return nodes.filter(({ label }) => label === 'PaymentAccount');
}

const card = (cardMasked: string, at?: number): Payment => ({
  ...{ form: 'CC', cardMasked },
  ...(at === undefined ? {} : { traveller: `/travellers/${at}` }),
});

describe('a form of payment', () => {
  it('is the account of every traveller when it says nobody’s ticket', () => {
    expect(uses(facts(booking([card('411111XXXXXX1111')])))).toEqual([
      'Chen, Lena → card 411111…1111 (booking)',
      'Rossi, Lena → card 411111…1111 (booking)',
    ]);
  });

  it('is the account of the traveller whose ticket it paid for, not of the companions', () => {
    const payments = [card('411111XXXXXX1111', 0), card('370266XXXXX6916', 1)];
    expect(uses(facts(booking(payments)))).toEqual([
      'Chen, Lena → card 411111…1111 (traveller)',
      'Rossi, Lena → card 370266…6916 (traveller)',
    ]);
  });

  it('says that it is a mask, under a key that gives nothing away, with the booking beside', () => {
    const said = facts(booking([card('411111XXXXXX1111', 0)]));
    const [account] = accountsIn(said);
    expect(account?.properties).toEqual({
      name: 'card 411111…1111',
      scheme: 'card',
      precision: 'masked',
    });
    expect(account?.key).toMatch(/^[0-9a-f]{64}$/);
    const [use] = said.relationships.filter(({ type }) => type === 'USED_ACCOUNT');
    expect(use?.properties).toEqual({ booking: 'ABC123', paidFor: 'traveller' });
  });

  it.each([
    ['411111XXXXXX1111', '411111****** 1111'],
    ['411111XXXXXX1111', '411111xx1111'],
    // A record that breaks the rule of masking does not bring its number into the graph.
    ['411111XXXXXX1111', '4111112222221111'],
  ])('%s and %s are one account', (one, other) => {
    const [a, b] = [one, other].map((masked) => facts(booking([card(masked)])));
    expect(accountsIn(b as RecordFacts)[0]).toEqual(accountsIn(a as RecordFacts)[0]);
    expect(JSON.stringify(b)).not.toContain('222222');
  });

  it.each([
    ['only the last four digits', [card('XXXXXXXXXXXX9198')]],
    ['part of the issuer', [card('3717XXXXXXX0276')]],
    ['only the issuer', [card('411111XXXXXXXXXX')]],
    ['no card at all', [{ form: 'CA' }]],
  ])('that shows %s names no account', (_shown, payments) => {
    expect(accountsIn(facts(booking(payments)))).toEqual([]);
  });

  it('of a traveller who was not released, or whom nothing names, is nobody’s', () => {
    const whole = booking([card('411111XXXXXX1111', 1)]);
    const { travellers: _none, ...rest } = whole;
    for (const body of [
      rest,
      booking([card('411111XXXXXX1111')], []),
      booking(whole.payments, ['Chen']),
    ])
      expect(accountsIn(facts(body))).toEqual([]);
  });

  it('is of the booking where the places of travellers are not sure: gaps of released lists are closed', () => {
    // The agreement covers documents only; a traveller without one, before or between these, has left no trace.
    const documents = [{ type: 'P', number: 'D1', issuer: 'CHN' }];
    const said = facts({
      travellers: [{ documents }, { documents: [{ ...documents[0], number: 'D2' }] }],
      payments: [card('411111XXXXXX1111', 1)],
    });
    const found = said.relationships.filter(({ type }) => type === 'USED_ACCOUNT');
    expect(found.map(({ properties }) => properties)).toEqual([
      { paidFor: 'booking' },
      { paidFor: 'booking' },
    ]);
  });
});

describe('an account in common', () => {
  it('shows who paid with one card under different bookings, and how unusual that is', async () => {
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    const bookings = [
      { ...booking([card('411111XXXXXX1111', 0)], ['Chen']), locator: 'ONE' },
      { ...booking([card('411111XXXXXX1111', 0)], ['Rossi']), locator: 'TWO', segments: [] },
      { ...booking([card('370266XXXXX6916', 0)], ['Silva']), locator: 'SIX', segments: [] },
    ].map((body, i) => facts({ ...body, contacts: [] }, `rec${i}`));
    await store.apply({ facts: bookings, remove: [], checkpoint: { block: 1, tx: 0 } });
    const [chen] = await store.search('Chen', 1);
    const found = await store.read((reader) => shares(reader, { ref: chen! }));
    expect(found?.sharers).toHaveLength(1);
    expect(found?.sharers[0]?.things).toMatchObject([
      { kind: 'account', holders: 2, population: 3, bits: '0.58' },
    ]);
  });
});

describe.skipIf(!hasSample)('the public reservations', () => {
  it('name 50 cards by issuer and last digits, each the one of the traveller with that ticket', () => {
    const outcome = read(sample('pnrgov/pnrWithBags.txt'));
    const said = outcome.records.map((_, i) => facts(bodyOf(outcome, 'reservation', i), `rec${i}`));
    const found = said.flatMap(uses);
    expect(found).toHaveLength(50);
    expect(new Set(said.flatMap(accountsIn).map(({ key }) => key)).size).toBe(50);
    // HOLCOMBE, of the same booking, paid with a card whose issuer is hidden.
    expect(found).toContain('EMMETT, JOSEPH DANIEL → card 370266…6916 (traveller)');
    expect(found.filter((use) => !/^.+ → card \d{6}…\d{4} \(traveller\)$/.test(use))).toEqual([]);
    expect(found.filter((use) => use.startsWith('HOLCOMBE, LORELEI'))).toEqual([]);
  });
});
if (!hasSample) process.stderr.write('skipped: samples/pnrgov/pnrWithBags.txt is not there\n');
