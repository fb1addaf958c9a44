/** What every graph store does, whatever stands behind the port. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GraphStore, NodeKind } from '../../../graph/index.js';
import { shares } from '../../../graph/index.js';
import { change, link, node, record, ref } from './facts.js';

const firstDeclaration = record('r1', 1, {
  nodes: [
    node('Declaration:D1', { name: 'D1' }),
    node('Company:ACME', { name: 'Acme Trading', countryCode: 'CN' }),
    node('Phone:1', { name: '+86 10 5555 0001' }),
  ],
  relationships: [
    link('Declaration:D1', 'IMPORTED_BY', 'Company:ACME'),
    link('Company:ACME', 'HAS_PHONE', 'Phone:1'),
  ],
});

const secondDeclaration = record('r2', 2, {
  nodes: [
    node('Declaration:D2', { name: 'D2' }),
    node('Company:ACME', { name: 'ACME TRADING LTD' }),
    node('Company:BOLT', { name: 'Bolt Import' }),
  ],
  relationships: [
    link('Declaration:D2', 'IMPORTED_BY', 'Company:ACME'),
    link('Declaration:D2', 'EXPORTED_BY', 'Company:BOLT'),
    link('Company:BOLT', 'HAS_PHONE', 'Phone:1'),
  ],
});

export function graphStoreContract(name: string, open: () => Promise<GraphStore>): void {
  describe(`the graph store on ${name}`, () => {
    let store: GraphStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
    });

    it('is empty and has no checkpoint when it is new', async () => {
      expect(await store.checkpoint()).toBeUndefined();
      expect(await store.counts()).toEqual({ nodes: 0, relationships: 0, byLabel: {} });
      expect(await store.entity(ref('Company:ACME'))).toBeUndefined();
      expect(await store.neighbourhood({ ref: ref('Company:ACME'), hops: 1, limit: 9 })).toBe(
        undefined,
      );
    });

    it('keeps what records say, and the place in the ledger', async () => {
      await store.apply(change(2, [firstDeclaration, secondDeclaration]));
      expect(await store.checkpoint()).toEqual({ block: 2, tx: 0 });
      expect(await store.counts()).toEqual({
        nodes: 5,
        relationships: 5,
        byLabel: { Company: 2, Declaration: 2, Phone: 1 },
      });
    });

    it('merges property by property, the latest in the ledger first', async () => {
      const merged = {
        label: 'Company',
        key: 'ACME',
        name: 'ACME TRADING LTD',
        properties: { countryCode: 'CN', name: 'ACME TRADING LTD' },
        recordIds: ['r1', 'r2'],
      };
      await store.apply(change(2, [secondDeclaration]));
      await store.apply(change(3, [firstDeclaration]));
      expect(await store.entity(ref('Company:ACME'))).toEqual(merged);
    });

    it('takes back exactly what a purged record brought', async () => {
      await store.apply(change(1, [firstDeclaration]));
      const before = [await store.digest(), await store.counts()];
      await store.apply(change(2, [secondDeclaration]));
      expect(await store.digest()).not.toBe(before[0]);
      await store.apply(change(3, [], ['r2']));
      expect([await store.digest(), await store.counts()]).toEqual(before);
      expect(await store.entity(ref('Company:BOLT'))).toBeUndefined();
      expect((await store.entity(ref('Company:ACME')))?.name).toBe('Acme Trading');
      expect((await store.entity(ref('Phone:1')))?.recordIds).toEqual(['r1']);
    });

    it('replaces what an earlier revision said', async () => {
      await store.apply(change(1, [firstDeclaration]));
      const revised = record('r1', 5, {
        revision: 2,
        nodes: [node('Company:ACME', { countryCode: 'CN' })],
      });
      await store.apply(change(5, [revised]));
      expect(await store.counts()).toMatchObject({ nodes: 1, relationships: 0 });
      expect(await store.entity(ref('Company:ACME'))).toEqual({
        label: 'Company',
        key: 'ACME',
        properties: { countryCode: 'CN' },
        recordIds: ['r1'],
      });
    });

    it('is the same graph after a compaction, and takes changes before, beside and after it', async () => {
      await store.apply(change(1, [firstDeclaration]));
      const writes = [store.apply(change(2, [secondDeclaration])), store.compact()];
      await Promise.all([...writes, store.apply(change(3, [], ['r1']))]);
      await store.compact();
      expect(await store.checkpoint()).toEqual({ block: 3, tx: 0 });
      expect((await store.entity(ref('Company:ACME')))?.recordIds).toEqual(['r2']);
      expect(await store.entity(ref('Declaration:D1'))).toBeUndefined();
      await store.apply(change(4, [firstDeclaration]));
      expect(await store.counts()).toMatchObject({ nodes: 5, relationships: 5 });
    });

    it('tells what it takes in files of the node', async () => {
      await store.apply(change(1, [firstDeclaration]));
      const { fileBytes, erasing } = await store.storage();
      const hasFiles = store.describe().engine === 'grafeo';
      expect(typeof fileBytes).toBe(hasFiles ? 'number' : 'undefined');
      expect(erasing).toBe(false);
    });

    it('gives the same graph when the same change comes twice', async () => {
      await store.apply(change(2, [firstDeclaration, secondDeclaration]));
      const [digest, counts] = [await store.digest(), await store.counts()];
      await store.apply(change(2, [firstDeclaration, secondDeclaration]));
      expect([await store.digest(), await store.counts()]).toEqual([digest, counts]);
    });

    it('removes a record that a change both states and removes', async () => {
      await store.apply(change(1, [firstDeclaration], ['r1']));
      expect(await store.counts()).toMatchObject({ nodes: 0 });
      expect(await store.checkpoint()).toEqual({ block: 1, tx: 0 });
    });

    it.each([
      ['an empty key', node('Company:', {})],
      ['a line break in a key', node('Company:A\nB', {})],
      ['a fraction', node('Company:A', { share: 0.5 })],
      ['a name that engines use', node('Company:A', { id: 'x' })],
    ])('refuses %s and leaves everything as it was', async (_what, bad) => {
      await store.apply(change(1, [firstDeclaration]));
      const digest = await store.digest();
      const broken = change(2, [secondDeclaration, record('r3', 2, { nodes: [bad] })]);
      await expect(store.apply(broken)).rejects.toMatchObject({ code: 'GRAPH_FACT_INVALID' });
      expect(await store.digest()).toBe(digest);
      expect(await store.checkpoint()).toEqual({ block: 1, tx: 0 });
    });

    it('has first whose whole name, key, or both the text is', async () => {
      const nodes = [
        node('Company:A1', { name: 'The Müller C2 house' }),
        node('Company:A2', { name: 'Müller C2 & sons' }),
        node('Company:C2', { name: 'Müller' }),
      ];
      await store.apply(change(1, [record('r1', 1, { nodes })]));
      const found = await store.search('müller c2', 9);
      expect(found.map(({ key }) => key)).toEqual(['C2', 'A2', 'A1']);
    });

    it('finds nodes by the words of their names and keys, whatever case, accents and order', async () => {
      const names = ['Café Müller', 'MULLER CAFE EXPORT', 'Müller', '远洋贸易有限公司'];
      const nodes = names.map((name, i) => node(`Company:C${i}`, { name }));
      await store.apply(change(1, [record('r1', 1, { nodes })]));
      const found = async (text: string, limit = 9): Promise<string[]> =>
        (await store.search(text, limit)).map(({ key }) => key);
      expect(await found('muller')).toEqual(['C2', 'C1', 'C0']);
      expect(await found('müller cafe')).toEqual(['C1', 'C0']);
      expect(await found('muller', 1)).toEqual(['C2']);
      expect(await found('贸易')).toEqual(['C3']);
      expect(await found('c2')).toEqual(['C2']);
      expect(await found('nobody')).toEqual([]);
      expect(await found('  -- ')).toEqual([]);
    });

    it('leaves kinds of nodes out of a search before the limit cuts, so that none of them takes the place of another', async () => {
      const salted = (of: number): string => of.toString(16).padStart(64, 'e');
      const people = Array.from({ length: 9 }, (_, i) =>
        node(`Person:${salted(i)}`, { name: 'Ida' }),
      );
      const others = [
        node(`Document:${salted(1)}`, { name: 'Ida passport' }),
        node(`Document:${salted(1)}0`, { name: 'Ida paper' }),
        node(`Document:N380/${salted(1)}`, { name: 'Ida invoice' }),
        node('Person:\u0085\u2028', { name: 'Ida of a list' }),
        node('Company:IDA', { name: 'Idas Imports' }),
      ];
      await store.apply(change(1, [record('r1', 1, { nodes: [...people, ...others] })]));
      const found = async (limit: number, without: readonly NodeKind[]): Promise<string[]> =>
        (await store.search('ida', limit, { without })).map(({ name = '' }) => name);
      expect(await found(3, [])).toEqual(['Idas Imports', 'Ida', 'Ida']);
      expect(await found(3, [{ label: 'Person' }])).toEqual([
        'Idas Imports',
        'Ida invoice',
        'Ida passport',
      ]);
      const open = [{ label: 'Person' }, { label: 'Document', keys: 'salted' }] as const;
      expect(await found(9, open)).toEqual(['Idas Imports', 'Ida invoice', 'Ida paper']);
      expect(await found(9, [...open, { label: 'Company' }])).toEqual(['Ida invoice', 'Ida paper']);
    });

    it('walks around a node, nearest first, and says when the limit cut nodes off', async () => {
      await store.apply(change(2, [firstDeclaration, secondDeclaration]));
      const around = async (hops: number, limit: number): Promise<unknown> => {
        const view = await store.neighbourhood({ ref: ref('Phone:1'), hops, limit });
        return [
          view?.nodes.map(({ label, key }) => `${label}:${key}`),
          view?.relationships.map(({ type }) => type),
          view?.truncated,
        ];
      };
      expect(await around(0, 9)).toEqual([['Phone:1'], [], false]);
      expect(await around(1, 9)).toEqual([
        ['Phone:1', 'Company:ACME', 'Company:BOLT'],
        ['HAS_PHONE', 'HAS_PHONE'],
        false,
      ]);
      expect(await around(2, 4)).toEqual([
        ['Phone:1', 'Company:ACME', 'Company:BOLT', 'Declaration:D1'],
        ['HAS_PHONE', 'HAS_PHONE', 'IMPORTED_BY'],
        true,
      ]);
      expect(await around(9, 99)).toMatchObject([{ length: 5 }, { length: 5 }, false]);
    });

    it('answers attributes that at least two companies or people share', async () => {
      await store.apply(change(2, [firstDeclaration, secondDeclaration]));
      const directors = record('r3', 3, {
        relationships: [
          link('Person:P', 'DIRECTOR_OF', 'Company:BOLT'),
          link('Person:P', 'DIRECTOR_OF', 'Company:ACME'),
          link('Company:ACME', 'HAS_EMAIL', 'Email:alone'),
          link('Address:A', 'LOCATED_IN', 'Country:CN'),
        ],
      });
      await store.apply(change(3, [directors]));
      const pairs = await store.sharedAttributes(['HAS_PHONE', 'HAS_EMAIL', 'DIRECTOR_OF']);
      expect(pairs).toEqual([
        ...['Company:ACME', 'Company:BOLT'].map((owner) => ({
          owner: ref(owner),
          attribute: ref('Person:P'),
          type: 'DIRECTOR_OF',
          recordIds: ['r3'],
        })),
        {
          owner: ref('Company:ACME'),
          attribute: ref('Phone:1'),
          type: 'HAS_PHONE',
          recordIds: ['r1'],
        },
        {
          owner: ref('Company:BOLT'),
          attribute: ref('Phone:1'),
          type: 'HAS_PHONE',
          recordIds: ['r2'],
        },
      ]);
    });

    it('answers who else used an account, over the same questions as for phones', async () => {
      const account = `PaymentAccount:${'a'.repeat(64)}`;
      const payments = record('r1', 1, {
        nodes: [node(account, { name: 'card 411111…1111', precision: 'masked' })],
        relationships: [
          link('Person:A', 'USED_ACCOUNT', account, { booking: 'ABC123' }),
          link('Person:B', 'USED_ACCOUNT', account),
          link('Company:ACME', 'USED_ACCOUNT', account),
          link('Person:C', 'USED_ACCOUNT', 'PaymentAccount:other'),
        ],
      });
      await store.apply(change(1, [payments]));
      const found = await store.read((reader) =>
        shares(reader, { ref: ref('Person:A'), kinds: ['account'] }),
      );
      expect(found?.sharers.map(({ sharer, bits }) => [sharer, bits])).toEqual([
        [ref('Company:ACME'), '0.42'],
        [ref('Person:B'), '0.42'],
      ]);
      expect(found?.sharers[0]?.things).toMatchObject([
        { attribute: ref(account), holders: 3, population: 4 },
      ]);
      expect((await store.search('411111', 5)).map(({ label }) => label)).toEqual([
        'PaymentAccount',
      ]);
    });

    it('answers who was on which flight, and under which booking', async () => {
      const flights = record('r1', 1, {
        relationships: [
          link('Person:B', 'FLEW_ON', 'Flight:MQ1/2026-11-02', { booking: 'ABC123' }),
          link('Person:A', 'FLEW_ON', 'Flight:MQ1/2026-11-02'),
          link('Person:C', 'CREWED', 'Flight:MQ1/2026-11-02'),
        ],
      });
      await store.apply(change(1, [flights]));
      const flight = ref('Flight:MQ1/2026-11-02');
      expect(await store.coTravel()).toEqual([
        { person: ref('Person:A'), flight, recordIds: ['r1'] },
        { person: ref('Person:B'), flight, booking: 'ABC123', recordIds: ['r1'] },
      ]);
    });

    it('runs changes that overlap one after the other', async () => {
      const changes = Array.from({ length: 12 }, (_, i) =>
        record(`r${i}`, i, { nodes: [node('Goods:080610', { seen: i })] }),
      );
      await Promise.all(changes.map((facts, i) => store.apply(change(i, [facts]))));
      const goods = await store.entity(ref('Goods:080610'));
      expect(goods?.recordIds).toHaveLength(12);
      expect(goods?.properties).toEqual({ seen: 11 });
      expect(await store.checkpoint()).toEqual({ block: 11, tx: 0 });
    });

    it('forgets everything when it is cleared, the checkpoint too', async () => {
      const empty = await store.digest();
      await store.apply(change(2, [firstDeclaration, secondDeclaration]));
      await store.clear();
      expect(await store.digest()).toBe(empty);
      expect(await store.checkpoint()).toBeUndefined();
      expect(await store.counts()).toMatchObject({ nodes: 0, relationships: 0 });
    });

    it('says that it is closed instead of answering', async () => {
      await store.close();
      await store.close();
      await expect(store.counts()).rejects.toMatchObject({ code: 'GRAPH_CLOSED' });
      await expect(store.apply(change(1, []))).rejects.toMatchObject({ code: 'GRAPH_CLOSED' });
    });
  });
}
