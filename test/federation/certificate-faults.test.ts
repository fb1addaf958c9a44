/** The certificate desk when the ledger fails it in the middle: nothing is issued twice, no change of a status is lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CertificateView } from '../../gateway/application.js';
import { demoApplication } from '../../gateway/demo/application-form.js';
import { MEMBERS } from '../../gateway/demo/members.js';
import { directoryEntry } from '../../gateway/founding.js';
import type { Node } from '../../gateway/node.js';
import type { OrganisationIdentity } from '../../network/index.js';
import { openIdentity, systemClock } from '../../network/index.js';
import type { Side } from '../fabric/differential-sides.js';
import { embeddedSide } from '../fabric/differential-sides.js';
import type { Faults } from '../fabric/interrupted-ledger.js';
import { interrupted } from '../fabric/interrupted-ledger.js';
import { openNode } from '../fabric/single-node.js';
import { callerOf, granted, refusedWith } from './running-federation.js';

const NORTH = 'NorthCustomsMSP';
const clerk = callerOf(NORTH, 'enterprise');
const certifier = callerOf(NORTH, 'certificate-officer');
const REVOKE = { status: 'revoked', reason: 'non-compliance-found' } as const;
const isPublication = ({ name }: { name: string }): boolean =>
  name === 'certificates:PublishStatusList';

let dir: string;
let side: Side;
let faults: Faults;
let north: Node;
let open: () => Promise<Node>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-certificate-faults-'));
  const identities = new Map<string, OrganisationIdentity>();
  for (const { mspId } of MEMBERS.slice(0, 2)) {
    const keys = { dir: join(dir, 'keys'), mspId, name: 'node', clock: systemClock };
    identities.set(mspId, await openIdentity(keys));
  }
  const identity = identities.get(NORTH)!;
  side = await embeddedSide('embedded', identities);
  const identityOf = (mspId: string): OrganisationIdentity => identities.get(mspId)!;
  const entries = MEMBERS.slice(0, 2).map((one) => directoryEntry(one, { identityOf }, Date.now()));
  granted(
    await side.ledger(NORTH).submit({ name: 'directory:Found', args: [JSON.stringify(entries)] }),
  );
  faults = {};
  const ledger = interrupted(side.ledger(NORTH), faults);
  open = () => openNode({ dir: join(dir, NORTH), identity, ledger });
  north = await open();
});
afterEach(async () => {
  await north[Symbol.asyncDispose]();
  await side[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function issued(): Promise<CertificateView> {
  const application = demoApplication(Date.now());
  const view = granted(await north.application.applyForCertificate(clerk, application));
  await north.settled();
  return (await north.application.certificate(certifier, view.id))!;
}

async function doubtful(): Promise<CertificateView> {
  const application = demoApplication(Date.now());
  const items = application.items.flatMap((item) => [item, item]);
  const totals = { packages: 2400, netMass: { value: '19200', unitCode: 'KGM' } };
  const filed = { ...application, items, totals };
  const view = granted(await north.application.applyForCertificate(clerk, filed));
  expect(view.state).toBe('manual-review');
  return view;
}

const outcomeOf = async ({ bundle }: CertificateView): Promise<string> => {
  const { outcome, code } = await north.application.verify(Buffer.from(bundle!));
  return `${outcome} ${code}`;
};

test('two officers who approve at the same moment issue one certificate', async () => {
  const { id } = await doubtful();
  const decision = { approve: true, reason: 'seen by an officer' };
  const outcomes = await Promise.all(
    [1, 2].map(() => north.application.decideCertificate(certifier, id, decision)),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(refusedWith(outcomes.find(({ ok }) => !ok)!)).toBe('STATUS_TRANSITION');
  await north.settled();
  const view = await north.application.certificate(certifier, id);
  expect(view).toMatchObject({ state: 'issued', anchored: true });
  expect(view!.checks.filter(({ rule }) => rule === 'officer')).toHaveLength(1);
});

describe('a revocation', () => {
  test('whose lists could not be published stands, and is published by the next run', async () => {
    const certificate = await issued();
    expect(await outcomeOf(certificate)).toBe('VALID VALID');
    faults.refuseElsewhere = (call) =>
      isPublication(call)
        ? { category: 'warming', code: 'WARMING', message: 'no leader', next: 'Wait.' }
        : undefined;
    const change = north.application.setCertificateStatus(certifier, certificate.id, REVOKE);
    expect(granted(await change).state).toBe('revoked');
    await north[Symbol.asyncDispose]();
    faults.refuseElsewhere = undefined;
    north = await open();
    await expect.poll(() => outcomeOf(certificate), { timeout: 20_000 }).toBe('INVALID REVOKED');
  });

  test('whose answer was lost may be asked for again', async () => {
    const certificate = await issued();
    faults.loseAnswer = ({ name }) => name === 'certificates:SetStatus';
    const change = (): ReturnType<typeof north.application.setCertificateStatus> =>
      north.application.setCertificateStatus(certifier, certificate.id, REVOKE);
    expect(refusedWith(await change())).toBe('UNKNOWN');
    faults.loseAnswer = undefined;
    expect(granted(await change()).state).toBe('revoked');
    await expect.poll(() => outcomeOf(certificate), { timeout: 20_000 }).toBe('INVALID REVOKED');
  });
});
