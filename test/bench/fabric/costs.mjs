/** Where a network's processor time goes under load, what memory it takes, and what that means on machines of one's own. */
import { load, printTable, record, short } from './load.mjs';
import { CORES, difference, sample, total } from './processes.mjs';

/** What a peer's machine should be used to at most; beyond it queues grow. */
const PEER_CORES = 4;
const USABLE = 0.65;
/** How long the network is watched without load. */
const IDLE_MS = 3000;
/** A Node process has one thread for its work. */
const THREAD = 0.9;

/** Memory of every kind of process, now. */
export async function memory(network) {
  const { used } = await sample(network);
  const mean = (prefix) => {
    const values = [...used].filter(([name]) => name.startsWith(prefix));
    return values.reduce((sum, [, { megabytes }]) => sum + megabytes, 0) / (values.length || 1);
  };
  return {
    ...{ peer: mean('peer.'), orderer: mean('orderer.') },
    ...{ chaincode: mean('chaincode.'), client: mean('client') },
  };
}

export function printMemory(before, after) {
  const rows = Object.keys(before).map((kind) => [
    kind,
    before[kind].toFixed(0),
    after[kind].toFixed(0),
  ]);
  printTable('Resident memory per process, MB (mean)', ['process', 'before', 'after'], rows);
  record('fabric memory', { before, after });
}

/**
 * Processor milliseconds per transaction by role, from a load whose endorsers are named: the sender's own peer endorses
 * and runs the gateway, the partner's endorses, all others only commit.
 */
export async function costs(network, { what, work, count, inFlight }) {
  const [own, partner, ...others] = network.members;
  const start = await sample(network);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const before = await sample(network);
  const { perSecond } = await load(work, { inFlight, count });
  const spent = difference(before, await sample(network));
  const idle = difference(start, before);
  // What members spend on telling each other that they are there is no cost of a transaction.
  const ms = (prefix) => {
    const rest = (total(idle.seconds, prefix) * spent.elapsed) / idle.elapsed;
    return Math.max(0.01, (1000 * (total(spent.seconds, prefix) - rest)) / count);
  };
  const cost = {
    ownPeer: ms(`peer.${own}`),
    partnerPeer: ms(`peer.${partner}`),
    otherPeer: others.reduce((sum, mspId) => sum + ms(`peer.${mspId}`), 0) / (others.length || 1),
    orderer: ms('orderer.'),
    chaincode: Math.max(ms(`chaincode.${own}`), ms(`chaincode.${partner}`)),
    client: ms('client'),
  };
  printTable(
    `${what}, ${inFlight} in flight, ${short(perSecond)}/s: processor ms per transaction`,
    Object.keys(cost),
    [Object.values(cost).map(short)],
  );
  const bottleneck = nameBottleneck(spent, count);
  console.log(`  bottleneck: ${bottleneck}`);
  record('fabric costs', { what, perSecond, cost, bottleneck });
  return { perSecond, cost };
}

/** What holds the load up: a process whose one thread is full, the machine's processor, or waiting. */
function nameBottleneck({ elapsed, seconds, ours, others, capacity }, count) {
  const share = (value) => `${((100 * value) / capacity).toFixed(0)} %`;
  const kinds = ['peer.', 'chaincode.', 'orderer.', 'client']
    .map((prefix) => [prefix.replace('.', ''), total(seconds, prefix)])
    .sort(([, a], [, b]) => b - a);
  const parts = kinds.map(([kind, value]) => `${kind} ${share(value)}`).join(', ');
  const full = [...seconds].find(
    ([name, value]) => /^(chaincode|client)/.test(name) && value / elapsed > THREAD,
  );
  if ((ours + others) / capacity > 0.85) {
    const rest = others / capacity > 0.02 ? `, other programs ${share(others)}` : '';
    return `the processor: ${CORES} cores carry all members (${parts}${rest})`;
  }
  if (full) return `the one thread of ${full[0]} (${parts})`;
  const rate = (count / elapsed).toFixed(0);
  return `none of the processors: ${rate}/s is what this many in flight and the batch timeout allow (${parts})`;
}

/**
 * What a network of members with machines of their own gets, from the processor time that each role took here: every
 * peer commits everything, two members endorse each transaction, the load comes from all members alike.
 */
export function estimate({ what, cost, members }) {
  const { ownPeer, partnerPeer, otherPeer, orderer, chaincode, client } = cost;
  const endorse = Math.max(0, partnerPeer - otherPeer);
  const gateway = Math.max(0, ownPeer - partnerPeer);
  const usable = PEER_CORES * USABLE * 1000;
  const limits = {
    'a peer': usable / (otherPeer + (2 * endorse + gateway) / members),
    'a chaincode server': (1000 * THREAD * members) / (2 * chaincode),
    "a member's node": (1000 * THREAD * members) / client,
    'the ordering node': usable / orderer,
  };
  const alone = {
    'its peer': usable / ownPeer,
    'its chaincode server': (1000 * THREAD) / chaincode,
    'its node': (1000 * THREAD) / client,
  };
  const [by, rate] = lowest(limits);
  const [aloneBy, aloneRate] = lowest(alone);
  console.log(
    `\nEstimate for ${what}: ${members} members, each with ${PEER_CORES} cores like these for its peer at ${USABLE * 100} %, and one each for node and chaincode server:`,
  );
  console.log(
    `  all members together ${rate.toFixed(0)}/s (limit: ${by}); one member alone ${aloneRate.toFixed(0)}/s (limit: ${aloneBy})`,
  );
  record('fabric estimate', { what, members, limits, alone });
}

function lowest(limits) {
  return Object.entries(limits).reduce((least, one) => (one[1] < least[1] ? one : least));
}
