/** The fabric-network driver while processes of a real network are killed and come back. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../../chaincode/index.js';
import {
  connectFabric,
  organisationOf,
  readConnectionProfile,
  readWalletIdentity,
} from '../../../../network/fabric/index.js';
import type {
  Committed,
  Ledger,
  LedgerEvent,
  LedgerFailure,
  Position,
} from '../../../../network/index.js';
import {
  call,
  eventually,
  failed,
  submitted,
  takeEvents,
  value,
} from '../../../contracts/ledger/world.js';
import { cutLine } from '../../../fabric/cut-line.js';
import { connectMember } from '../../../fabric/fabric-world.js';
import type { RunningNetwork } from '../../../fabric/running-network.js';
import { runningNetwork } from '../../../fabric/running-network.js';

const options = { driver: 'fabric-network', chaincode: 'probe' } as const;

let network: RunningNetwork;
let north: string, south: string, air: string, lotus: string;

beforeAll(async () => {
  network = await runningNetwork();
  const ids = network.description.organisations.map(({ mspId }) => mspId);
  [north, south, air, lotus] = ids as [string, string, string, string];
});

afterEach(async () => {
  await network.heal();
});

async function connected(mspId: string, work: (ledger: Ledger) => Promise<void>): Promise<void> {
  const ledger = await connectMember(network, mspId, options);
  try {
    await work(ledger);
  } finally {
    await ledger[Symbol.asyncDispose]();
  }
}

const emit = (key: string, endorsers: readonly string[]) =>
  call('Emit', [`${key}-${randomUUID()}`, key], { endorsers });

test('hears every event once and in order while the own peer is killed again and again', async () => {
  const key = randomUUID();
  const [reader, writer] = [
    await connectMember(network, lotus, options),
    await connectMember(network, north, options),
  ];
  const abort = new AbortController();
  const heard: LedgerEvent[] = [];
  const count = 24;
  const reading = (async () => {
    for await (const event of reader.events({ signal: abort.signal })) {
      if (event.payload === key) heard.push(event);
      if (heard.length === count) return;
    }
  })();
  try {
    const sent: Committed[] = [];
    for (let i = 0; i < count; i += 1) {
      if (i % 8 === 4) await network.killPeer(lotus);
      if (i % 8 === 7) await started(lotus);
      sent.push(await submitted(writer, emit(key, [north, south])));
    }
    await reading;
    expect(heard.map(({ txId, position }) => ({ txId, position }))).toEqual(
      sent.map(({ txId, position }) => ({ txId, position })),
    );
  } finally {
    abort.abort();
    await reader[Symbol.asyncDispose]();
    await writer[Symbol.asyncDispose]();
  }
});

test('tells exactly the commits that count when the own peer is killed while they are under way', async () => {
  await connected(lotus, async (ledger) => {
    await submitted(ledger, call('Put', [randomUUID(), 'x'], { endorsers: [north, south] }));
    const keys = Array.from({ length: 20 }, () => randomUUID());
    const outcomes = Promise.all(
      keys.map((key) => ledger.submit(call('Put', [key, 'x'], { endorsers: [north, south] }))),
    );
    await vi.waitUntil(() => isAnyCommitted(north, keys), { timeout: 20_000, interval: 5 });
    await network.killPeer(lotus);
    await started(lotus);
    const settled = await outcomes;
    await connected(north, async (other) => {
      const stands = keys.map(
        async (key) => value(await other.evaluate(call('Get', [key]))) === 'x',
      );
      expect(settled.map(({ ok }) => ok)).toEqual(await Promise.all(stands));
    });
    expect(settled.some(({ ok }) => ok)).toBe(true);
    value(await eventually(() => ledger.submit(call('Put', [randomUUID(), 'back']))));
  });
});

test('loses no event and no commit when the line to the own peer is cut again and again', async () => {
  const key = randomUUID();
  const peer = organisationOf(network.description, lotus).ports.peer;
  await using line = await cutLine(peer);
  const ledger = await overLine(line.address);
  try {
    const heard = takeEvents(ledger.events(), 30, ({ payload }) => payload === key);
    const outcomes: Promise<Committed>[] = [];
    for (let i = 0; i < 30; i += 1) {
      const outcome = ledger.submit(emit(key, [north, south]));
      outcomes.push(
        outcome.then(async (first) => (first.ok ? first.value : again(first, ledger, key))),
      );
      if (i % 5 === 4) {
        await outcomes.at(-1);
        line.cut();
      }
    }
    const sent = await Promise.all(outcomes);
    const order = (one: { position: Position }): number =>
      one.position.block * 1000 + one.position.tx;
    sent.sort((a, b) => order(a) - order(b));
    expect((await heard).map(({ txId }) => txId)).toEqual(sent.map(({ txId }) => txId));
    expect(line.count).toBeGreaterThan(6);
  } finally {
    await ledger[Symbol.asyncDispose]();
  }
});

/** What was never sent, because the line was down just then, is sent again; anything else must not fail. */
async function again(
  first: Outcome<Committed, LedgerFailure>,
  ledger: Ledger,
  key: string,
): Promise<Committed> {
  failed(first, 'unreachable');
  return value(await eventually(() => ledger.submit(emit(key, [north, south]))));
}

