/**
 * The organisation's identity for `fabric-network`, which knows only the certificate: everything is signed through the
 * `Signer` port, outside of the package. Its own way would need the private key in this process, and a synchronous one.
 */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import type { Identity, IdentityProvider } from 'fabric-network';
import { PlatformFault } from '../../fault.js';
import type { OrganisationIdentity } from '../../identity/index.js';
import type { Signer } from '../../signer.js';
import { derSignature } from '../der-signature.js';

const TYPE = 'Signer-X.509';

type User = Awaited<ReturnType<IdentityProvider['getUserContext']>>;

/** A message of the SDK that has been built and waits for its signature. */
export interface Signable {
  sign(signature: Buffer): unknown;
}

/** Puts the signature over the built bytes into the message: low-S ECDSA in DER, made by the port. */
export async function signWith<T extends Signable>(
  signer: Signer,
  message: T,
  built: Uint8Array,
): Promise<T> {
  message.sign(derSignature(await signer.sign(built)));
  return message;
}

/** What the SDK's gateway is given as the identity that connects. */
export function sdkIdentity({ mspId }: OrganisationIdentity): Identity {
  return { mspId, type: TYPE };
}

/** Gives the SDK a user that can show the certificate but not sign. */
export function identityProvider(identity: OrganisationIdentity): IdentityProvider {
  const noKeys = (): never => {
    throw new PlatformFault('SDK_MISUSED', 'this identity keeps and signs nothing by itself');
  };
  return {
    type: TYPE,
    getCryptoSuite: noKeys,
    fromJson: noKeys,
    toJson: noKeys,
    getUserContext: async () => userOf(identity, noKeys),
  };
}

function userOf({ mspId, certificatePem }: OrganisationIdentity, sign: () => never): User {
  const serialized = serializedIdentity(mspId, certificatePem);
  const user = {
    getName: () => mspId,
    getMspid: () => mspId,
    getIdentity: () => ({ serialize: () => serialized }),
    getSigningIdentity: () => ({ sign }),
  };
  // The SDK asks its users for nothing but these.
  return user as unknown as User;
}

function serializedIdentity(mspId: string, certificatePem: string): Buffer {
  const { msp } = createRequire(import.meta.url)(
    '@hyperledger/fabric-protos',
  ) as typeof FabricProtos;
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(certificatePem));
  return Buffer.from(identity.serializeBinary());
}
