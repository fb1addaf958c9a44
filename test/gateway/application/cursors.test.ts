/** The cursors of a node's own lists: they hold their place while items move, leave a filter or are taken over by others. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEnvelope } from '../../../chaincode/index.js';
import type { Alert } from '../../../gateway/application.js';
import { AlertLog } from '../../../gateway/application/alerts.js';
import { listDeliveries } from '../../../gateway/application/deliveries.js';
import { envelopeWrites, indexedEnvelope } from '../../../gateway/application/ledger-index.js';
import { cursorOfLink, linkOfCursor } from '../../../gateway/application/link-cursor.js';
import type { NodeParts } from '../../../gateway/application/parts.js';
import { listRecords } from '../../../gateway/application/records.js';
import type { ShareJob } from '../../../gateway/application/share.js';
import type { Link } from '../../../graph/index.js';
import type { Outbox, OutboxEntry } from '../../../network/index.js';
import { NodeStore } from '../../../network/index.js';
import { alertOf, recordOf } from '../http/memory-application.js';

let dir: string;
let store: NodeStore;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-cursors-'));
  store = await NodeStore.open(dir);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const NEVER_GIVEN = /is no cursor of this list/;

describe('records', () => {
  const parts = (): NodeParts =>
    ({ store, identity: { mspId: 'NorthCustomsMSP' } }) as unknown as NodeParts;
  const commit = async (i: number, block: number, owner = 'AirlineMSP'): Promise<void> => {
    const envelope: LedgerEnvelope = recordOf(i, owner).envelope;
    const before = await indexedEnvelope(store, envelope.id);
    await store.batch(envelopeWrites(envelope, { block, tx: 0 }, before));
  };
  const ids = async (after?: string, filter = {}): Promise<[string[], string]> => {
    const page = { first: 2, ...(after === undefined ? {} : { after }) };
    const { items } = await listRecords(parts(), page, filter);
    return [items.map(({ node }) => node.id.slice(7, 11)), items.at(-1)?.cursor ?? ''];
  };

  it('go on at their place when the last one given was revised and moved to the top', async () => {
    for (const i of [1, 2, 3, 4]) await commit(i, i);
    const [first, cursor] = await ids();
    expect(first).toEqual(['0004', '0003']);
    await commit(3, 9);
    expect((await ids(cursor))[0]).toEqual(['0002', '0001']);
  });

  it('go on at their place under another filter', async () => {
    for (const i of [1, 2, 3, 4]) await commit(i, i, i % 2 ? 'AirlineMSP' : 'TraderMSP');
    const [, cursor] = await ids();
    expect((await ids(cursor, { owner: 'TraderMSP' }))[0]).toEqual(['0002']);
  });

  it.each(['record-0003-abcdefgh', '000000000009.000000', '1.0', '000000000002.000000 '])(
    'refuse %j',
    async (after) => {
      await commit(2, 2);
      await expect(ids(after)).rejects.toThrow(NEVER_GIVEN);
    },
  );

  it('refuse any cursor while there are none', async () => {
    await expect(ids('000000000000.000000')).rejects.toThrow(NEVER_GIVEN);
  });
});

describe('deliveries', () => {
  const entries: OutboxEntry<ShareJob>[] = [];
  const outbox = { list: async () => [...entries] } as unknown as Outbox<ShareJob>;
  const queue = (id: string, minute: number, state: 'pending' | 'delivered' = 'pending'): void => {
    const queuedAt = new Date(Date.UTC(2026, 10, 23, 8, minute)).toISOString();
    entries.push({ id, queuedAt, state, payload: {} } as unknown as OutboxEntry<ShareJob>);
  };
  const ids = async (after?: string): Promise<[string, string]> => {
    const page = { first: 2, ...(after === undefined ? {} : { after }) };
    const { items } = await listDeliveries(outbox, page, { state: 'pending' });
    return [items.map(({ node }) => node.id).join(''), items.at(-1)?.cursor ?? ''];
  };
  beforeEach(() => {
    entries.length = 0;
    for (const [i, id] of ['a', 'b', 'c', 'd', 'e'].entries()) queue(id, Math.floor(i / 2));
  });

  it('go on at their place when the last one given is pending no more', async () => {
    const [first, cursor] = await ids();
    expect(first).toBe('ed');
    entries.splice(3, 1);
    queue('d', 1, 'delivered');
    expect((await ids(cursor))[0]).toBe('cb');
  });

  it('go on at their place when the last one given was queued again', async () => {
    const [, cursor] = await ids();
    entries.splice(3, 1);
    queue('d', 30);
    expect((await ids(cursor))[0]).toBe('cb');
  });

  it.each(['d', '2026-11-23T08:01:00.000Z/of-another-node', 'yesterday/d'])(
    'refuse %j',
    async (after) => {
      await expect(ids(after)).rejects.toThrow(NEVER_GIVEN);
    },
  );
});

describe('alerts', () => {
  const about = (i: number, ...keys: string[]): Alert => ({
    ...alertOf(i),
    members: keys.map((key) => ({ label: 'Company', key })),
  });
  const raised = async (...alerts: Alert[]): Promise<AlertLog> => {
    const log = await AlertLog.open(store);
    for (const alert of alerts) await log.raise(alert);
    return log;
  };
  const two = [about(1, 'a', 'b'), about(2, 'c', 'd')];
  const signal = new AbortController().signal;

  it('go on at their place when the last one given was taken over by a greater one', async () => {
    const alerts = await raised(...two);
    const { items } = await alerts.page({ first: 1 });
    expect(items.map(({ node }) => node.id)).toEqual(['alert-2']);
    await alerts.raise(about(3, 'c', 'd', 'e'));
    const rest = await alerts.page({ first: 5, after: items[0]!.cursor });
    expect(rest.items.map(({ node }) => node.id)).toEqual(['alert-1']);
  });

  it.each(['alert-1', '1', '000000000000', '000000000003', '000000000001 '])(
    'refuse %j, as a page and as a stream',
    async (after) => {
      const alerts = await raised(...two);
      await expect(alerts.page({ first: 1, after })).rejects.toThrow(NEVER_GIVEN);
      expect(() => alerts.stream({ after, signal })).toThrow(NEVER_GIVEN);
    },
  );

  it('are streamed from the place of one that was taken over', async () => {
    const alerts = await raised(...two, about(3, 'a', 'b', 'z'));
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const { cursor } of alerts.stream({ after: '000000000001', signal: stop.signal })) {
      seen.push(cursor);
      stop.abort();
    }
    expect(seen).toEqual(['000000000002']);
  });
});

describe('relationships', () => {
  const link: Link = {
    ...{ type: 'HAS_ADDRESS', from: { label: 'Company', key: '橙园:1' } },
    to: { label: 'Address', key: 'park' },
  };
  const encoded = (text: string): string => Buffer.from(text).toString('base64url');

  it('are found again from the side of either end', () => {
    for (const end of [link.from, link.to])
      expect(linkOfCursor(cursorOfLink(link), end)).toEqual(link);
  });

  it.each([
    ['nothing', ''],
    ['free text', 'second page, please'],
    ['a cut one', cursorOfLink(link).slice(0, -2)],
    ['one with more behind it', `${cursorOfLink(link)}!`],
    ['an unknown type', encoded('KNOWS\nCompany:a\nAddress:park')],
    ['an unknown label', encoded('HAS_ADDRESS\nWizard:a\nAddress:park')],
    ['an end without a key', encoded('HAS_ADDRESS\nCompany:\nAddress:park')],
    ['a third end', encoded('HAS_ADDRESS\nCompany:a\nAddress:park\nAddress:b')],
    ['one of another entity', encoded('HAS_ADDRESS\nCompany:a\nAddress:b')],
  ])('refuse %s', (_name, cursor) => {
    expect(() => linkOfCursor(cursor, link.to)).toThrow(NEVER_GIVEN);
  });
});
