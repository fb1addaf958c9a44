/** Administrators agree, each apart: whose signature counts, who is still missing, and what is not signed at all. */
import 'reflect-metadata';
import type { KeyObject } from 'node:crypto';
import { createPublicKey, generateKeyPairSync, webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { derSignature } from '../../../../network/fabric/der-signature.js';
import {
  isAgreed,
  showProposal,
  signProposal,
} from '../../../../network/fabric/channel-update/ceremony.js';
import { ChannelRefused } from '../../../../network/fabric/channel-update/channel-refusal.js';
import { decodeUpdate } from '../../../../network/fabric/channel-update/config-update.js';
import { definitionGroup } from '../../../../network/fabric/channel-update/organisation-definition.js';
import { withGroup } from '../../../../network/fabric/channel-update/config-tree.js';
import { proposeJoin, proposeLeave } from '../../../../network/fabric/channel-update/proposal.js';
import type { ChannelProposal } from '../../../../network/fabric/channel-update/proposal-file.js';
import { proposalOf } from '../../../../network/fabric/channel-update/proposal-file.js';
import { protos } from '../../../../network/fabric/channel-update/protos.js';
import { threshold } from '../../../../network/fabric/channel-update/quorum.js';
import { applyUpdate } from '../../../../network/fabric/channel-update/update-result.js';
import {
  checkSignature,
  signUpdate,
} from '../../../../network/fabric/channel-update/update-signature.js';
import type { Authority } from '../../../../network/identity/certificate-authority.js';
import { issueClient } from '../../../../network/identity/certificate-authority.js';
import { keySigner } from '../../../../network/identity/file-signer.js';
import type { OrganisationIdentity } from '../../../../network/identity/organisation-identity.js';
import type { SmallChannel } from './small-channel.js';
import { configFrom, MEMBERS, NOW, smallChannel, smallOrganisation } from './small-channel.js';

let channel: SmallChannel;
let proposal: ChannelProposal;
beforeAll(async () => {
  channel = await smallChannel();
  proposal = proposalOf(channel.config, proposeJoin(channel.config, channel.newcomer.definition));
});

const admin = (mspId: string): Promise<OrganisationIdentity> =>
  channel.organisations.get(mspId)!.identity('admin');
const signedBy = async (mspId: string): Promise<Uint8Array> =>
  signUpdate(await admin(mspId), proposal.update);
const problemOf = (signature: Uint8Array, now = NOW): string | undefined =>
  checkSignature(channel.config.root, proposal.update, signature, now).problem;

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (cause) {
    if (cause instanceof ChannelRefused) return cause.refusal.code;
    throw cause;
  }
}

describe('a signature counts', () => {
  test('when an administrator of a member made it on these bytes', async () => {
    const checked = checkSignature(
      channel.config.root,
      proposal.update,
      await signedBy('EastMSP'),
      NOW,
    );
    expect(checked).toMatchObject({ mspId: 'EastMSP', roles: ['member', 'admin'] });
    expect(checked.problem).toBeUndefined();
  });

  test.each<[string, () => Promise<Uint8Array>, RegExp]>([
    [
      'on another update',
      async () => signUpdate(await admin('EastMSP'), Buffer.from('another')),
      /not a signature on this update/,
    ],
    [
      'by an organisation outside the channel',
      async () => signUpdate(await channel.newcomer.identity('admin'), proposal.update),
      /not in the channel/,
    ],
    [
      'in the name of a member by somebody else',
      async () => {
        const own = await (await smallOrganisation('EastMSP')).identity('admin');
        return signUpdate(own, proposal.update);
      },
      /not issued by an authority of EastMSP/,
    ],
    [
      'with a certificate of the time before',
      async () => {
        const old = await channel.organisations
          .get('EastMSP')!
          .identity('admin', NOW - 400 * 86_400_000);
        return signUpdate(old, proposal.update);
      },
      /has expired/,
    ],
    [
      'with a certificate of tomorrow',
      async () => {
        const fresh = await channel.organisations
          .get('EastMSP')!
          .identity('admin', NOW + 86_400_000);
        return signUpdate(fresh, proposal.update);
      },
      /not valid yet/,
    ],
    [
      'without a certificate',
      async () => {
        const { signer } = await admin('EastMSP');
        return signUpdate(
          { mspId: 'EastMSP', certificatePem: 'no certificate', signer },
          proposal.update,
        );
      },
      /cannot be read/,
    ],
    ['with S in the upper half', async () => highS(await admin('EastMSP')), /upper half/],
  ])('never %s', async (_, make, problem) => {
    expect(problemOf(await make())).toMatch(problem);
  });

  test('through an authority between root and administrator', async () => {
    const root = channel.organisations.get('WestMSP')!;
    const { certificatePem, privateKey } = await intermediate(
      root.definition.rootCas[0]!,
      root.caKey,
    );
    const definition = { ...root.definition, intermediateCas: [certificatePem] };
    const below = withGroup(channel.config.root, ['Application', 'WestMSP'], () =>
      definitionGroup(definition),
    );
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const leaf = await issueClient(
      { certificatePem, privateKey },
      {
        ...{ mspId: 'WestMSP', name: 'admin', role: 'admin', attributes: {}, now: NOW },
        publicKey: createPublicKey(key),
      },
    );
    const signature = await signUpdate(
      { mspId: 'WestMSP', certificatePem: leaf, signer: keySigner(key) },
      proposal.update,
    );
    expect(checkSignature(below, proposal.update, signature, NOW).problem).toBeUndefined();
    expect(checkSignature(channel.config.root, proposal.update, signature, NOW).problem).toMatch(
      /not issued/,
    );
  });
});

