/** The raw gateway SDK calling a put contract, against both of our drivers on the same network in the same rounds. */
import { randomBytes } from 'node:crypto';
import { median } from '../measure.mjs';
import { inTurn, load, medianOf, printTable, quantile, record, short } from './load.mjs';

const VALUE = 'x'.repeat(100);
const TARGET_RATIO = 0.95;
const TARGET_OVERHEAD_MS = 100;
const RAW = 'raw SDK';

/** Rates at each number in flight; the single transaction's time above the batch timeout. */
export async function putRates(network, { rounds, loads }) {
  const [first] = network.members;
  const raw = await network.rawContract(first);
  const gateway = await network.ledger(first);
  const sdk = await network.ledger(first, { driver: 'fabric-network' });
  const contenders = {
    [RAW]: () => raw.submit('bench:Put', { arguments: [key(), VALUE] }),
    'fabric-gateway': () => put(gateway),
    'fabric-network': () => put(sdk),
  };
  for (const work of Object.values(contenders)) await load(work, { inFlight: 10, count: 30 });
  const rows = [];
  for (const { inFlight, count } of loads) {
    const played = await inTurn(contenders, { rounds, inFlight, count });
    for (const name of Object.keys(contenders)) rows.push(figures(inFlight, name, played));
  }
  print(rows, network.description.batch.timeoutMs);
  return rows;
}

/** Puts one value under a key of its own; `endorsers` as for any call. */
export async function put(ledger, endorsers) {
  const call = { name: 'bench:Put', args: [key(), VALUE], ...(endorsers ? { endorsers } : {}) };
  const outcome = await ledger.submit(call);
  if (!outcome.ok) throw new Error(`${outcome.refusal.message}: ${String(outcome.refusal.cause)}`);
}

function key() {
  return randomBytes(12).toString('hex');
}

function figures(inFlight, name, played) {
  const own = played[name];
  const times = own.flatMap((round) => round.times);
  return {
    ...{ inFlight, client: name, perSecond: medianOf(own, ({ perSecond }) => perSecond) },
    ratio: median(own.map(({ perSecond }, i) => perSecond / played[RAW][i].perSecond)),
    ...{ p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
  };
}

function print(rows, timeoutMs) {
  printTable(
    'Put of 100 bytes: rate against the raw SDK (median of rounds)',
    ['in flight', 'client', 'tx/s', 'ratio', 'p50 ms', 'p95 ms'],
    rows.map(({ inFlight, client, perSecond, ratio, p50, p95 }) => [
      ...[inFlight, client, short(perSecond), ratio.toFixed(3), p50.toFixed(0), p95.toFixed(0)],
    ]),
  );
  for (const row of rows) record('fabric put', row);
  for (const { inFlight, client, ratio, p50 } of rows.filter((row) => row.client !== RAW)) {
    const verdict = ratio >= TARGET_RATIO ? 'met' : 'MISSED';
    console.log(
      `  ${client}, ${inFlight} in flight: ${ratio.toFixed(3)} of raw, target ${verdict}`,
    );
    if (inFlight !== 1) continue;
    const above = p50 - timeoutMs;
    const met = above <= TARGET_OVERHEAD_MS ? 'met' : 'MISSED';
    console.log(
      `  ${client}, one transaction: ${above.toFixed(0)} ms above the batch timeout, target ${met}`,
    );
    record('fabric single overhead', { client, timeoutMs, aboveMs: above });
  }
}
