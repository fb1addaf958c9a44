/** The files that members send each other: what is read, and what is refused with the field named. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChannelRefused } from '../../../../network/fabric/channel-update/channel-refusal.js';
import { configOfBlock } from '../../../../network/fabric/channel-update/config-tree.js';
import {
  definitionOfMsp,
  identityOfMsp,
} from '../../../../network/fabric/channel-update/msp-folder.js';
import {
  definitionText,
  readDefinition,
} from '../../../../network/fabric/channel-update/organisation-definition.js';
import { proposeJoin } from '../../../../network/fabric/channel-update/proposal.js';
import type { ChannelProposal } from '../../../../network/fabric/channel-update/proposal-file.js';
import {
  proposalOf,
  proposalText,
  readProposal,
  readSignature,
  signatureText,
} from '../../../../network/fabric/channel-update/proposal-file.js';
import { protos } from '../../../../network/fabric/channel-update/protos.js';
import { openIdentity } from '../../../../network/identity/organisation-identity.js';
import { entryOf } from '../../../chaincode/membership-steps.js';
import type { SmallChannel } from './small-channel.js';
import { CHANNEL, NOW, smallChannel } from './small-channel.js';

let channel: SmallChannel;
let proposal: ChannelProposal;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-files-'));
  channel = await smallChannel();
  proposal = proposalOf(channel.config, proposeJoin(channel.config, channel.newcomer.definition));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function refused(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (cause) {
    if (cause instanceof ChannelRefused) return cause.refusal;
    throw cause;
  }
  return { code: 'taken', message: '' };
}

const changed = (text: string, change: Record<string, unknown>): string =>
  JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), ...change });

describe('a proposal', () => {
  test('is read as it was written, and holds no description that could lie', () => {
    const text = proposalText(proposal);
    const read = readProposal(text);
    expect(read.digest).toBe(proposal.digest);
    expect(read.base.digest).toBe(channel.config.digest);
    expect(Object.keys(JSON.parse(text) as object).sort()).toEqual([
      'channel',
      'config',
      'format',
      'sequence',
      'update',
    ]);
  });

  test.each<[string, (text: string) => string, string]>([
    ['no JSON', () => '{', 'CHANNEL_FILE_INVALID'],
    [
      'another format',
      (text) => changed(text, { format: 'guanlian-channel-proposal/2' }),
      'CHANNEL_FILE_INVALID',
    ],
    [
      'a claim beside the bytes',
      (text) => changed(text, { description: 'harmless' }),
      'CHANNEL_FILE_INVALID',
    ],
    [
      'another sequence than its configuration',
      (text) => changed(text, { sequence: 5 }),
      'CHANNEL_FILE_INVALID',
    ],
    [
      'an update for another channel',
      (text) => changed(text, { channel: 'other' }),
      'CHANNEL_FILE_INVALID',
    ],
    ['no base64', (text) => changed(text, { update: '***' }), 'CHANNEL_FILE_INVALID'],
    [
      'a configuration that is none',
      (text) => changed(text, { config: 'AAAA' }),
      'CHANNEL_FILE_INVALID',
    ],
    [
      'an update that is none',
      (text) => changed(text, { update: 'AAAA' }),
      'CHANNEL_UPDATE_INVALID',
    ],
  ])('with %s is refused', (_, change, code) => {
    expect(refused(() => readProposal(change(proposalText(proposal)))).code).toBe(code);
  });
});

test('a signature is read only together with its own proposal', () => {
  const text = signatureText(proposal, Buffer.from('signature'));
  expect(Buffer.from(readSignature(proposal, text)).toString()).toBe('signature');
  const other = proposalOf(channel.config, Buffer.from('another update'));
  expect(refused(() => readSignature(other, text)).code).toBe('CHANNEL_FILE_INVALID');
});

describe('a definition', () => {
  test('is read as it was written, its directory entry checked', async () => {
    const identity = await channel.newcomer.identity('client');
    const definition = { ...channel.newcomer.definition, entry: entryOf(identity, NOW) };
    expect(readDefinition(definitionText(definition))).toEqual(definition);
    const other = { ...definition, entry: { ...definition.entry, mspId: 'EastMSP' } };
    expect(refused(() => readDefinition(definitionText(other))).message).toMatch(/^entry /);
  });

  test.each<[string, Record<string, unknown>]>([
    ['mspId', { mspId: '../../etc' }],
    ['rootCas', { rootCas: [] }],
    ['rootCas', { rootCas: ['no certificate'] }],
    ['tlsRootCas', { tlsRootCas: undefined }],
    ['anchorPeers.0.port', { anchorPeers: [{ host: 'peer', port: 70_000 }] }],
    ['anchorPeers', { anchorPeers: [] }],
    ['the top', { privateKey: 'x' }],
    ['entry', { entry: { mspId: 'IslandMSP' } }],
  ])('is refused by field %s: %j', (field, change) => {
    const text = changed(definitionText(channel.newcomer.definition), change);
    const { code, message } = refused(() => readDefinition(text));
    expect([code, message.slice(0, field.length)]).toEqual(['DEFINITION_INVALID', field]);
  });

  test('names no certificate that is not an authority’s, and one block of PEM each', async () => {
    const { certificatePem } = await channel.newcomer.identity('admin');
    const [root = ''] = channel.newcomer.definition.rootCas;
    for (const pem of [certificatePem, `${root}${root}`]) {
      const text = changed(definitionText(channel.newcomer.definition), { rootCas: [pem] });
      expect(refused(() => readDefinition(text)).code).toBe('DEFINITION_INVALID');
    }
  });
});

describe('an MSP folder', () => {
  const clock = { now: () => NOW };
  const wish = { mspId: 'IslandMSP', anchorPeers: [{ host: 'peer.island.example', port: 7051 }] };

  async function folder(config?: string): Promise<string> {
    const msp = await mkdtemp(join(dir, 'msp-'));
    const { rootCas, tlsRootCas } = channel.newcomer.definition;
    for (const [name, pem] of [
      ['cacerts', rootCas[0]!],
      ['tlscacerts', tlsRootCas[0]!],
    ] as const) {
      await mkdir(join(msp, name));
      await writeFile(join(msp, name, 'ca.pem'), pem);
    }
    if (config !== undefined) await writeFile(join(msp, 'config.yaml'), config);
    return msp;
  }

  test('gives the definition of its organisation', async () => {
    const yaml =
      'NodeOUs:\n  Enable: true\n  ClientOUIdentifier:\n    OrganizationalUnitIdentifier: client\n';
    const { rootCas } = await definitionOfMsp(await folder(yaml), wish);
    expect(rootCas).toEqual(channel.newcomer.definition.rootCas);
  });

  test.each([
    ['node OUs turned off', 'NodeOUs:\n  Enable: false\n'],
    [
      'units of its own',
      'NodeOUs:\n  Enable: true\n  AdminOUIdentifier:\n    OrganizationalUnitIdentifier: boss\n',
    ],
  ])('with %s is refused', async (_, yaml) => {
    await expect(definitionOfMsp(await folder(yaml), wish)).rejects.toMatchObject({
      code: 'DEFINITION_INVALID',
    });
  });

  test('is an identity when certificate and key are of one another', async () => {
    const msp = await folder();
    await openIdentity({ dir, mspId: 'IslandMSP', name: 'admin', role: 'admin', clock });
    const { cp } = await import('node:fs/promises');
    const own = join(dir, 'IslandMSP');
    await cp(join(own, 'admin.pem'), join(msp, 'signcerts', 'cert.pem'));
    await expect(identityOfMsp('IslandMSP', msp)).rejects.toMatchObject({ code: 'ADMIN_UNUSABLE' });
    await cp(join(own, 'ca-key.pem'), join(msp, 'keystore', 'a.pem'));
    await expect(identityOfMsp('IslandMSP', msp)).rejects.toMatchObject({ code: 'ADMIN_UNUSABLE' });
    await cp(join(own, 'admin-key.pem'), join(msp, 'keystore', 'b.pem'));
    expect((await identityOfMsp('IslandMSP', msp)).mspId).toBe('IslandMSP');
  });
});

describe('a block', () => {
  test('gives the configuration that it holds', () => {
    expect(configOfBlock(configBlock(1))).toMatchObject({
      channel: CHANNEL,
      digest: channel.config.digest,
    });
  });

  test.each<[string, () => Uint8Array]>([
    ['of transactions', () => configBlock(3)],
    ['that is empty', () => new Uint8Array()],
    ['that is text', () => Buffer.from('a block, really')],
  ])('%s is refused', (_, block) => {
    expect(refused(() => configOfBlock(block())).code).toBe('CHANNEL_FILE_INVALID');
  });
});

function configBlock(type: number): Uint8Array {
  const { common } = protos();
  const header = new common.ChannelHeader();
  header.setType(type);
  header.setChannelId(CHANNEL);
  const headers = new common.Header();
  headers.setChannelHeader(header.serializeBinary());
  const config = new common.ConfigEnvelope();
  config.setConfig(common.Config.deserializeBinary(channel.config.bytes));
  const payload = new common.Payload();
  payload.setHeader(headers);
  payload.setData(config.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  const data = new common.BlockData();
  data.setDataList([envelope.serializeBinary()]);
  const block = new common.Block();
  block.setData(data);
  return block.serializeBinary();
}
