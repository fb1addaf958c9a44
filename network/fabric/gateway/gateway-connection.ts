/** One long-lived gRPC connection to the own peer's gateway service, signed through the `Signer` port. */
import { Client, credentials } from '@grpc/grpc-js';
import type { Gateway } from '@hyperledger/fabric-gateway';
import { connect, hash } from '@hyperledger/fabric-gateway';
import type { OrganisationIdentity } from '../../identity/index.js';
import type { PeerEndpoint } from '../connection-profile.js';
import { derSignature } from '../der-signature.js';

export interface GatewayConnection {
  readonly gateway: Gateway;
  close(): void;
}

const MESSAGE_LIMIT = 104_857_600;
/**
 * Longer than a peer waits for the others (30 s for each endorser or ordering node, Fabric's default), so that its
 * answer, which names the silent one, comes first.
 */
const DEADLINE_MS = { evaluate: 40_000, endorse: 40_000, submit: 70_000 };

/** Opens the connection; gRPC dials at the first call and again whenever it was lost. */
export function openGateway(peer: PeerEndpoint, identity: OrganisationIdentity): GatewayConnection {
  const { mspId, certificatePem, signer } = identity;
  const client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsCaPem)), {
    ...(peer.hostnameOverride ? { 'grpc.ssl_target_name_override': peer.hostnameOverride } : {}),
    'grpc.max_receive_message_length': MESSAGE_LIMIT,
    'grpc.max_send_message_length': MESSAGE_LIMIT,
    // Not below what peers allow, or they close the connection.
    'grpc.keepalive_time_ms': 120_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2000,
  });
  const within = (ms: number) => () => ({ deadline: Date.now() + ms });
  const gateway = connect({
    client,
    identity: { mspId, credentials: Buffer.from(certificatePem) },
    // The signer hashes by itself: it is given the message.
    hash: hash.none,
    signer: async (message) => derSignature(await signer.sign(message)),
    evaluateOptions: within(DEADLINE_MS.evaluate),
    endorseOptions: within(DEADLINE_MS.endorse),
    submitOptions: within(DEADLINE_MS.submit),
  });
  return {
    gateway,
    close: () => {
      gateway.close();
      client.close();
    },
  };
}
