/** Bank accounts and wallets from and to FollowTheMoney: one node per account, however it is written, and who uses it. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../chaincode/index.js';
import type { Entity, GraphStore, RecordFacts } from '../../../graph/index.js';
import {
  ImportFindings,
  importSource,
  loadRecords,
  openGraphStore,
  project,
  shares,
  toFollowTheMoney,
} from '../../../graph/index.js';
import { reservation } from '../records.js';
import { wrong } from './model.js';

const SOURCE = {
  ...{ name: 'some-list', owner: 'NorthCustomsMSP', personSalt: 'salt' },
  position: { block: 3, tx: 1 },
};
const IBAN = 'DE89370400440532013000';

const thing = (id: string, schema: string, properties: Record<string, readonly string[]>) => ({
  ...{ id, schema, properties },
});

async function imported(
  lines: readonly unknown[],
  source: string = SOURCE.name,
): Promise<{ facts: RecordFacts[]; findings: readonly Finding[] }> {
  const findings = new ImportFindings();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const line of lines) yield Buffer.from(`${JSON.stringify(line)}\n`);
  }
  const facts: RecordFacts[] = [];
  const options = { format: 'ftm', source: { ...SOURCE, name: source }, findings } as const;
  for await (const one of importSource(bytes(), options)) facts.push(one);
  return { facts, findings: findings.list };
}

async function account(
  properties: Record<string, readonly string[]>,
  source?: string,
): Promise<Pick<Entity, 'key' | 'properties'>> {
  const { facts } = await imported([thing('a', 'BankAccount', properties)], source);
  const [found] = facts.flatMap(({ nodes }) => nodes);
  if (found?.label !== 'PaymentAccount') throw new Error('an account');
  return found;
}

async function stored(facts: readonly RecordFacts[]): Promise<GraphStore> {
  const store = await openGraphStore({ dir: '', engine: 'memory' });
  await loadRecords(store, facts);
  return store;
}

describe('a bank account of a list', () => {
  it('is one under its IBAN, whatever the spelling and the property, in the country of the IBAN', async () => {
    const { facts, findings } = await imported([
      thing('a', 'BankAccount', { iban: ['de89 3704 0044 0532 0130 00'], bankName: ['Bank'] }),
      thing('b', 'BankAccount', { accountNumber: [IBAN], bic: ['COBADEFF'] }),
    ]);
    expect(findings).toEqual([]);
    const accounts = facts.flatMap(({ nodes }) =>
      nodes.filter(({ label }) => label === 'PaymentAccount'),
    );
    expect(new Set(accounts.map(({ key }) => key)).size).toBe(1);
    expect(accounts[0]?.key).toMatch(/^[0-9a-f]{64}$/);
    expect(accounts.map(({ properties }) => properties)).toEqual([
      { name: IBAN, scheme: 'iban', precision: 'full', bankName: 'Bank' },
      { name: IBAN, scheme: 'iban', precision: 'full', bic: 'COBADEFF' },
    ]);
    expect(facts[0]?.relationships).toMatchObject([
      { type: 'LOCATED_IN', to: { label: 'Country', key: 'DE' } },
    ]);
  });

  it.each([
    ['DE89 3704 0044 0532 0130 01', 'its check digits (modulo 97)'],
    ['see attachment', 'its form'],
  ])(
    'with the IBAN %s stands under its account number, and the finding says why',
    async (iban, rule) => {
      const { facts, findings } = await imported([thing('a', 'BankAccount', { iban: [iban] })]);
      expect(findings).toEqual([
        {
          ...{ code: 'FTM_IBAN_INVALID', severity: 'warn', path: 'a/iban', value: iban },
          message: `the IBAN breaks ISO 13616: ${rule}; the account stands under its account number`,
          repair: 'compare the IBAN with its source, or give the number as accountNumber',
          at: { line: 1, offset: 0 },
        },
      ]);
      expect(facts[0]?.nodes[0]?.properties).toMatchObject({ scheme: 'local', precision: 'full' });
    },
  );

  it('has a number that means something at its bank, or within its list', async () => {
    const at = async (bank: object, source?: string): Promise<string> =>
      (await account({ accountNumber: ['12-34 567'], ...bank }, source)).key;
    const one = await at({ bic: ['COBADEFFXXX'] });
    expect(await at({ bic: ['cobadeff'] }, 'other-list')).toBe(one);
    expect(await at({ bic: ['DEUTDEFF'] })).not.toBe(one);
    expect(await at({ bankName: ['Small Bank'] })).toBe(await at({ bankName: ['SMALL BANK'] }));
    expect(await at({})).toBe(await at({}));
    expect(await at({})).not.toBe(await at({}, 'other-list'));
  });

  it('that is a card keeps what a mask would show, and meets the card of a booking', async () => {
    const { key, properties } = await account({
      ...{ accountType: ['Credit card'], accountNumber: ['4111 1122 2222 1111'] },
    });
    expect(properties).toEqual({ name: 'card 411111…1111', scheme: 'card', precision: 'masked' });
    const payments = [{ form: 'CC', cardMasked: '411111XXXXXX1111' }];
    const booked = project(
      {
        ...{ recordId: 'r', kind: 'reservation', owner: 'NorthCustomsMSP', revision: 1 },
        ...{ position: { block: 1, tx: 0 }, body: { ...reservation, payments } },
      },
      SOURCE,
    );
    expect(booked.nodes.filter(({ label }) => label === 'PaymentAccount')).toMatchObject([{ key }]);
  });
});

describe('a full card number of a list', () => {
  const CARD = '4111 1122 2222 1112';
  const MASKED = { name: 'card 411111…1112', scheme: 'card', precision: 'masked' };

  it.each([
    ['no type', {}],
    ['the type VISA', { accountType: ['VISA'] }],
    ['the type Kreditkarte', { accountType: ['Kreditkarte'] }],
    ['a bank', { bankName: ['Small Bank'], bic: ['COBADEFF'] }],
  ])('went into the graph whole when it came with %s: it is masked', async (_with, said) => {
    const typed = await account({ accountType: ['Credit card'], accountNumber: [CARD] });
    for (const written of [CARD, '4111112222221112', '4111-1122-2222-1112', `VISA: ${CARD}`])
      expect(await account({ ...said, accountNumber: [written] })).toMatchObject({
        ...{ key: typed.key, properties: MASKED },
      });
  });

  it('is masked as well where an IBAN or the number of a wallet should stand, and in the finding', async () => {
    const { facts, findings } = await imported([
      thing('a', 'BankAccount', { iban: [CARD] }),
      thing('b', 'CryptoWallet', { accountId: [CARD], managingExchange: ['Some Exchange'] }),
    ]);
    expect(facts.flatMap(({ nodes }) => nodes.map(({ properties }) => properties))).toMatchObject([
      MASKED,
      MASKED,
    ]);
    expect(findings).toMatchObject([{ code: 'FTM_IBAN_INVALID', value: '411111…1112' }]);
    expect(JSON.stringify([facts, findings])).not.toMatch(/1122[ -]?2222|112222/);
  });

  it.each([
    ['a wrong check digit', '4111 1122 2222 1111'],
    ['twelve digits', '411111222229'],
    ['twenty digits', '40702810500000000018'],
    ['letters among the digits', 'NO9386011117947'],
  ])('is none with %s: such a number stays whole', async (_what, written) => {
    const { properties } = await account({ accountNumber: [written] });
    expect(properties).toMatchObject({ scheme: expect.stringMatching(/local|iban/) as string });
  });
});

describe('who uses an account', () => {
  const PEOPLE = [
    thing('p', 'Person', { name: ['Ida Lund'] }),
    thing('c', 'Company', { name: ['Acme'] }),
  ];

  it.each([
    ['owns it', thing('o', 'Ownership', { owner: ['p'], asset: ['a'] }), { role: 'owner' }],
    [
      'paid with it',
      thing('o', 'Payment', { payer: ['p'], payerAccount: ['a'], beneficiary: ['c'] }),
      {},
    ],
    [
      'is linked to it',
      thing('o', 'UnknownLink', { subject: ['p'], object: ['a'], role: ['USED_ACCOUNT'] }),
      {},
    ],
  ])('is who %s', async (_how, edge, properties) => {
    const { facts, findings } = await imported([
      ...PEOPLE,
      edge,
      thing('a', 'BankAccount', { iban: [IBAN] }),
    ]);
    expect(findings).toEqual([]);
    expect(facts.at(-1)?.relationships).toMatchObject([{ type: 'USED_ACCOUNT', properties }]);
  });

  it('is found by what they have in common: an owner and whoever was paid on it', async () => {
    const { facts } = await imported([
      ...PEOPLE,
      thing('a', 'BankAccount', { iban: [IBAN] }),
      thing('o', 'Ownership', { owner: ['p'], asset: ['a'], percentage: ['100'] }),
      thing('t', 'Payment', { payer: ['x'], beneficiary: ['c'], beneficiaryAccount: ['a'] }),
    ]);
    const store = await stored(facts);
    const [ida] = await store.search('Ida Lund', 1);
    const found = await store.read((reader) => shares(reader, { ref: ida!, kinds: ['account'] }));
    expect(found?.sharers.map(({ sharer }) => sharer.label)).toEqual(['Company']);
  });

  it('of a wallet is its holder; hexadecimal addresses mean the same in any case, keys are not read', async () => {
    const address = '0xAB5801a7D398351b8bE11C439e05C5B3259aeC9B';
    const { facts, findings } = await imported([
      ...PEOPLE,
      thing('w', 'CryptoWallet', {
        ...{ publicKey: [address], holder: ['p'], privateKey: ['secret'], topics: ['sanction'] },
      }),
    ]);
    expect(findings).toEqual([]);
    const text = JSON.stringify(facts);
    expect(text).toContain(address.toLowerCase());
    expect(text).not.toContain('secret');
    expect(facts.at(-1)?.relationships).toMatchObject([
      { type: 'USED_ACCOUNT', from: { label: 'Person' }, to: { label: 'PaymentAccount' } },
    ]);
    expect(facts.at(-1)?.nodes[1]?.properties).toEqual({
      topics: 'sanction',
      listedBy: 'some-list',
    });
  });
});

describe('accounts in an export', () => {
  const LISTED = [
    thing('p', 'Person', {
      name: ['Ida Lund'],
      firstName: ['Ida'],
      lastName: ['Lund'],
      birthDate: ['1970-01-02'],
    }),
    thing('i', 'BankAccount', { iban: [IBAN], bic: ['COBADEFF'] }),
    thing('n', 'BankAccount', { accountNumber: ['1234567'], bankName: ['Small Bank'] }),
    thing('k', 'BankAccount', {
      accountNumber: ['411111XXXXXX1111'],
      accountType: ['payment card'],
    }),
    thing('w', 'CryptoWallet', {
      publicKey: ['1BoatSLRHtKNngkdXEeobR76b53LETtpyT'],
      holder: ['p'],
    }),
    thing('o', 'Ownership', { owner: ['p'], asset: ['i'], percentage: ['50'] }),
    thing('u', 'UnknownLink', { subject: ['p'], object: ['k'], role: ['USED_ACCOUNT'] }),
    thing('v', 'UnknownLink', { subject: ['p'], object: ['n'], role: ['USED_ACCOUNT'] }),
  ];

  async function exported(): Promise<ReturnType<typeof toFollowTheMoney>> {
    const store = await stored((await imported(LISTED)).facts);
    const [ida] = await store.search('Ida Lund', 1);
    const part = await store.neighbourhood({ ref: ida!, hops: 2, limit: 50 });
    return toFollowTheMoney(part!);
  }

  it('keep to the model: numbers in their properties, ownership only where a source said so', async () => {
    const { entities, findings } = await exported();
    expect([wrong(entities), findings]).toEqual([[], []]);
    const said = entities
      .filter(({ schema }) => schema !== 'Person')
      .map(({ schema, properties }) => [schema, Object.keys(properties).sort().join()])
      .sort();
    expect(said).toEqual([
      ['BankAccount', 'accountNumber,accountType,name'],
      ['BankAccount', 'accountNumber,bankName,name'],
      ['BankAccount', 'bic,country,iban,name'],
      ['CryptoWallet', 'holder,name,publicKey'],
      ['Ownership', 'asset,owner,percentage'],
      ['UnknownLink', 'object,role,subject'],
      ['UnknownLink', 'object,role,subject'],
    ]);
    const card = entities.find(({ properties }) => properties['accountType'] !== undefined);
    expect(card?.properties['accountNumber']).toEqual(['411111…1111']);
  });

  it('come back as the same accounts with the same users', async () => {
    const { entities } = await exported();
    const again = await stored((await imported(entities)).facts);
    const before = await stored((await imported(LISTED)).facts);
    const accounts = async (store: GraphStore): Promise<readonly unknown[] | undefined> => {
      const [ida] = await store.search('Ida Lund', 1);
      const part = await store.neighbourhood({
        ref: ida!,
        hops: 1,
        limit: 50,
      });
      return part?.relationships.map(
        ({ to, properties }) => `${to.key} ${JSON.stringify(properties)}`,
      );
    };
    expect(await accounts(again)).toHaveLength(4);
    expect(await accounts(again)).toEqual(await accounts(before));
  });
});
