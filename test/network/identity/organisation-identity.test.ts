/** An organisation's identity: made once, the same afterwards, readable by Fabric's own client identity code. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientIdentity } from 'fabric-shim';
import type { ChaincodeStub } from 'fabric-shim';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyEs256 } from '../../../chaincode/index.js';
import { certificateExpiry, fileSigner, openIdentity } from '../../../network/identity/index.js';

const NOW = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

let dir: string;
const at = (ms: number): { now: () => number } => ({ now: () => ms });
const open = (ms = NOW) =>
  openIdentity({
    dir,
    mspId: 'CustomsMSP',
    name: 'node',
    clock: at(ms),
    attributes: { desk: 'risk' },
  });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-identity-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('an organisation opens its identity', () => {
  it('gets the same key and certificate every time, with keys for the owner only', async () => {
    const first = await open();
    const second = await open(NOW + DAY);
    expect(second.certificatePem).toBe(first.certificatePem);
    expect(second.signer.key).toEqual(first.signer.key);
    const files = await readdir(join(dir, 'CustomsMSP'));
    expect(files.sort()).toEqual(['ca-key.pem', 'ca.pem', 'node-key.pem', 'node.pem']);
    for (const file of files.filter((name) => name.endsWith('-key.pem'))) {
      expect((await stat(join(dir, 'CustomsMSP', file))).mode & 0o777).toBe(0o600);
    }
  });

  it('has a certificate that its own authority signed for its own key', async () => {
    const identity = await open();
    const client = new X509Certificate(identity.certificatePem);
    const { readFile } = await import('node:fs/promises');
    const ca = new X509Certificate(await readFile(join(dir, 'CustomsMSP', 'ca.pem')));
    expect(client.verify(ca.publicKey)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(client.checkIssued(ca)).toBe(true);
    expect(ca.ca).toBe(true);
    expect(client.ca).toBe(false);
    const { x, y } = client.publicKey.export({ format: 'jwk' });
    expect(identity.signer.key.jwk).toMatchObject({ x, y });
    expect(certificateExpiry(identity.certificatePem)).toBe('2027-01-15T00:00:00.000Z');
  });

  it("shows Fabric's client identity its OU and attributes", async () => {
    const { certificatePem } = await open();
    const stub = {
      getChannelID: () => 'customs',
      getTxID: () => 'tx',
      getCreator: () => ({ mspid: 'CustomsMSP', idBytes: Buffer.from(certificatePem) }),
    };
    const seen = new ClientIdentity(stub as unknown as ChaincodeStub);
    expect(seen.getMSPID()).toBe('CustomsMSP');
    expect(seen.getID()).toContain('/OU=client');
    expect(seen.assertAttributeValue('desk', 'risk')).toBe(true);
    expect(seen.getAttributeValue('hf.EnrollmentID')).toBe('node');
    expect(seen.getAttributeValue('hf.Type')).toBe('client');
  });

  it('renews a certificate that is about to end, for the same key', async () => {
    const first = await open();
    const later = await open(NOW + 340 * DAY);
    expect(later.certificatePem).not.toBe(first.certificatePem);
    expect(later.signer.key.kid).toBe(first.signer.key.kid);
    expect(Date.parse(certificateExpiry(later.certificatePem))).toBe(NOW + 705 * DAY);
  });

  it('refuses to replace a lost or broken key in silence', async () => {
    await open();
    const path = join(dir, 'CustomsMSP', 'node-key.pem');
    await writeFile(path, 'not a key');
    await expect(open()).rejects.toMatchObject({ code: 'IDENTITY_DAMAGED' });
    await expect(fileSigner(path)).rejects.toMatchObject({ code: 'KEY_UNREADABLE' });
    await unlink(path);
    await expect(open()).rejects.toMatchObject({ code: 'IDENTITY_DAMAGED' });
  });

  it.each([
    ['../x', 'node'],
    ['CustomsMSP', '../node'],
    ['CustomsMSP', 'ca'],
  ])('refuses %s/%s as names', async (mspId, name) => {
    await expect(openIdentity({ dir, mspId, name, clock: at(NOW) })).rejects.toMatchObject({
      code: 'IDENTITY_INVALID',
    });
  });

  it('signs with 64 bytes, low s, under the thumbprint of its key', async () => {
    await open();
    const signer = await fileSigner(join(dir, 'CustomsMSP', 'node-key.pem'));
    expect(signer.key).toEqual((await open()).signer.key);
    const key = createPublicKey({ key: signer.key.jwk, format: 'jwk' });
    for (let i = 0; i < 40; i += 1) {
      const bytes = Buffer.from(`message ${i}`);
      const signature = await signer.sign(bytes);
      expect(verifyEs256(bytes, signature, key)).toBe(true);
      const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
      expect(s <= HALF_ORDER).toBe(true);
    }
  });
});
