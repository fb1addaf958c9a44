/**
 * Shares with our own contracts as a node makes them: a release of about 2 kB of private fields, rehearsed on the own
 * peer, then endorsed by exactly owner and recipient; one such transaction per recipient.
 */
import { randomBytes } from 'node:crypto';
import {
  canonicalize,
  detachedJws,
  divideFields,
  envelopePayload,
  flatten,
  releaseText,
  rootOfFields,
  sha256Hex,
  signingInput,
  termsText,
} from '../../../dist/chaincode/index.js';
import { load, medianOf, printTable, quantile, record, short } from './load.mjs';

const DAY_MS = 86_400_000;
/** Deliveries in flight, whatever the number of recipients. */
const DELIVERIES = 24;
const GOODS = 10;
const id = () => randomBytes(16).toString('base64url');

/** Rates per number of recipients. */
export async function shareRates(network, { rounds, deliveries }) {
  const share = await prepareShares(network);
  const recipients = network.members.slice(1);
  await load(() => share.toAll(recipients.slice(0, 1)), { inFlight: 8, count: 16 });
  const played = recipients.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, own] of played.entries()) {
      const options = {
        inFlight: Math.floor(DELIVERIES / (i + 1)),
        count: Math.ceil(deliveries / (i + 1)),
      };
      own.push(await load(() => share.toAll(recipients.slice(0, i + 1)), options));
    }
  }
  const rows = played.map((own, i) => ({
    recipients: i + 1,
    recordsPerSecond: medianOf(own, ({ perSecond }) => perSecond),
    p50: quantile(
      own.flatMap(({ times }) => times),
      0.5,
    ),
  }));
  print(rows, share.bytes);
  return { rows, share };
}

/** Directory, agreements with every other member, one record; then shares of it at will. */
async function prepareShares(network) {
  const [owner, ...others] = network.members;
  const identities = new Map();
  const ledgers = new Map();
  for (const mspId of network.members) {
    identities.set(mspId, await network.identity(mspId));
    ledgers.set(mspId, await network.ledger(mspId, { chaincode: 'guanlian' }));
  }
  const own = ledgers.get(owner);
  const entries = network.members.map((mspId) => entry(mspId, identities.get(mspId)));
  await demand(own.submit({ name: 'directory:Found', args: [JSON.stringify(entries)] }));
  const agreements = new Map();
  for (const recipient of others) {
    agreements.set(recipient, await agree(own, ledgers.get(recipient), owner, recipient));
  }
  const kept = await recordOf(identities.get(owner), owner);
  await demand(own.submit({ name: 'records:CreateEnvelope', args: [canonicalize(kept.envelope)] }));
  const one = async (recipient) => {
    const call = releaseCall(kept, agreements.get(recipient));
    await demand(own.evaluate({ ...call, endorsers: [owner] }));
    await demand(own.submit(call));
  };
  return {
    bytes: releaseCall(kept, agreements.get(others[0])).transient.release.length,
    one,
    toAll: (recipients) => Promise.all(recipients.map(one)),
  };
}

async function agree(provider, consumer, owner, recipient) {
  const now = Date.now();
  const terms = {
    ...{ id: id(), provider: owner, consumer: recipient },
    datasets: [{ kind: 'manifest', fields: ['/kind', '/transport', '/consignments'] }],
    ...{ purposes: ['risk-assessment'], legalBasis: 'Bench', retentionDays: 30 },
    ...{ validFrom: new Date(now - 60_000).toISOString(), salt: id() },
    validUntil: new Date(now + DAY_MS).toISOString(),
  };
  const text = termsText(terms);
  const endorsers = [owner, recipient];
  await demand(
    provider.submit({
      name: 'agreements:Propose',
      args: [],
      transient: { terms: text },
      endorsers,
    }),
  );
  const args = [terms.id, sha256Hex(text)];
  await demand(consumer.submit({ name: 'agreements:Accept', args, endorsers }));
  return terms;
}

async function recordOf({ signer }, owner) {
  const body = {
    ...{ kind: 'manifest', transport: { mode: '1', name: 'MV Bench' } },
    consignments: Array.from({ length: GOODS }, (_, i) => ({
      ...{ id: `BL-${i}`, goods: 'porcelain, packed in straw' },
    })),
  };
  const leaves = flatten(body).map((leaf) => ({ ...leaf, salt: id() }));
  const now = Date.now();
  const unsigned = {
    ...{ id: id(), kind: 'manifest', owner, root: rootOfFields(leaves), leafCount: leaves.length },
    ...{ revision: 1, createdAt: new Date(now).toISOString() },
    retainUntil: new Date(now + 30 * DAY_MS).toISOString(),
  };
  const { kid } = signer.key;
  const signature = detachedJws(
    kid,
    await signer.sign(signingInput(kid, envelopePayload(unsigned))),
  );
  return { envelope: { ...unsigned, signature }, leaves };
}

function releaseCall({ envelope, leaves }, terms) {
  const release = {
    ...{ id: id(), recordId: envelope.id, revision: 1, agreementId: terms.id },
    ...{ purpose: 'risk-assessment', owner: terms.provider, recipient: terms.consumer },
    ...divideFields(leaves, terms, 'manifest'),
  };
  return {
    ...{ name: 'records:ReleaseFields', args: [envelope.id, terms.id] },
    transient: { terms: termsText(terms), release: releaseText(release) },
    endorsers: [terms.provider, terms.consumer],
  };
}

function entry(mspId, { signer: { key } }) {
  const now = Date.now();
  const validFrom = new Date(now - 60_000).toISOString();
  const validUntil = new Date(now + DAY_MS).toISOString();
  return {
    ...{ mspId, name: mspId, countryCode: 'XA', roles: ['customs'], status: 'active' },
    ...{ authorities: [], keys: [{ kid: key.kid, jwk: key.jwk, validFrom, validUntil }] },
  };
}

async function demand(outcome) {
  const { ok, value, refusal } = await outcome;
  if (!ok) throw new Error(`${refusal.code} ${refusal.message}: ${String(refusal.cause ?? '')}`);
  return value;
}

function print(rows, bytes) {
  printTable(
    `Shares of ${bytes} bytes of private fields, ${DELIVERIES} deliveries in flight (median of rounds)`,
    ['recipients', 'records/s', 'deliveries/s', 'p50 ms per record'],
    rows.map(({ recipients, recordsPerSecond, p50 }) => [
      ...[recipients, short(recordsPerSecond), short(recordsPerSecond * recipients)],
      p50.toFixed(0),
    ]),
  );
  for (const row of rows) record('fabric share', { bytes, ...row });
}
