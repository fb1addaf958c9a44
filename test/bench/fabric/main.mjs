/**
 * `npm run bench:fabric [-- --quick] [-- put share sweep]`: what our drivers cost on a real Fabric network, what shares
 * reach, which batch rules to ship. It makes its own networks in temporary folders and always takes them down.
 */
import { cpus, loadavg, totalmem } from 'node:os';
import { findBinaries } from '../../../dist/network/fabric/index.js';
import { batchSweep } from './batch-sweep.mjs';
import { costs, estimate, memory, printMemory } from './costs.mjs';
import { record } from './load.mjs';
import { closeAll, interrupt, openNetwork, wasInterrupted } from './network.mjs';
import { put, putRates } from './put-rates.mjs';
import { shareRates } from './share-rates.mjs';

const FULL = {
  rounds: 5,
  loads: [
    { inFlight: 1, count: 10 },
    { inFlight: 20, count: 200 },
    { inFlight: 100, count: 400 },
  ],
  deliveries: 120,
  costs: 400,
  sweep: {
    rounds: 3,
    counts: { single: 6, at20: 120, at100: 300 },
    settings: [50, 100, 200, 500, 1000].flatMap((timeoutMs) =>
      [10, 50, 200, 500].map((maxMessages) => ({ timeoutMs, maxMessages })),
    ),
  },
};
const QUICK = {
  rounds: 3,
  loads: [
    { inFlight: 1, count: 4 },
    { inFlight: 20, count: 80 },
    { inFlight: 100, count: 200 },
  ],
  deliveries: 48,
  costs: 150,
  sweep: {
    rounds: 1,
    counts: { single: 3, at20: 60, at100: 150 },
    settings: [
      { timeoutMs: 50, maxMessages: 10 },
      { timeoutMs: 200, maxMessages: 200 },
    ],
  },
};
const PARTS = ['put', 'share', 'sweep'];
const MEMBERS = 5;

const args = process.argv.slice(2);
const size = args.includes('--quick') ? QUICK : FULL;
const named = args.filter((arg) => PARTS.includes(arg));
const strange = args.find((arg) => arg !== '--quick' && !PARTS.includes(arg));
const parts = named.length > 0 ? named : PARTS;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    process.stderr.write('taking the networks down …\n');
    interrupt().finally(() => process.exit(130));
  });
}

if (strange) {
  process.stderr.write(`"${strange}" is none of --quick, ${PARTS.join(', ')}\n`);
  process.exitCode = 64;
} else {
  await main();
}

async function main() {
  const { version } = await findBinaries();
  const machine = {
    ...{ fabric: version, node: process.versions.node, cores: cpus().length },
    ...{ processor: cpus()[0]?.model, gigabytes: Math.round(totalmem() / 2 ** 30) },
    loadBefore: loadavg()[0],
  };
  console.log(
    `Fabric ${version}, Node ${machine.node}, ${machine.cores} × ${machine.processor}, ${machine.gigabytes} GB; load of the machine before: ${machine.loadBefore.toFixed(1)}`,
  );
  record('fabric bench', machine);
  try {
    if (parts.includes('put') || parts.includes('share')) await onOneNetwork();
    if (parts.includes('sweep')) await batchSweep(size.sweep);
  } catch (cause) {
    // Calls that were under way end with a fault when the networks are taken from under them.
    if (!wasInterrupted()) throw cause;
  } finally {
    await closeAll();
  }
}

async function onOneNetwork() {
  const network = await openNetwork({ members: MEMBERS, own: true });
  console.log(`${MEMBERS} members, one ordering node: up in ${network.seconds.toFixed(1)} s`);
  const before = await memory(network);
  if (parts.includes('put')) await measurePut(network);
  if (parts.includes('share')) await measureShares(network);
  printMemory(before, await memory(network));
  await network.close();
}

async function measurePut(network) {
  await putRates(network, size);
  const [own, partner] = network.members;
  const ledger = await network.ledger(own);
  const what = 'a put';
  const work = () => put(ledger, [own, partner]);
  const { cost } = await costs(network, { what, work, count: size.costs, inFlight: 100 });
  estimate({ what, cost, members: MEMBERS });
}

async function measureShares(network) {
  const { share } = await shareRates(network, size);
  const [, partner] = network.members;
  const what = 'a share';
  const work = () => share.one(partner);
  const { cost } = await costs(network, { what, work, count: size.costs, inFlight: 50 });
  estimate({ what, cost, members: MEMBERS });
}
