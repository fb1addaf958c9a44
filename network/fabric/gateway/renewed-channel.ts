/** A gRPC channel that can be made anew under a client that goes on using it. */
import type { ChannelCredentials, ChannelInterface, ChannelOptions } from '@grpc/grpc-js';
import { Channel } from '@grpc/grpc-js';

export interface RenewedChannel extends ChannelInterface {
  /** Calls from now on go over a connection of their own. Those under way stay on the old one until they end. */
  renew(): void;
}

/** A channel to an address; it dials at its first call. */
export function renewedChannel(
  address: string,
  credentials: ChannelCredentials,
  options: ChannelOptions,
): RenewedChannel {
  // Shared connections would come back with the next channel, the broken one among them.
  const own = { ...options, 'grpc.use_local_subchannel_pool': 1 };
  let channel: ChannelInterface = new Channel(address, credentials, own);
  return {
    renew: () => {
      channel.close();
      channel = new Channel(address, credentials, own);
    },
    close: () => channel.close(),
    getTarget: () => channel.getTarget(),
    getConnectivityState: (tryToConnect) => channel.getConnectivityState(tryToConnect),
    watchConnectivityState: (state, deadline, told) =>
      channel.watchConnectivityState(state, deadline, told),
    getChannelzRef: () => channel.getChannelzRef(),
    createCall: (...call) => channel.createCall(...call),
  };
}
