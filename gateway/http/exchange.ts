/** One HTTP request and its answer as routes see them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../application.js';

export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  /** Members of the path that the route names, e.g. `recordId`. */
  readonly params: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** Aborts when the client has gone or the server stops. */
  readonly signal: AbortSignal;
  /** Aborts the signal now, e.g. because the token of a stream has ended. */
  readonly cancel: () => void;
}

/** Who asks, once the token is verified. */
export interface Identified {
  readonly caller: Caller;
  /** When the token ends, milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The address that a rate limit counts: for IPv6 the /64, which is what one subscriber has. */
export function clientAddress(req: IncomingMessage): string {
  const address = req.socket.remoteAddress ?? 'unknown';
  if (!address.includes(':') || address.startsWith('::ffff:'))
    return address.replace('::ffff:', '');
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...(tail === undefined ? [] : zeros), ...right].slice(0, 4).join(':');
}
