/** Files from elsewhere become facts: streaming, with findings for what is wrong, and in the nodes that trade records use. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecordFacts } from '../../../graph/index.js';
import {
  ImportFindings,
  importSource,
  loadRecords,
  openGraphStore,
  project,
  toFollowTheMoney,
} from '../../../graph/index.js';
import { csvRows } from '../../../graph/exchange/csv.js';
import { linesOf } from '../../../graph/exchange/lines.js';
import { declaration } from '../records.js';

const SOURCE = {
  ...{ name: 'some-list', owner: 'NorthCustomsMSP', personSalt: 'salt' },
  position: { block: 3, tx: 1 },
};
const LIST = join(
  process.env['GUANLIAN_SHARED'] ?? '../shared',
  'datasets/un-screening/watchlist_un.csv',
);

/** Bytes in chunks of the given size, so that lines and characters are cut anywhere. */
async function* chunks(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function imported(
  lines: readonly unknown[],
): Promise<{ facts: RecordFacts[]; findings: ImportFindings }> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const findings = new ImportFindings();
  const bytes = chunks(text.join('\n'));
  const facts = await all(importSource(bytes, { format: 'ftm', source: SOURCE, findings }));
  return { facts, findings };
}

const thing = (id: string, schema: string, properties: Record<string, readonly string[]>) => ({
  ...{ id, schema, properties },
});

const CARD_WITHOUT_ISSUER = { accountType: ['credit card'], accountNumber: ['XXXXXXXXXXXX9198'] };

describe('FollowTheMoney lines', () => {
  it('become nodes and relationships, edges before or after their ends', async () => {
    const { facts, findings } = await imported([
      thing('e1', 'Directorship', { director: ['p'], organization: ['c'] }),
      thing('c', 'Company', {
        name: ['Acme Ltd'],
        country: ['xb'],
        vatCode: ['XB 12'],
        phone: ['+99 1 555 0100'],
      }),
      thing('p', 'Person', { name: ['Ida Lund'], topics: ['sanction', 'crime'] }),
      thing('e2', 'Ownership', { owner: ['p'], asset: ['c'], percentage: ['60'] }),
      thing('s', 'Sanction', { entity: ['c'], authority: ['Council'] }),
    ]);
    expect(findings.list).toEqual([]);
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    await loadRecords(store, facts);
    const company = await store.entity({ label: 'Company', key: 'VAT:XB12' });
    expect(company?.properties).toMatchObject({
      name: 'Acme Ltd',
      topics: 'sanction',
      listedBy: 'Council',
    });
    expect(company?.recordIds).toContain('some-list/c');
    const near = await store.neighbourhood({
      ref: { label: 'Company', key: 'VAT:XB12' },
      hops: 1,
      limit: 9,
    });
    expect(near?.relationships.map(({ type, properties }) => [type, properties])).toEqual(
      expect.arrayContaining([
        ['DIRECTOR_OF', {}],
        ['OWNS', { percentage: '60' }],
        ['HAS_PHONE', {}],
      ]),
    );
    expect(await store.checkpoint()).toBeUndefined();
  });

  it('meet declarations in one node when they mean the same company', async () => {
    const { facts } = await imported([
      thing('x', 'Company', { name: ['AMBER ORCHARDS'], topics: ['sanction'] }),
    ]);
    const declared = project(
      {
        ...{ recordId: 'd1', kind: 'declaration', owner: 'NorthCustomsMSP', revision: 1 },
        ...{ position: { block: 9, tx: 0 }, body: declaration },
      },
      { personSalt: 'salt' },
    );
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    await loadRecords(store, [...facts, declared]);
    const [found] = await store.search('amber orchards', 5);
    expect(found?.recordIds).toEqual(['d1', 'some-list/x']);
    expect(found?.properties['topics']).toBe('sanction');
  });

  it.each([
    ['FTM_LINE_INVALID', '{"id": "a", '],
    ['FTM_LINE_INVALID', '[1]'],
    ['FTM_LINE_INVALID', { id: '../etc passwd', schema: 'Person', properties: {} }],
    ['FTM_LINE_INVALID', { id: 'a', schema: 'Person', properties: { name: 'no list' } }],
    ['FTM_LINE_INVALID', { id: 'a', schema: 'Person', properties: { name: [7] } }],
    ['FTM_LINE_INVALID', { id: 'a', schema: '__proto__', properties: {} }],
    ['FTM_SCHEMA_NOT_KEPT', thing('a', 'Airport', {})],
    ['FTM_SCHEMA_NOT_KEPT', thing('a', 'Payment', { payer: ['b'], beneficiary: ['b'] })],
    ['FTM_ENTITY_NAMELESS', thing('a', 'CryptoWallet', { privateKey: ['secret'] })],
    ['FTM_ENTITY_NAMELESS', thing('a', 'BankAccount', { bankName: ['Bank'] })],
    ['FTM_ENTITY_NAMELESS', thing('a', 'BankAccount', CARD_WITHOUT_ISSUER)],
    ['FTM_ENTITY_NAMELESS', thing('a', 'Company', { name: [' '] })],
    [
      'FTM_END_MISSING',
      thing('a', 'Directorship', { director: ['nobody'], organization: ['none'] }),
    ],
    ['FTM_END_MISSING', thing('a', 'Directorship', { director: ['nobody'] })],
    ['FTM_END_MISSING', thing('a', 'Sanction', { entity: ['nobody'] })],
  ])('with %s are told and the others are still read', async (code, line) => {
    const { facts, findings } = await imported([line, thing('b', 'Person', { name: ['Ada'] })]);
    expect(findings.counts).toEqual({ [code]: 1 });
    expect(facts.map(({ provenance }) => provenance.recordId)).toEqual(['some-list/b']);
  });

  it('come back from an export as the same companies and links', async () => {
    const nodes = [
      {
        label: 'Company' as const,
        key: 'LEI:L1',
        name: 'Acme',
        properties: { name: 'Acme', countryCode: 'XB' },
        recordIds: ['r'],
      },
      {
        label: 'Company' as const,
        key: 'USCI:U1',
        name: 'Bolt',
        properties: { name: 'Bolt' },
        recordIds: ['r'],
      },
    ];
    const [a, b] = nodes.map(({ label, key }) => ({ label, key }));
    if (!a || !b) throw new Error('two companies');
    const relationships = [
      { type: 'SAME_AS' as const, from: a, to: b, properties: {}, recordIds: ['r'] },
    ];
    const { entities } = toFollowTheMoney({ nodes, relationships, truncated: false });
    const { facts, findings } = await imported(entities);
    expect(findings.list).toEqual([]);
    const keys = facts.flatMap((one) =>
      one.nodes.filter(({ label }) => label === 'Company').map(({ key }) => key),
    );
    expect([...new Set(keys)].sort()).toEqual(['LEI:L1', 'USCI:U1']);
    expect(facts.at(-1)?.relationships).toEqual([
      { type: 'SAME_AS', from: a, to: b, properties: {} },
    ]);
  });
});

