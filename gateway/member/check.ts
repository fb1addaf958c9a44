/** Whether a member's configuration would work: everything that a start needs is tried, and nothing is started. */
import { createServer } from 'node:net';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { X509Certificate } from 'node:crypto';
import type { Organisation } from '../../chaincode/index.js';
import { keyAt } from '../../chaincode/index.js';
import type { OrganisationIdentity } from '../../network/index.js';
import { certificateExpiry, PlatformFault } from '../../network/index.js';
import { isDevelopmentIssuer } from '../auth/development-mark.js';
import { refuseWhenBusy } from '../data-folder.js';
import { listenFault } from '../http/port-busy.js';
import { refuseOtherKind, refuseOtherLedger } from '../ledger-mark.js';
import { openMemberIdentity } from './identity.js';
import { connectMember } from './member-node.js';
import { openGraphAt } from '../graph-place.js';
import type { ConfigProblem, MemberConfig } from './config.js';
import { trustedIssuer, tryKeys } from './token-issuers.js';

export interface CheckedField extends ConfigProblem {
  /** `error`: the node would not start, or not work; `warning`: it works, and soon may not. */
  readonly severity: 'error' | 'warning';
}

const SOON_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;

/** Everything that is wrong, in the order of a start; empty when nothing is. */
export async function checkMemberConfig(
  config: MemberConfig,
  now: number,
): Promise<readonly CheckedField[]> {
  const found: CheckedField[] = [];
  const attempt = async (field: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (cause) {
      if (!(cause instanceof PlatformFault)) throw cause;
      found.push({ field, problem: cause.message, severity: 'error' });
      return false;
    }
  };
  const { mspId } = config.organisation;
  await attempt('dataDir', () => checkDataFolder(config.dataDir));
  await attempt('port', () => checkPort(config.port, config.host));
  await attempt('graph', () => checkGraph(config));
  for (const [i, issuer] of config.issuers.entries()) {
    await attempt(`issuers.${i}`, async () => {
      if (config.profile === 'production') refuseDevelopment(issuer.issuer);
      await tryKeys(await trustedIssuer(issuer, mspId));
    });
  }
  await attempt('identity', async () => {
    await using opened = await openMemberIdentity(config.identity, mspId);
    found.push(...certificateProblems(opened.identity.certificatePem, now));
    await attempt('ledger', () => checkLedger(config, opened.identity, found, now));
  });
  return found;
}

/** An existing folder must be of this ledger and free; a new one must be possible. */
async function checkDataFolder(dir: string): Promise<void> {
  let place = dir;
  while (!(await isThere(place)) && dirname(place) !== place) place = dirname(place);
  try {
    await access(place, constants.W_OK);
  } catch (cause) {
    throw new PlatformFault(
      'DATA_FOLDER_FORBIDDEN',
      `${place} cannot be written by this user; choose another folder, or give it to the user that the node runs as`,
      cause,
    );
  }
  if (!(await stat(place)).isDirectory()) {
    throw new PlatformFault('DATA_FOLDER_FORBIDDEN', `${place} is not a folder; choose another`);
  }
  await refuseWhenBusy(dir);
  await refuseOtherKind(dir, 'fabric');
}

/** A Neo4j must answer, with this user and password, and hold nothing of anybody else. */
async function checkGraph({ graph, dataDir }: MemberConfig): Promise<void> {
  if (typeof graph !== 'object') return;
  await using opened = await openGraphAt(graph, dataDir);
  await opened.checkpoint();
}

function checkPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause) => reject(listenFault(port, host, cause)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve()));
  });
}

function refuseDevelopment(issuer: string): void {
  if (!isDevelopmentIssuer(issuer)) return;
  throw new PlatformFault(
    'DEV_ISSUER_IN_PRODUCTION',
    `${issuer} is a development issuer, which production does not trust; name your organisation's`,
  );
}

function certificateProblems(pem: string, now: number): CheckedField[] {
  const field = 'identity';
  const [from, until] = [
    Date.parse(new X509Certificate(pem).validFrom),
    Date.parse(certificateExpiry(pem)),
  ];
  if (now < from) {
    const problem = `the certificate is valid from ${new Date(from).toISOString()} only; is the clock of this machine right?`;
    return [{ field, problem, severity: 'error' }];
  }
  if (now > until) {
    const problem = `the certificate ended at ${new Date(until).toISOString()}; enrol anew, with the same key if you can`;
    return [{ field, problem, severity: 'error' }];
  }
  if (until - now > SOON_MS) return [];
  const days = Math.floor((until - now) / DAY_MS);
  const problem = `the certificate ends in ${days} days (${new Date(until).toISOString()}); enrol anew before`;
  return [{ field, problem, severity: 'warning' }];
}

/** The channel answers, is the one that the data belong to, and its directory lists the organisation and the key. */
async function checkLedger(
  config: MemberConfig,
  identity: OrganisationIdentity,
  found: CheckedField[],
  now: number,
): Promise<void> {
  const { ledger: opened, mark } = await connectMember(config, identity);
  await using ledger = opened;
  await refuseOtherLedger(config.dataDir, mark);
  const listed = await ledger.evaluate({ name: 'directory:List', args: [] });
  if (!listed.ok) {
    const { message, next, cause } = listed.refusal;
    throw new PlatformFault(
      'LEDGER_NOT_READY',
      `the chaincode does not answer: ${message}. ${next}`,
      cause,
    );
  }
  const members = JSON.parse(listed.value) as readonly Organisation[];
  const problem = directoryProblem(members, identity, now);
  if (problem !== undefined) found.push({ field: 'organisation', problem, severity: 'warning' });
}

function directoryProblem(
  members: readonly Organisation[],
  { mspId, signer }: OrganisationIdentity,
  now: number,
): string | undefined {
  if (members.length === 0) return 'the directory of members is not founded yet on this channel';
  const own = members.find((member) => member.mspId === mspId);
  if (!own) return `the directory does not list ${mspId}: have the members vote for its admission`;
  if (own.status !== 'active') return `the directory lists ${mspId} as ${own.status}`;
  const { kid } = signer.key;
  const key = keyAt(own, kid, new Date(now).toISOString());
  return key
    ? undefined
    : `the directory does not list the key ${kid} of this identity for ${mspId}`;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
