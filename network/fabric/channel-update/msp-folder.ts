/** An organisation's MSP folder (Fabric) as a definition for the members, and as the identity of an administrator. */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Organisation } from '../../../chaincode/index.js';
import { checkOrganisation, jwkThumbprint } from '../../../chaincode/index.js';
import { certificateIdentity, readCertificate } from '../../identity/certificate-identity.js';
import { fileSigner } from '../../identity/file-signer.js';
import type { OrganisationIdentity } from '../../identity/organisation-identity.js';
import { readIfThere } from '../../identity/pem-files.js';
import { ChannelRefused } from './channel-refusal.js';
import type { AnchorPeer, OrganisationDefinition } from './organisation-definition.js';
import { definitionText, readDefinition } from './organisation-definition.js';

export interface DefinitionWish {
  readonly mspId: string;
  readonly anchorPeers: readonly AnchorPeer[];
  /** The entry for the directory; its key is that of the node's certificate, valid as long as that. */
  readonly entry?: Omit<Organisation, 'mspId' | 'keys' | 'status'>;
  readonly nodeCertificate?: string;
}

const UNITS = new Set(['client', 'peer', 'admin', 'orderer']);

/** The definition from the certificates of an MSP folder. Throws ChannelRefused DEFINITION_INVALID. */
export async function definitionOfMsp(
  msp: string,
  { mspId, anchorPeers, entry, nodeCertificate }: DefinitionWish,
): Promise<OrganisationDefinition> {
  await checkUnits(msp);
  const definition = {
    mspId,
    rootCas: await certificates(join(msp, 'cacerts')),
    intermediateCas: await certificates(join(msp, 'intermediatecerts')),
    tlsRootCas: await certificates(join(msp, 'tlscacerts')),
    tlsIntermediateCas: await certificates(join(msp, 'tlsintermediatecerts')),
    anchorPeers,
    ...(entry && nodeCertificate
      ? { entry: await directoryEntry(mspId, entry, nodeCertificate) }
      : {}),
  };
  // Read back, so that what is sent passes the checks of those who get it.
  return readDefinition(definitionText(definition));
}

/** The identity of an MSP folder: signcerts and a key in keystore. Throws PlatformFault, ChannelRefused ADMIN_UNUSABLE. */
export async function identityOfMsp(mspId: string, msp: string): Promise<OrganisationIdentity> {
  const [certificate] = await pemFiles(join(msp, 'signcerts'));
  const keys = await pemFiles(join(msp, 'keystore'));
  if (certificate === undefined || keys.length === 0) {
    throw new ChannelRefused(
      'ADMIN_UNUSABLE',
      `${msp} has no certificate in signcerts or no key in keystore`,
    );
  }
  for (const key of keys) {
    const signer = await fileSigner(key);
    const { publicKey } = await readCertificate(certificate);
    const { kid } = signer.key;
    if (jwkThumbprint(publicKey.export({ format: 'jwk' })) !== kid) continue;
    return certificateIdentity({ mspId, certificatePath: certificate, signer });
  }
  throw new ChannelRefused(
    'ADMIN_UNUSABLE',
    `no key in ${msp}/keystore belongs to the certificate`,
  );
}

async function directoryEntry(
  mspId: string,
  entry: Omit<Organisation, 'mspId' | 'keys' | 'status'>,
  nodeCertificate: string,
): Promise<Organisation> {
  const certificate = new X509Certificate(await readFile(nodeCertificate));
  const jwk = certificate.publicKey.export({ format: 'jwk' });
  const [validFrom, validUntil] = [certificate.validFrom, certificate.validTo].map((time) =>
    new Date(time).toISOString(),
  );
  const keys = [{ kid: jwkThumbprint(jwk), jwk, validFrom, validUntil }];
  const checked = checkOrganisation({ ...entry, mspId, keys });
  if (checked.ok) return checked.value;
  throw new ChannelRefused('DEFINITION_INVALID', checked.refusal.message);
}

/** Roles are told by the four units of Fabric's own tools: others would give roles that nobody sees in the channel. */
async function checkUnits(msp: string): Promise<void> {
  const text = await readIfThere(join(msp, 'config.yaml'));
  if (text === undefined) return;
  const isOff = /"?Enable"?\s*:\s*false/i.test(text);
  const named = [...text.matchAll(/OrganizationalUnitIdentifier"?\s*:\s*["']?([\w.-]+)/g)];
  const odd = named.map(([, unit = '']) => unit).find((unit) => !UNITS.has(unit));
  if (!isOff && odd === undefined) return;
  throw new ChannelRefused(
    'DEFINITION_INVALID',
    odd === undefined
      ? `${msp}/config.yaml turns node OUs off, which tell administrators and peers apart`
      : `${msp}/config.yaml names the unit ${odd}; the units must be client, peer, admin, orderer`,
  );
}

async function certificates(folder: string): Promise<string[]> {
  const files = await pemFiles(folder);
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}

async function pemFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  return names.sort().map((name) => join(folder, name));
}
