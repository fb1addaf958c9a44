/**
 * Whether anybody is still there at the other end of a gRPC connection with calls under way. Node 20 can miss the reset
 * of a connection that it writes to at that moment, and gRPC for Node (1.14) waits without an end for a peer that takes
 * the connection and says nothing; calls would then last until their deadline, and event streams have none.
 */
import type { Client, Interceptor, InterceptorOptions, NextCall } from '@grpc/grpc-js';
import { InterceptingCall, status } from '@grpc/grpc-js';

export interface PulseOptions {
  /** Asks the peer for any sign of life within a time; resolves to whether one came. */
  readonly ask: (withinMs: number) => Promise<boolean>;
  /** There was none: calls under way end as UNAVAILABLE, and the next ones need another connection. */
  readonly onSilence: () => void;
  /** How long nothing may come while calls are under way before the peer is asked, and how long for an answer then. */
  readonly silentMs: number;
}

export interface Pulse extends Disposable {
  /** Sees every call of a client, and what comes for it. */
  readonly interceptor: Interceptor;
}

/** Watches the calls of one connection. */
export function pulse({ ask, onSilence, silentMs }: PulseOptions): Pulse {
  const underWay = new Set<InterceptingCall>();
  let heardAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const check = async (): Promise<void> => {
    if (isAsking || performance.now() - heardAt < silentMs) return;
    isAsking = true;
    const isAlive = await ask(silentMs);
    isAsking = false;
    heardAt = performance.now();
    if (isAlive || timer === undefined) return;
    const lost = [...underWay];
    onSilence();
    for (const call of lost) call.cancelWithStatus(status.UNAVAILABLE, SILENT);
  };
  const begin = (call: InterceptingCall): void => {
    underWay.add(call);
    if (timer) return;
    heardAt = performance.now();
    timer = setInterval(() => void check(), silentMs / 4).unref();
  };
  const end = (call: InterceptingCall): void => {
    underWay.delete(call);
    if (underWay.size === 0) stop();
  };
  const heard = (): void => {
    heardAt = performance.now();
  };
  return {
    interceptor: (options, next) => watched({ options, next }, { begin, heard, end }),
    [Symbol.dispose]: stop,
  };
}

/** In the words of gRPC for a connection that was lost. */
const SILENT = 'Connection dropped: the peer was silent';

interface Watch {
  readonly begin: (call: InterceptingCall) => void;
  readonly heard: () => void;
  readonly end: (call: InterceptingCall) => void;
}

function watched(
  { options, next }: { readonly options: InterceptorOptions; readonly next: NextCall },
  { begin, heard, end }: Watch,
): InterceptingCall {
  const call = new InterceptingCall(next(options), {
    start: (metadata, _, start) => {
      begin(call);
      start(metadata, {
        onReceiveMetadata: (received, pass) => {
          heard();
          pass(received);
        },
        onReceiveMessage: (message, pass) => {
          heard();
          pass(message);
        },
        onReceiveStatus: (ended, pass) => {
          heard();
          end(call);
          pass(ended);
        },
      });
    },
  });
  return call;
}

/** Not a service of Fabric: that a server says so is an answer, and needs no identity. */
const ANY_METHOD = '/grpc.health.v1.Health/Check';

/** Whether the server at the other end answers, whatever it answers. */
export function answers(client: Client, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  const asIs = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve) => {
    // With interceptors of its own the call is not itself watched.
    const options = { deadline, interceptors: [] };
    const empty = Buffer.alloc(0);
    client.makeUnaryRequest(ANY_METHOD, asIs, asIs, empty, options, (error) =>
      resolve(error?.code !== status.DEADLINE_EXCEEDED),
    );
  });
}
