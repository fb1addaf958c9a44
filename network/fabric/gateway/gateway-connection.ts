/** One long-lived gRPC connection to the own peer's gateway service, signed through the `Signer` port. */
import { Client, credentials } from '@grpc/grpc-js';
import type { Gateway } from '@hyperledger/fabric-gateway';
import { connect, hash } from '@hyperledger/fabric-gateway';
import type { OrganisationIdentity } from '../../identity/index.js';
import type { PeerEndpoint } from '../connection-profile.js';
import { derSignature } from '../der-signature.js';
import { answers, pulse } from './pulse.js';
import { renewedChannel } from './renewed-channel.js';

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

/** A peer that says nothing for so long is asked for a sign of life, and has as long again to give one. */
const SILENT_MS = 10_000;

export interface GatewayOptions {
  readonly peer: PeerEndpoint;
  readonly identity: OrganisationIdentity;
  /** 10 s when absent. */
  readonly silentMs?: number;
}

/** Opens the connection; gRPC dials at the first call and again whenever it was lost. */
export function openGateway(options: GatewayOptions): GatewayConnection {
  const { peer, silentMs = SILENT_MS } = options;
  const { mspId, certificatePem, signer } = options.identity;
  const tls = credentials.createSsl(Buffer.from(peer.tlsCaPem));
  const channel = renewedChannel(peer.address, tls, {
    ...(peer.hostnameOverride ? { 'grpc.ssl_target_name_override': peer.hostnameOverride } : {}),
    'grpc.max_receive_message_length': MESSAGE_LIMIT,
    'grpc.max_send_message_length': MESSAGE_LIMIT,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2000,
  });
  const watch = pulse({
    ask: (withinMs) => answers(client, withinMs),
    onSilence: () => channel.renew(),
    silentMs,
  });
  const client = new Client(peer.address, tls, {
    channelOverride: channel,
    interceptors: [watch.interceptor],
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
      watch[Symbol.dispose]();
    },
  };
}
