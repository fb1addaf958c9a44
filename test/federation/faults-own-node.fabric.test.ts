/**
 * A member's own node killed (SIGKILL) between each pair of steps of taking in and sharing a record, over real Fabric:
 * what it acknowledged is there when it comes back, each share is made once, and no commitment is without its payload.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processName, processState } from '../../network/fabric/index.js';
import type { FabricMembers } from '../fabric/members-over-fabric.js';
import {
  NORTH,
  openMembers,
  received,
  releasesSince,
  SOUTH,
} from '../fabric/members-over-fabric.js';
import type { FallPoint, Report, Task } from '../fabric/node-process.js';
import type { RunningNetwork } from '../fabric/running-network.js';
import { runningNetwork } from '../fabric/running-network.js';
import { agree } from '../fabric/single-node.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** How long after a share was handed over the node falls: from endorsing over ordering to the commit, ms. */
const MOMENTS = [5, 30, 70, 140, 220];
const QUEUED: readonly FallPoint[] = [
  'after the job was written',
  'sent',
  'after the commit, before the mark',
  'after the mark',
  'at the event',
];

interface Fall {
  readonly name: string;
  readonly fall: FallPoint;
  readonly after?: number;
  /** All ordering nodes stand still meanwhile: endorsed, never ordered. */
  readonly isFrozen?: boolean;
}

const at = (fall: FallPoint): Fall => ({ name: fall, fall });

const FALLS: readonly Fall[] = [
  at('before the envelope is sent'),
  at('after the envelope was committed'),
  at('after the rehearsal'),
  at('after the job was written'),
  { name: 'endorsed, while nothing is ordered', fall: 'sent', after: 1500, isFrozen: true },
  ...MOMENTS.map((after) => ({
    ...{ name: `${after} ms after the share was sent`, fall: 'sent' as const, after },
  })),
  at('after the commit, before the mark'),
  at('after the mark'),
  at('at the event'),
];

describe('a node that is killed', () => {
  let network: RunningNetwork;
  let members: FabricMembers;
  let task: Omit<Task, 'kind'>;
  let height: number;
  const ingested: string[] = [];
  /** Shares that the outbox had, whether the user was answered or not. */
  const queued: string[] = [];

  beforeAll(async () => {
    network = await runningNetwork();
    await network.heal();
    members = await openMembers(network, [NORTH, SOUTH]);
    const agreementId = await agree(members.node(NORTH), members.node(SOUTH));
    ({ height } = await members.ledger(SOUTH).info());
    const dir = join(members.dir, 'falling');
    const { dir: place } = network.description;
    task = { network: place, dir, mspId: NORTH, recipient: SOUTH, agreementId };
  });
  afterAll(async () => members?.[Symbol.asyncDispose]());

  test.each(FALLS)(
    '$fall $after',
    async ({ fall, after, isFrozen = false }) => {
      const freeze = (signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> =>
        signalOrderers(network, signal);
      const lines = await run(
        { ...task, kind: 'share', fall, ...(after === undefined ? {} : { after }) },
        async (line) => {
          // The record is on the ledger: from here on nothing is ordered.
          if (isFrozen && line.startsWith('ingested')) await freeze('SIGSTOP');
        },
      ).finally(() => (isFrozen ? freeze('SIGCONT') : undefined));
      const [, recordId] = lines.find((line) => line.startsWith('ingested'))?.split(' ') ?? [];
      if (recordId === undefined) return expect(fall).toMatch(/envelope/);
      ingested.push(recordId);
      if (QUEUED.includes(fall)) queued.push(recordId);
    },
    120_000,
  );

  test('has everything that it acknowledged, and each queued share once', async () => {
    const lines = await run({ ...task, kind: 'finish' });
    const { deliveries, records } = JSON.parse(lines.at(-1)!) as Report;
    const mine = await ownRecords(records);
    expect(mine).toEqual(expect.arrayContaining(ingested));
    // No commitment on the ledger without the payload in the vault, acknowledged or not.
    expect(records.filter(({ id, holding }) => mine.includes(id) && holding !== 'owner')).toEqual(
      [],
    );
    expect(deliveries.map(({ recordId }) => recordId).sort()).toEqual([...queued].sort());
    expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['delivered']));
    await members.level();
    const markers = (await releasesSince(members.ledger(SOUTH), height)).filter(
      ({ owner }) => owner === NORTH,
    );
    expect(markers.map(({ recordId }) => recordId).sort()).toEqual([...queued].sort());
    expect(await received(members.node(SOUTH), queued)).toBe(queued.length);
  }, 240_000);

  /** Of all records of the owner on the ledger, those committed since this test began. */
  async function ownRecords(records: Report['records']): Promise<string[]> {
    const since = new Set<string>();
    const { height: end } = await members.ledger(SOUTH).info();
    const abort = new AbortController();
    const onBlock = (block: number): void => {
      if (block >= end - 1) abort.abort();
    };
    const after = { block: height - 1, tx: Number.MAX_SAFE_INTEGER };
    const options = { after, onBlock, signal: abort.signal };
    for await (const { name, payload } of members.ledger(SOUTH).events(options)) {
      if (name === 'record.committed') since.add((JSON.parse(payload) as { id: string }).id);
    }
    return records.map(({ id }) => id).filter((id) => since.has(id));
  }
});

async function signalOrderers(
  { description, layout }: RunningNetwork,
  signal: 'SIGSTOP' | 'SIGCONT',
): Promise<void> {
  for (const mspId of description.orderers) {
    const state = await processState(layout, processName.orderer(mspId));
    if (state.state === 'running') process.kill(state.pid, signal);
  }
}

/** Runs a node process until it falls or ends; resolves to the lines that it printed. */
function run(
  task: Task,
  onLine: (line: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const loader = here('../network/embedded/typescript-loader.mjs');
  const env = {
    ...process.env,
    GUANLIAN_TASK: JSON.stringify(task),
    GUANLIAN_TS_CACHE: join(task.dir, '..', 'translated'),
  };
  const child = spawn(process.execPath, ['--import', loader, here('../fabric/node-process.ts')], {
    env,
  });
  let out = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    void onLine(out.trimEnd().split('\n').at(-1)!);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const hasFallen = signal === 'SIGKILL';
      if (hasFallen !== (task.kind === 'share') || (!hasFallen && code !== 0)) {
        return reject(new Error(`ended with ${code ?? signal}: ${out}${errors}`));
      }
      resolve(out.trimEnd().split('\n'));
    });
  });
}