/** Connects lotus with its own peer at the end of a line. */
async function overLine(address: string): Promise<Ledger> {
  const folder = network.layout.organisation(lotus);
  const choice = { channel: network.description.channel, chaincode: 'probe' };
  const { peers, peer, ...rest } = await readConnectionProfile(folder.connectionProfile, choice);
  const far = { ...peer, address };
  const connection = { ...rest, peer: far, peers: peers.map((one) => (one === peer ? far : one)) };
  const identity = await readWalletIdentity(join(folder.wallet, 'node.id'));
  return connectFabric({ driver: 'fabric-network', connection, identity });
}

/** Starts a peer again whose port the killed process may still hold for a moment. */
async function started(mspId: string): Promise<void> {
  const isBusy = (error: unknown): boolean => (error as { code?: string }).code === 'PORT_BUSY';
  await vi.waitUntil(
    () =>
      network.startPeer(mspId).then(
        () => true,
        (error: unknown) => (isBusy(error) ? false : Promise.reject(error as Error)),
      ),
    { timeout: 20_000, interval: 100 },
  );
}

async function isAnyCommitted(mspId: string, keys: readonly string[]): Promise<boolean> {
  let isThere = false;
  await connected(mspId, async (ledger) => {
    for (const key of keys.slice(0, 3)) {
      isThere ||= value(await ledger.evaluate(call('Get', [key]))) === 'x';
    }
  });
  return isThere;
}

test('goes on with the other ordering nodes when any one of them is killed', async () => {
  await connected(lotus, async (ledger) => {
    for (const orderer of network.description.orderers) {
      await network.killOrderer(orderer);
      for (let i = 0; i < 3; i += 1) {
        const request = call('Put', [randomUUID(), 'x'], { endorsers: [lotus, north] });
        value(await eventually(() => ledger.submit(request)));
      }
      await network.startOrderer(orderer);
    }
  });
});

test('says that the network is not ready while two of three ordering nodes are down, then goes on', async () => {
  await connected(lotus, async (ledger) => {
    const [first, second] = network.description.orderers as [string, string];
    const request = call('Put', [randomUUID(), 'x'], { endorsers: [lotus, north] });
    await submitted(ledger, request);
    await network.killOrderer(first);
    await network.killOrderer(second);
    // The one that is left may still take it, without being able to commit it.
    const outcome = await ledger.submit(request);
    const category = outcome.ok ? 'committed' : outcome.refusal.category;
    expect(['warming', 'unknown']).toContain(category);
    await network.startOrderer(first);
    await network.startOrderer(second);
    value(await eventually(() => ledger.submit(request)));
  });
});

test('names the organisation whose chaincode is down, and leaves it out where nobody is named', async () => {
  await connected(north, async (ledger) => {
    await submitted(ledger, call('Put', [randomUUID(), 'x']));
    await network.killChaincode(air, 'probe');
    const named = await ledger.submit(call('Put', ['k', 'x'], { endorsers: [north, air] }));
    expect(failed(named, 'unreachable').organisation).toBe(air);
    await submitted(ledger, call('Put', [randomUUID(), 'x']));
  });
});

test('says that an owner could not be asked when a call that names nobody falls short of the policy', async () => {
  await connected(north, async (ledger) => {
    const key = randomUUID();
    await submitted(ledger, call('Protect', [key, 'one', air]));
    await network.killPeer(air);
    const outcome = await ledger.submit(call('Put', [key, 'two']));
    expect(failed(outcome, 'warming').organisation).toBe(air);
    expect(value(await ledger.evaluate(call('Get', [key])))).toBe('one');
  });
});

test('stops waiting when the caller does', async () => {
  await connected(north, async (ledger) => {
    const abort = new AbortController();
    const request = { ...call('Put', [randomUUID(), 'x']), signal: abort.signal };
    const waiting = ledger.submit(request);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(ledger.evaluate(request)).rejects.toThrow('enough');
  });
});

describe('connections', () => {
  const said: string[] = [];
  beforeAll(() => {
    for (const out of [process.stdout, process.stderr]) {
      const write = out.write.bind(out);
      vi.spyOn(out, 'write').mockImplementation((...args: unknown[]) => {
        said.push(String(args[0]));
        return write(...(args as Parameters<typeof write>));
      });
    }
  });
  afterAll(() => void vi.restoreAllMocks());

  test('leave no socket behind and write nothing to the console, whatever was down', async () => {
    await network.killPeer(air);
    await network.killOrderer(north);
    const before = openSockets();
    for (let i = 0; i < 5; i += 1) {
      await connected(lotus, async (ledger) => {
        const reading = ledger.events()[Symbol.asyncIterator]().next();
        await ledger.submit(call('Put', [randomUUID(), 'x']));
        await ledger.submit(call('Put', [randomUUID(), 'x'], { endorsers: [lotus, air] }));
        await reading;
      });
    }
    await vi.waitUntil(() => openSockets() <= before, { timeout: 15_000, interval: 100 });
    expect(
      said.filter((text) => /ServiceEndpoint|Endorser|Committer|Discovery/.test(text)),
    ).toEqual([]);
  });
});

function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}
