/** A line between a client and a peer that tests cut: plain TCP passed on, TLS untouched. */
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface CutLine extends AsyncDisposable {
  /** Where the client connects, `host:port`. */
  readonly address: string;
  /** Connections passed on so far. */
  readonly count: number;
  /** Breaks every connection; new ones are passed on again. */
  cut(): void;
  /** Nothing goes through any more on the connections there are, which stay open; new ones are passed on again. */
  mute(): void;
  /** As many of the next connections are taken and never answered. */
  muteNext(connections: number): void;
}

/** Opens a line to a port of this machine. */
export async function cutLine(port: number): Promise<CutLine> {
  const sockets = new Set<Socket>();
  let count = 0;
  let mutes = 0;
  const server = createServer((near) => {
    count += 1;
    if (mutes > 0) {
      mutes -= 1;
      near.on('error', () => undefined);
      sockets.add(near);
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      // A broken connection is what these tests are about; the close event follows.
      from.on('error', () => undefined);
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get count() {
      return count;
    },
    cut,
    mute: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    muteNext: (connections) => {
      mutes = connections;
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
