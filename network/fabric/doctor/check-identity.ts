/** Identities and their certificates: how long they last, and whether a local MSP folder is whole. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './finding.js';
import { reporterOf } from './finding.js';
import type { LocalNetwork, Subject } from './subject.js';

const expiry = reporterOf('certificates');
const msp = reporterOf('msp');
const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Each member's client certificate, and on this machine those of its authority and nodes. */
export async function checkCertificates({ members, local, clock }: Subject): Promise<Finding[]> {
  const clients = members.map(({ mspId, identity }) =>
    lifetime(`client certificate of ${mspId}`, identity.certificatePem, clock.now()),
  );
  const files = local === undefined ? [] : certificateFiles(local);
  const nodes = files.map(async ({ where, path }) => {
    const pem = await readFile(path, 'utf8').catch(() => undefined);
    if (pem !== undefined) return lifetime(where, pem, clock.now());
    return expiry.error(where, `${path} cannot be read`, {
      why: 'The process that needs it does not start.',
      repair: 'Run guanlian fabric up: it makes what is missing.',
    });
  });
  return [...clients, ...(await Promise.all(nodes))];
}

function certificateFiles({
  description,
  layout,
}: LocalNetwork): { where: string; path: string }[] {
  return description.organisations.flatMap(({ mspId }) => {
    const folder = layout.organisation(mspId);
    const nodes = description.orderers.includes(mspId)
      ? [folder.peer, folder.orderer]
      : [folder.peer];
    return [
      { where: `authority of ${mspId}`, path: join(folder.dir, 'ca.pem') },
      { where: `TLS authority of ${mspId}`, path: folder.tlsCa },
      ...nodes.map((node) => ({
        where: `TLS of ${node}`,
        path: join(node, 'tls', 'server.pem'),
      })),
    ];
  });
}

function lifetime(where: string, pem: string, now: number): Finding {
  const { validFrom, validTo } = new X509Certificate(pem);
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  const until = new Date(validTo).toISOString().slice(0, 10);
  if (Date.parse(validFrom) > now) {
    return expiry.error(where, `begins only at ${new Date(validFrom).toISOString()}`, {
      why: 'Fabric refuses it until then.',
      repair: 'Set the clock of this machine.',
    });
  }
  const advice = {
    why: 'Fabric refuses an identity or TLS connection whose certificate has ended.',
    repair: 'Renew it for the same key: on a development network guanlian fabric up does.',
  };
  if (days < 0) return expiry.error(where, `ended on ${until}`, advice);
  if (days < SOON_DAYS) return expiry.warning(where, `ends in ${days} days, on ${until}`, advice);
  return expiry.ok(where, `until ${until} (${days} days)`);
}

/** The MSP folders that peers, ordering nodes and administrators start with. */
export async function checkMspFolders({ local }: Subject): Promise<Finding[]> {
  if (local === undefined) return [];
  const { description, layout } = local;
  const folders = description.organisations.flatMap(({ mspId }) => {
    const { peer, orderer, adminMsp } = layout.organisation(mspId);
    const isOrderer = description.orderers.includes(mspId);
    return [join(peer, 'msp'), adminMsp, ...(isOrderer ? [join(orderer, 'msp')] : [])];
  });
  return Promise.all(folders.map(judgeFolder));
}

async function judgeFolder(folder: string): Promise<Finding> {
  const defect = await folderDefect(folder);
  if (defect === undefined) return msp.ok(folder, 'complete, key and authority match');
  return msp.error(folder, defect, {
    why: 'Peers then answer "creator org unknown" or "creator is malformed".',
    repair: 'Run guanlian fabric up, or copy the folder again from the authority that issued it.',
  });
}

async function folderDefect(folder: string): Promise<string | undefined> {
  const read = (...path: string[]): Promise<string> => readFile(join(folder, ...path), 'utf8');
  try {
    const ous = await read('config.yaml');
    if (!/NodeOUs/.test(ous)) return 'config.yaml does not switch node OUs on';
    const authority = new X509Certificate(await read('cacerts', 'ca.pem'));
    const certificate = new X509Certificate(await read('signcerts', 'cert.pem'));
    await read('tlscacerts', 'tls-ca.pem');
    const key = createPrivateKey(await read('keystore', 'key.pem'));
    if (!certificate.checkPrivateKey(key)) return 'the key is not that of the certificate';
    return certificate.verify(authority.publicKey)
      ? undefined
      : 'the certificate is not from the authority in cacerts';
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'it cannot be read';
  }
}
