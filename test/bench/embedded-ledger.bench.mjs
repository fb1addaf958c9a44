/**
 * Committed transactions of the embedded ledger (two endorsers, validation, synced block), against the shim's stub path
 * alone: the same call simulated twice and thrown away. 50 in flight on both sides.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createContracts } from '../../dist/chaincode/contracts/index.js';
import { EmbeddedNetwork, openIdentity, systemClock } from '../../dist/network/index.js';
import { compare } from './measure.mjs';

const IN_FLIGHT = 50;
const dir = await mkdtemp(join(tmpdir(), 'guanlian-bench-'));
const members = ['AlphaMSP', 'BetaMSP'];
const identities = await Promise.all(
  members.map((mspId) =>
    openIdentity({ dir: join(dir, 'keys'), mspId, name: 'node', clock: systemClock }),
  ),
);
const network = await EmbeddedNetwork.open({
  ...{ dir: join(dir, 'ledger'), channel: 'bench', clock: systemClock, organisations: members },
  contracts: () => createContracts(() => Date.now()),
});
const ledger = network.connect(identities[0]);
const validity = {
  validFrom: new Date(Date.now() - 60_000).toISOString(),
  validUntil: new Date(Date.now() + 3_600_000).toISOString(),
};
const entries = identities.map(({ mspId, signer: { key } }) => ({
  ...{
    mspId,
    name: mspId,
    countryCode: 'XA',
    roles: ['customs'],
    authorities: [],
    status: 'active',
  },
  keys: [{ kid: key.kid, jwk: key.jwk, ...validity }],
}));
demand(await ledger.submit({ name: 'directory:Found', args: [JSON.stringify(entries)] }));

const propose = () => ({
  name: 'governance:Propose',
  args: [
    randomBytes(16).toString('base64url'),
    'set-parameter',
    JSON.stringify({ name: `p${Math.random()}`, value: 'x'.repeat(100) }),
  ],
});

function demand(outcome) {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
}

const many = (work) => () => Promise.all(Array.from({ length: IN_FLIGHT }, work));
await compare({
  name: 'embedded ledger: 50 committed transactions vs the same 50 simulated twice by the shim alone',
  ours: many(async () => demand(await ledger.submit(propose()))),
  baseline: many(async () => {
    const call = propose();
    demand(await ledger.evaluate(call));
    demand(await ledger.evaluate(call));
  }),
  count: 10,
  rounds: 5,
});
await network.close();
await rm(dir, { recursive: true, force: true });
