/** When ordering nodes should cut blocks: rates and waiting times over batch timeout and most messages in a block. */
import { DEFAULT_BATCH } from '../../../dist/network/fabric/index.js';
import { load, medianOf, printTable, quantile, record, short } from './load.mjs';
import { openNetwork } from './network.mjs';
import { put } from './put-rates.mjs';

const MEMBERS = 3;

/** One network per setting. */
export async function batchSweep({ settings, rounds, counts }) {
  const rows = [];
  for (const batch of settings) {
    rows.push(await measure(batch, { rounds, counts }));
    process.stderr.write(`batch ${batch.timeoutMs} ms, ${batch.maxMessages} messages: done\n`);
  }
  const { timeoutMs, maxMessages } = DEFAULT_BATCH;
  printTable(
    `Batch timeout and most messages, ${MEMBERS} members (shipped: ${timeoutMs} ms, ${maxMessages})`,
    [
      ...['timeout', 'messages', '1: p50 ms', '20: tx/s', '20: p95 ms'],
      ...['100: tx/s', '100: p95 ms', '100: tx/block'],
    ],
    rows.map((row) => [
      ...[row.timeoutMs, row.maxMessages, row.single.toFixed(0)],
      ...[short(row.at20.perSecond), row.at20.p95.toFixed(0)],
      ...[short(row.at100.perSecond), row.at100.p95.toFixed(0), row.at100.perBlock.toFixed(0)],
    ]),
  );
  for (const row of rows) record('fabric batch', row);
  return rows;
}

async function measure(batch, { rounds, counts }) {
  const network = await openNetwork({ members: MEMBERS, batch });
  try {
    const ledger = await network.ledger(network.members[0]);
    const work = () => put(ledger);
    await load(work, { inFlight: 20, count: 60 });
    const single = await load(work, { inFlight: 1, count: counts.single });
    const at20 = await several(ledger, work, { rounds, inFlight: 20, count: counts.at20 });
    const at100 = await several(ledger, work, { rounds, inFlight: 100, count: counts.at100 });
    return { ...batch, single: quantile(single.times, 0.5), at20, at100 };
  } finally {
    await network.close();
  }
}

async function several(ledger, work, { rounds, inFlight, count }) {
  const played = [];
  const { height: from } = await ledger.info();
  for (let i = 0; i < rounds; i += 1) played.push(await load(work, { inFlight, count }));
  const { height: to } = await ledger.info();
  const times = played.flatMap((round) => round.times);
  return {
    perSecond: medianOf(played, ({ perSecond }) => perSecond),
    p95: quantile(times, 0.95),
    perBlock: (rounds * count) / (to - from),
  };
}
