/** Identities kept as fabric-network's file wallet keeps them: one `NAME.id` file, X.509 certificate and key in PEM. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PlatformFault } from '../fault.js';
import { keySigner } from '../identity/file-signer.js';
import type { OrganisationIdentity } from '../identity/organisation-identity.js';

const WALLET_IDENTITY = z.object({
  credentials: z.object({ certificate: z.string().min(1), privateKey: z.string().min(1) }),
  mspId: z.string().min(1),
  type: z.literal('X.509'),
  version: z.literal(1),
});

/** Reads an identity. Throws PlatformFault WALLET_IDENTITY_INVALID, which never holds what the file says. */
export async function readWalletIdentity(file: string): Promise<OrganisationIdentity> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw invalid(file, 'it cannot be read', cause);
  });
  const parsed = WALLET_IDENTITY.safeParse(parseJson(file, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, `field ${issue?.path.join('.') || 'at the top'} is not as it must be`);
  }
  const { credentials, mspId } = parsed.data;
  try {
    const privateKey = createPrivateKey(credentials.privateKey);
    const certificate = new X509Certificate(credentials.certificate);
    if (certificate.checkPrivateKey(privateKey)) {
      return { mspId, certificatePem: credentials.certificate, signer: keySigner(privateKey) };
    }
  } catch (cause) {
    throw invalid(file, 'its certificate or key is no readable PEM', cause);
  }
  throw invalid(file, 'its key does not belong to its certificate');
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message would quote the file.
    throw invalid(file, 'it is no JSON');
  }
}

function invalid(file: string, why: string, cause?: unknown): PlatformFault {
  return new PlatformFault(
    'WALLET_IDENTITY_INVALID',
    `${file} is no wallet identity: ${why}; export it again from the wallet, or enrol anew`,
    cause,
  );
}
