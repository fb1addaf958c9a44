/**
 * A small certificate authority of one organisation: what Fabric CA issues, without its server.
 * X.509 v3 (RFC 5280), node OUs, and the attribute extension that chaincode reads (ABAC).
 */
import 'reflect-metadata';
import { createPublicKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import type { Extension } from '@peculiar/x509';

/** Where Fabric keeps a client's attributes: JSON `{"attrs":{name:value}}`. */
const ATTRIBUTES_OID = '1.2.3.4.5.6.7.8.1';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
const CLIENT_DAYS = 365;
/** Certificates start a little in the past: clocks of members differ. */
const BACKDATE_MS = 5 * 60_000;

/** Node OUs of Fabric. */
export type ClientRole = 'client' | 'admin' | 'peer' | 'orderer';

export interface Authority {
  readonly certificatePem: string;
  readonly privateKey: KeyObject;
}

export interface ClientRequest {
  readonly mspId: string;
  readonly name: string;
  readonly role: ClientRole;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publicKey: KeyObject;
  /** Start of validity, ms since the epoch. */
  readonly now: number;
}

/** End of validity, ISO 8601 UTC. */
export function certificateExpiry(certificatePem: string): string {
  return new Date(new X509Certificate(certificatePem).validTo).toISOString();
}

export interface AuthorityRequest {
  readonly mspId: string;
  /** `ca` or `tls-ca`: Fabric keeps identities and TLS apart. */
  readonly name: string;
  readonly privateKey: KeyObject;
  /** Start of validity, ms since the epoch. */
  readonly now: number;
}

/** Self-signed certificate of an organisation's authority, PEM. */
export async function issueAuthority(request: AuthorityRequest): Promise<string> {
  const { mspId, privateKey, now } = request;
  const x509 = await import('@peculiar/x509');
  const publicKey = await publicCryptoKey(createPublicKey(privateKey));
  const name = `CN=${request.name}.${mspId}, O=${mspId}`;
  const usage = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return certificate({
    subject: name,
    issuer: name,
    days: CA_DAYS,
    now,
    publicKey,
    signingKey: await privateCryptoKey(privateKey),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usage, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
}

/** Certificate of a client or administrator under the organisation's authority, PEM. */
export async function issueClient(authority: Authority, request: ClientRequest): Promise<string> {
  const x509 = await import('@peculiar/x509');
  const { mspId, name, role, attributes, now } = request;
  const publicKey = await publicCryptoKey(request.publicKey);
  const issuer = new x509.X509Certificate(authority.certificatePem);
  return certificate({
    subject: `CN=${name}, OU=${role}, O=${mspId}`,
    issuer: issuer.subject,
    days: CLIENT_DAYS,
    now,
    publicKey,
    signingKey: await privateCryptoKey(authority.privateKey),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      new x509.Extension(ATTRIBUTES_OID, false, attributeBytes({ name, role, attributes })),
    ],
  });
}

export interface ServerRequest {
  readonly mspId: string;
  /** Host names and IP addresses; the first one is the CN. */
  readonly hosts: readonly string[];
  readonly publicKey: KeyObject;
  /** Start of validity, ms since the epoch. */
  readonly now: number;
}

/** TLS certificate of a server that also calls other servers (peers and orderers do both), PEM. */
export async function issueServer(authority: Authority, request: ServerRequest): Promise<string> {
  const x509 = await import('@peculiar/x509');
  const { mspId, hosts, now } = request;
  const publicKey = await publicCryptoKey(request.publicKey);
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  return certificate({
    subject: `CN=${hosts[0]}, O=${mspId}`,
    issuer: issuer.subject,
    days: CLIENT_DAYS,
    now,
    publicKey,
    signingKey: await privateCryptoKey(authority.privateKey),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({
          type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
          value,
        })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
}

interface CertificateParts {
  readonly subject: string;
  readonly issuer: string;
  readonly days: number;
  readonly now: number;
  readonly publicKey: webcrypto.CryptoKey;
  readonly signingKey: webcrypto.CryptoKey;
  readonly extensions: Extension[];
}

async function certificate(parts: CertificateParts): Promise<string> {
  const { subject, issuer, days, now, publicKey, signingKey, extensions } = parts;
  const x509 = await import('@peculiar/x509');
  const issued = await x509.X509CertificateGenerator.create({
    ...{ subject, issuer, publicKey, signingKey, extensions },
    serialNumber: `4${randomBytes(15).toString('hex')}0`,
    notBefore: new Date(now - BACKDATE_MS),
    notAfter: new Date(now + days * DAY_MS),
    signingAlgorithm: ALGORITHM,
  });
  return `${issued.toString('pem')}\n`;
}

/** The default attributes are those that Fabric CA adds by itself. */
function attributeBytes(client: Pick<ClientRequest, 'name' | 'role' | 'attributes'>): ArrayBuffer {
  const attrs = {
    'hf.Affiliation': '',
    'hf.EnrollmentID': client.name,
    'hf.Type': client.role,
    ...client.attributes,
  };
  return Uint8Array.from(Buffer.from(JSON.stringify({ attrs }))).buffer;
}

async function publicCryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const spki = key.export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']);
}

async function privateCryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']);
}
