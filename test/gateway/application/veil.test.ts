/** What a user without `personal:read` sees of people and of what reaches or pays for them: that it is there, and no more. */
import { describe, expect, it } from 'vitest';
import type { Alert, Caller } from '../../../gateway/application.js';
import {
  isPersonal,
  veiled,
  veiledAlert,
  veiledNeighbourhood,
  veiledRecords,
  veiledSources,
} from '../../../gateway/application/veil.js';
import type { GraphReader, GraphStore } from '../../../graph/index.js';
import { LABELS, openGraphStore } from '../../../graph/index.js';
import { change, link, node, record, ref } from '../../contracts/graph-store/facts.js';
import { callerOf } from '../../federation/running-federation.js';

const KEY = 'a'.repeat(64);
const ACCOUNT = `PaymentAccount:${KEY}`;
const OFFICER = callerOf('NorthCustomsMSP', 'risk-officer');
const OPERATOR = callerOf('NorthCustomsMSP', 'operator');

describe('personal in the graph', () => {
  it('are people, addresses, phones, e-mails, payment accounts, and documents of travellers', () => {
    expect(LABELS.filter((label) => isPersonal({ label, key: 'N380/INV7' }))).toEqual([
      'Address',
      'Email',
      'PaymentAccount',
      'Person',
      'Phone',
    ]);
    expect(isPersonal({ label: 'Document', key: KEY })).toBe(true);
  });
});

describe('a payment account', () => {
  async function seen(caller: Caller): Promise<unknown> {
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    const use = link('Person:ida', 'USED_ACCOUNT', ACCOUNT, {
      booking: 'ABC123',
      paidFor: 'booking',
    });
    const nodes = [
      node(ACCOUNT, { name: 'card 411111…1111', scheme: 'card', precision: 'masked' }),
    ];
    await store.apply(change(1, [record('r', 1, { nodes, relationships: [use] })]));
    return store.read(async (reader) => {
      const open = veiled(reader, caller);
      const [account] = await open.nodes([ref(ACCOUNT)]);
      const links = await open.links([ref(ACCOUNT)]);
      return [account?.properties, await open.linkProperties(links)];
    });
  }

  it('has name, kind and precision for who may see people', async () => {
    expect(await seen(OFFICER)).toEqual([
      { name: 'card 411111…1111', scheme: 'card', precision: 'masked' },
      [{ booking: 'ABC123', paidFor: 'booking' }],
    ]);
  });

  it('has none of it for the others, nor the booking that it paid', async () => {
    expect(await seen(OPERATOR)).toEqual([{}, [{ paidFor: 'booking' }]]);
  });
});

describe('a container that was inspected', () => {
  const BOX = ref('Container:MSKU1234565');
  const SEEN = { type: 'INSPECTED', from: ref('Inspection:i1'), to: BOX } as const;

  /** Manifest r1 carries it, inspection i1 was before that; the officer’s certificate r3 relies on the inspection. */
  async function inspected(): Promise<GraphStore> {
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    const i1 = record('i1', 1, {
      nodes: [node('Inspection:i1', { outcome: 'passed' })],
      relationships: [link('Inspection:i1', 'INSPECTED', 'Container:MSKU1234565')],
    });
    const r1 = record('r1', 2, {
      nodes: [node('Container:MSKU1234565', { name: 'MSKU1234565' })],
      relationships: [link('Consignment:c1', 'CARRIED_IN', 'Container:MSKU1234565')],
    });
    const r3 = record('r3', 3, {
      relationships: [link('Certificate:r3', 'REFERS_TO', 'Inspection:i1')],
    });
    await store.apply(change(3, [i1, r1, r3]));
    return store;
  }

  const seen = async <T>(caller: Caller, ask: (reader: GraphReader) => Promise<T>): Promise<T> =>
    (await inspected()).read((reader) => ask(veiled(reader, caller)));

  it('showed that by one more in its degree', async () => {
    const degrees = (reader: GraphReader): Promise<unknown> =>
      Promise.all([
        reader.degrees([BOX, SEEN.from]),
        reader.degrees([BOX], ['CARRIED_IN', 'INSPECTED']),
        reader.degrees([BOX], ['INSPECTED']),
        reader.degreesByType(BOX),
      ]);
    expect(await seen(OFFICER, degrees)).toEqual([
      [2, 2],
      [2],
      [1],
      { CARRIED_IN: 1, INSPECTED: 1 },
    ]);
    expect(await seen(OPERATOR, degrees)).toEqual([[1, 1], [1], [0], { CARRIED_IN: 1 }]);
  });

  it('named the record of the inspection among its sources', async () => {
    const sources = async (reader: GraphReader): Promise<unknown> => {
      const found = await reader.sources([BOX, SEEN.from, SEEN], 1);
      return found.map(({ total, records }) => [total, records.map(({ recordId }) => recordId)]);
    };
    const ofItself = [2, ['i1']];
    expect(await seen(OFFICER, sources)).toEqual([[2, ['i1']], ofItself, [1, ['i1']]]);
    expect(await seen(OPERATOR, sources)).toEqual([[1, ['r1']], ofItself, [0, []]]);
  });

  it('named it in its past, in who says what of it, and in what surrounds it', async () => {
    const store = await inspected();
    const told = async (caller: Caller, of: string): Promise<unknown> => {
      const at = { knownAt: { block: 3, tx: 0 } };
      const box = (await store.entity(ref(of), at))!;
      const sources = await store.sources(ref(of), { history: true });
      const part = (await store.neighbourhood({ ref: ref(of), hops: 1, limit: 9, ...at }))!;
      const around = { part, ref: ref(of), hops: 1 };
      const open = await veiledNeighbourhood(store, caller, around);
      return [
        (await veiledRecords(store, caller, box)).recordIds,
        (await veiledSources(store, caller, { ref: ref(of), sources })).map((s) => s.recordId),
        open.nodes.map(({ label, recordIds }) => [label, ...recordIds]),
        open.relationships.map(({ type }) => type),
      ];
    };
    const box = 'Container:MSKU1234565';
    expect(await told(OFFICER, box)).toEqual([
      ['i1', 'r1'],
      ['i1', 'r1'],
      [
        ['Container', 'i1', 'r1'],
        ['Consignment', 'r1'],
        ['Inspection', 'i1', 'r3'],
      ],
      ['CARRIED_IN', 'INSPECTED'],
    ]);
    expect(await told(OPERATOR, box)).toEqual([
      ['r1'],
      ['r1'],
      [
        ['Container', 'r1'],
        ['Consignment', 'r1'],
      ],
      ['CARRIED_IN'],
    ]);
    expect(await told(OPERATOR, 'Inspection:i1')).toEqual([
      ['i1', 'r3'],
      ['i1', 'r3'],
      [
        ['Inspection', 'i1', 'r3'],
        ['Certificate', 'r3'],
      ],
      ['REFERS_TO'],
    ]);
  });
});

describe('an alert', () => {
  it('named travellers to users who may not see them; companies it still names', () => {
    const members = [
      { label: 'Person', key: KEY, name: 'Ida Lund' },
      { label: 'Company', key: 'ACME', name: 'Acme' },
    ];
    const alert = { id: 'a', reasons: ['two flew together'], members } as unknown as Alert;
    expect(veiledAlert(alert, OFFICER)).toBe(alert);
    expect(veiledAlert(alert, OPERATOR)).toEqual({
      ...alert,
      members: [{ label: 'Person', key: KEY }, members[1]],
    });
  });
});