describe('the quorum', () => {
  test('is a majority of organisations: who signed and how many are missing is told', async () => {
    const signatures: Uint8Array[] = [];
    const missing: number[] = [];
    for (const mspId of ['EastMSP', 'WestMSP', 'SouthMSP']) {
      signatures.push(await signedBy(mspId));
      const { quorum } = showProposal({ proposal, signatures, now: NOW });
      missing.push(quorum[0]!.missing);
      expect(isAgreed(quorum)).toBe(signatures.length === 3);
      expect(quorum[0]!.signed).toContain(mspId);
    }
    expect(missing).toEqual([2, 1, 0]);
  });

  test('counts organisations, not signatures, and administrators only', async () => {
    const east = channel.organisations.get('EastMSP')!;
    const twice = [
      await signedBy('EastMSP'),
      await signUpdate(await east.identity('admin'), proposal.update),
    ];
    const others = await Promise.all(
      (['client', 'peer', 'orderer'] as const).map(async (role) =>
        signUpdate(await channel.organisations.get('WestMSP')!.identity(role), proposal.update),
      ),
    );
    const { quorum } = showProposal({ proposal, signatures: [...twice, ...others], now: NOW });
    expect(quorum[0]).toMatchObject({
      signed: ['EastMSP'],
      missing: 2,
      among: [...MEMBERS].sort(),
    });
  });

  test('of a majority is always more than half and never more than all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (of) => {
        const needed = threshold('MAJORITY', of);
        expect(needed * 2).toBeGreaterThan(of);
        expect((needed - 1) * 2).toBeLessThanOrEqual(of);
        expect(needed).toBeLessThanOrEqual(of);
      }),
    );
  });
});

describe('signing', () => {
  const signing = async (mspId: string, role: 'admin' | 'peer' = 'admin') => ({
    ...{ proposal, own: channel.config, now: NOW },
    identity: await (channel.organisations.get(mspId) ?? channel.newcomer).identity(role),
  });

  test('is done by an administrator with the own configuration at hand', async () => {
    expect(problemOf(await signProposal(await signing('SouthMSP')))).toBeUndefined();
  });

  test('is refused to others, whose signature would not count', async () => {
    expect(await codeOf(async () => signProposal(await signing('SouthMSP', 'peer')))).toBe(
      'ADMIN_UNUSABLE',
    );
    expect(await codeOf(async () => signProposal(await signing(channel.newcomer.mspId)))).toBe(
      'ADMIN_UNUSABLE',
    );
  });

  test('is refused when the channel has moved on, or when the file brings a configuration of its own making', async () => {
    const base = await signing('SouthMSP');
    const moved = configFrom(channel.config.root, 1);
    expect(await codeOf(() => signProposal({ ...base, own: moved }))).toBe('PROPOSAL_STALE');
    // A configuration without EastMSP: an update made from it takes EastMSP out, and would not show it.
    const { root } = applyUpdate(
      channel.config.root,
      decodeUpdate(proposeLeave(channel.config, 'EastMSP')),
    );
    const forged = configFrom(root, channel.config.sequence);
    const hiding = proposalOf(forged, proposeJoin(forged, channel.newcomer.definition));
    expect(showProposal({ proposal: hiding, now: NOW })).toMatchObject({
      isCompared: false,
      description: { leaves: [] },
    });
    expect(await codeOf(() => signProposal({ ...base, proposal: hiding }))).toBe('CONFIG_DIFFERS');
  });
});

/** The same signature with the other S, which verifies as well. */
async function highS({ mspId, certificatePem, signer }: OrganisationIdentity): Promise<Uint8Array> {
  const { common } = protos();
  const signed = common.ConfigSignature.deserializeBinary(
    await signUpdate({ mspId, certificatePem, signer }, proposal.update),
  );
  const header = signed.getSignatureHeader_asU8();
  const raw = await signer.sign(Buffer.concat([header, proposal.update]));
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = BigInt(`0x${Buffer.from(raw.subarray(32)).toString('hex')}`);
  const other = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  signed.setSignature(derSignature(Buffer.concat([raw.subarray(0, 32), other])));
  return signed.serializeBinary();
}

/** An authority below the organisation's root. */
async function intermediate(rootPem: string, rootKey: KeyObject): Promise<Authority> {
  const x509 = await import('@peculiar/x509');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const pkcs8 = rootKey.export({ type: 'pkcs8', format: 'der' });
  const issued = await x509.X509CertificateGenerator.create({
    ...{
      subject: 'CN=Issuing',
      issuer: new x509.X509Certificate(rootPem).subject,
      serialNumber: '41',
    },
    ...{ notBefore: new Date(NOW - 1000), notAfter: new Date(NOW + 86_400_000) },
    publicKey: await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
    signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return { certificatePem: issued.toString('pem'), privateKey };
}
