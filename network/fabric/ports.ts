/** Ports on loopback: which are free, and whether somebody listens. */
import { createServer, connect } from 'node:net';
import { PlatformFault } from '../fault.js';

const LOOPBACK = '127.0.0.1';
const LAST_PORT = 65_000;
/** Where ports are looked for when any will do: below the range from which systems choose ports for clients. */
const ANY_FROM = 20_000;
const ANY_SPAN = 10_000;

/** This many free ports from the first one on, passing over those that are taken. Throws PlatformFault PORTS_TAKEN. */
export async function freePorts(count: number, first: number): Promise<number[]> {
  const from = first === 0 ? ANY_FROM + Math.floor(Math.random() * ANY_SPAN) : first;
  const free: number[] = [];
  for (let port = from; port < LAST_PORT && free.length < count; port += 1) {
    if (await isFree(port)) free.push(port);
  }
  if (free.length === count) return free;
  throw new PlatformFault('PORTS_TAKEN', `no ${count} free ports from ${from} on`);
}

/** Whether a server could listen on the port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

/** Whether somebody accepts connections on the port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK, timeout: 1000 });
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
    socket.once('timeout', end(false));
  });
}
