/**
 * Keys, certificates and MSP folders of an organisation in a development network, made by our own small authority.
 * A member with its own CA brings the same folders. Structure: Fabric MSP with node OUs; TLS by a CA of its own.
 */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { PlatformFault } from '../fault.js';
import type { Authority, ClientRole } from '../identity/certificate-authority.js';
import { issueServer } from '../identity/certificate-authority.js';
import { openAuthority, openIdentity } from '../identity/organisation-identity.js';
import { openCertificate, openKey, readIfThere, writeWhole } from '../identity/pem-files.js';
import type { OrganisationFolder } from './layout.js';

const HOSTS = ['localhost', '127.0.0.1', '::1'];

/** Which OU of a certificate makes it a client, peer, admin or orderer. YAML is a superset of JSON. */
const NODE_OUS = JSON.stringify({
  NodeOUs: {
    Enable: true,
    ClientOUIdentifier: { OrganizationalUnitIdentifier: 'client' },
    PeerOUIdentifier: { OrganizationalUnitIdentifier: 'peer' },
    AdminOUIdentifier: { OrganizationalUnitIdentifier: 'admin' },
    OrdererOUIdentifier: { OrganizationalUnitIdentifier: 'orderer' },
  },
});

export interface MaterialRequest {
  /** The folder that holds all organisations. */
  readonly organisations: string;
  readonly folder: OrganisationFolder;
  readonly mspId: string;
  readonly isOrderer: boolean;
  readonly clock: Clock;
}

/** Makes what is missing, renews what ends soon (same keys), leaves the rest. */
export async function issueMaterial(request: MaterialRequest): Promise<void> {
  const { organisations, folder, mspId, isOrderer, clock } = request;
  const now = clock.now();
  await checkClock(folder, now);
  await mkdir(folder.wallet, { recursive: true, mode: 0o700 });
  const roles: readonly ClientRole[] = [
    'client',
    'admin',
    'peer',
    ...(isOrderer ? (['orderer'] as const) : []),
  ];
  for (const role of roles) {
    await openIdentity({ ...{ dir: organisations, mspId, role, clock }, name: nameOf(role) });
  }
  const tls = await openAuthority(folder.dir, mspId, now, 'tls-ca');
  await writeMsp(folder.msp, folder.dir);
  await writeMsp(folder.adminMsp, folder.dir, 'admin');
  await writeWallet(folder, mspId, 'node');
  await writeWallet(folder, mspId, 'admin');
  await writeMsp(join(folder.peer, 'msp'), folder.dir, 'peer');
  await writeTls(join(folder.peer, 'tls'), tls, mspId, now);
  await writeTls(join(folder.chaincode, 'tls'), tls, mspId, now);
  if (!isOrderer) return;
  await writeMsp(join(folder.orderer, 'msp'), folder.dir, 'orderer');
  await writeTls(join(folder.orderer, 'tls'), tls, mspId, now);
}

/** A clock that went back makes every certificate "not yet valid", which Fabric reports in many other words. */
async function checkClock(folder: OrganisationFolder, now: number): Promise<void> {
  const known = await readIfThere(join(folder.dir, 'ca.pem'));
  if (known === undefined) return;
  const from = new Date(new X509Certificate(known).validFrom);
  if (from.getTime() <= now) return;
  throw new PlatformFault(
    'CLOCK_SKEW',
    `the clock of this machine says ${new Date(now).toISOString()}, but this network's certificates begin at ${from.toISOString()}: set the clock (e.g. timedatectl set-ntp true) and try again`,
  );
}

/** The node's own client identity is called `node`; the others have the name of their role. */
function nameOf(role: ClientRole): string {
  return role === 'client' ? 'node' : role;
}

async function writeMsp(msp: string, from: string, name?: string): Promise<void> {
  const copies: [string, string][] = [
    [join(from, 'ca.pem'), join(msp, 'cacerts', 'ca.pem')],
    [join(from, 'tls-ca.pem'), join(msp, 'tlscacerts', 'tls-ca.pem')],
  ];
  if (name !== undefined) {
    copies.push([join(from, `${name}.pem`), join(msp, 'signcerts', 'cert.pem')]);
    copies.push([join(from, `${name}-key.pem`), join(msp, 'keystore', 'key.pem')]);
  }
  for (const [source, target] of copies) {
    await mkdir(join(target, '..'), { recursive: true, mode: 0o700 });
    await writeWhole(target, await readFile(source, 'utf8'));
  }
  await writeWhole(join(msp, 'config.yaml'), NODE_OUS);
}

async function writeTls(
  dir: string,
  authority: Authority,
  mspId: string,
  now: number,
): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const privateKey = await openKey(dir, 'server');
  await openCertificate({ folder: dir, name: 'server', now }, () =>
    issueServer(authority, { mspId, hosts: HOSTS, publicKey: createPublicKey(privateKey), now }),
  );
  await writeWhole(join(dir, 'ca.pem'), authority.certificatePem);
}

/** An identity in the form of fabric-network's file wallet. */
async function writeWallet(folder: OrganisationFolder, mspId: string, name: string): Promise<void> {
  const certificate = await readFile(join(folder.dir, `${name}.pem`), 'utf8');
  const privateKey = await readFile(join(folder.dir, `${name}-key.pem`), 'utf8');
  const identity = { credentials: { certificate, privateKey }, mspId, type: 'X.509', version: 1 };
  await writeWhole(join(folder.wallet, `${name}.id`), JSON.stringify(identity));
}
