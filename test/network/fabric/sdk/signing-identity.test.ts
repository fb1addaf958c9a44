/** The SDK shows the certificate; only the `Signer` port signs. */
import { X509Certificate, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import protos from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  identityProvider,
  sdkIdentity,
  signWith,
} from '../../../../network/fabric/sdk/signing-identity.js';
import type { OrganisationIdentity } from '../../../../network/identity/index.js';
import { openIdentity } from '../../../../network/identity/index.js';
import { systemClock } from '../../../../network/index.js';

const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;

let dir: string;
let identity: OrganisationIdentity;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-signing-'));
  identity = await openIdentity({ dir, mspId: 'AMSP', name: 'node', clock: systemClock });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('signs whatever was built with the key of the certificate, in DER with a low s', async () => {
  const { publicKey } = new X509Certificate(identity.certificatePem);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (built) => {
      const signatures: Buffer[] = [];
      const message = { sign: (signature: Buffer) => void signatures.push(signature) };
      expect(await signWith(identity.signer, message, built)).toBe(message);
      const [der] = signatures as [Buffer];
      expect(verify('sha256', built, publicKey, der)).toBe(true);
      const s = der.subarray(4 + der[3]! + 2);
      expect(BigInt(`0x${s.toString('hex')}`) <= HALF_ORDER).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('gives the SDK a user with the certificate and without a key', async () => {
  const provider = identityProvider(identity);
  const shown = sdkIdentity(identity);
  expect(JSON.stringify(shown)).not.toContain('PRIVATE KEY');
  expect(provider.type).toBe(shown.type);
  const user = await provider.getUserContext(shown, 'node');
  const bytes = user.getIdentity().serialize();
  const serialized = protos.msp.SerializedIdentity.deserializeBinary(bytes);
  expect(serialized.getMspid()).toBe('AMSP');
  expect(Buffer.from(serialized.getIdBytes_asU8()).toString()).toBe(identity.certificatePem);
  expect(user.getMspid()).toBe('AMSP');
  expect(() => user.getSigningIdentity().sign(Buffer.of(1), {})).toThrow('signs nothing');
});

test('puts no signature on when the signer refuses', async () => {
  const signer = { ...identity.signer, sign: () => Promise.reject(new Error('token removed')) };
  const message = { sign: (): never => expect.fail('signed all the same') };
  await expect(signWith(signer, message, Buffer.of(1))).rejects.toThrow('token removed');
});