describe('lines of a stream', () => {
  it('are whole wherever the chunks are cut, and too long ones are skipped', async () => {
    const text = '\ufeffäö贸\r\n\nsecond\nthis one is much too long\nlast';
    for (const size of [1, 2, 3, 5, 100]) {
      const findings = new ImportFindings();
      const lines = await all(linesOf(chunks(text, size), findings, 12));
      expect(lines.map((line) => [line.text, line.line])).toEqual([
        ['äö贸', 1],
        ['second', 3],
        ['last', 5],
      ]);
      expect(findings.counts).toEqual({ IMPORT_LINE_TOO_LONG: 1 });
    }
  });
});

describe('comma-separated rows', () => {
  it.each([1, 4, 1000])(
    'keep quotes, commas and line ends in fields (chunks of %i)',
    async (size) => {
      const findings = new ImportFindings();
      const text = 'a,b\r\n"x, ""y""\nz",1\n,\nwide,1,2\n"贸易",last';
      const rows = await all(csvRows(chunks(text, size), findings));
      expect(rows.map(({ fields }) => fields)).toEqual([
        ...[
          { a: 'x, "y"\nz', b: '1' },
          { a: '', b: '' },
        ],
        { a: '贸易', b: 'last' },
      ]);
      expect(findings.list.map(({ code, path }) => [code, path])).toEqual([
        ['CSV_ROW_WIDTH', 'line 5'],
      ]);
    },
  );

  it('stop at a quote that never closes', async () => {
    const findings = new ImportFindings();
    const text = `a\n"${'x'.repeat(1_100_000)}`;
    expect(await all(csvRows(chunks(text, 65_536), findings))).toEqual([]);
    expect(findings.counts).toEqual({ CSV_ROW_TOO_LONG: 1 });
  });
});

describe('a screening list', () => {
  const read = async (bytes: AsyncIterable<Uint8Array>) => {
    const findings = new ImportFindings();
    const facts = await all(
      importSource(bytes, { format: 'screening-csv', source: SOURCE, findings }),
    );
    return { facts, findings };
  };

  it('makes each row a person with the topic sanction; bad dates and nameless rows are told', async () => {
    const { facts, findings } = await read(
      chunks('full_name,date_of_birth,nationality\nIda Lund,1965,xb\n,1970,xb\nÅsa Ek,soon,\n'),
    );
    expect(findings.counts).toEqual({ LIST_ROW_NAMELESS: 1, LIST_DATE_INVALID: 1 });
    const people = facts.map(
      ({ nodes }) => Object.assign({}, ...nodes.map((n) => n.properties)) as object,
    );
    expect(people).toEqual([
      {
        name: 'Ida Lund',
        nationality: 'XB',
        birthDate: '1965',
        topics: 'sanction',
        listedBy: 'some-list',
      },
      { name: 'Åsa Ek', topics: 'sanction', listedBy: 'some-list' },
    ]);
  });

  it.skipIf(!existsSync(LIST))('of the UN imports whole and is found by name', async () => {
    const { facts, findings } = await read(createReadStream(LIST));
    expect(findings.list).toEqual([]);
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    expect((await loadRecords(store, facts)).records).toBe(683);
    const [found] = await store.search('ABDULHAI SALEK', 1);
    expect(found?.properties).toMatchObject({ nationality: 'AF', topics: 'sanction' });
    expect((await store.counts()).byLabel['Person']).toBe(683);
  });
  if (!existsSync(LIST)) process.stderr.write(`skipped: ${LIST} is not there\n`);
});
