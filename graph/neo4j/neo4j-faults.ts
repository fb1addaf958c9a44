/** Errors of the driver as faults of ours, with what to do: at the opening, and while a graph is used. */
import { PlatformFault } from '../../network/index.js';

const AWAY = new Set([
  'ServiceUnavailable',
  // The connection broke while it was used.
  'SessionExpired',
  // The server runs and is only starting this database, or stopping it.
  'Neo.TransientError.General.DatabaseUnavailable',
]);
/** The driver gives this one no code. */
const NO_CONNECTION = /^Connection acquisition timed out/;
const IN_USE = /Active conn count = (\d+)/;

/** Why a Neo4j cannot be opened: PlatformFault GRAPH_DENIED or GRAPH_UNREACHABLE. */
export function openFault(url: string, cause: unknown): PlatformFault {
  if (codeOf(cause)?.startsWith('Neo.ClientError.Security')) {
    return new PlatformFault(
      'GRAPH_DENIED',
      `${url} refuses user or password of the graph; correct them in the node's configuration, or --user and --password-file of the move`,
      cause,
    );
  }
  return new PlatformFault(
    'GRAPH_UNREACHABLE',
    `no Neo4j answers at ${url} (${firstSentence(cause)}); start it or correct the address, the database and TLS`,
    cause,
  );
}

/** PlatformFault GRAPH_UNAVAILABLE when an open Neo4j does not answer any more; undefined when it did, with whatever error. */
export function unavailable(url: string, cause: unknown): PlatformFault | undefined {
  const code = codeOf(cause);
  if (code === undefined) return undefined;
  if (!AWAY.has(code) && !NO_CONNECTION.test(messageOf(cause))) return undefined;
  return new PlatformFault(
    'GRAPH_UNAVAILABLE',
    `the Neo4j at ${url} does not answer (${firstSentence(cause)}); start it, or look at the way to it`,
    cause,
  );
}

/**
 * PlatformFault GRAPH_BUSY when the driver has as many connections as it may, and none came free in time. With fewer in use
 * it would have tried a new one: then the server does not answer.
 */
export function busy(url: string, cause: unknown, connections: number): PlatformFault | undefined {
  const text = messageOf(cause);
  if (codeOf(cause) === undefined || !NO_CONNECTION.test(text)) return undefined;
  const [, inUse = 0] = IN_USE.exec(text) ?? [];
  if (Number(inUse) < connections) return undefined;
  return new PlatformFault(
    'GRAPH_BUSY',
    `all ${connections} connections to the Neo4j at ${url} are in use (${firstSentence(cause)}); ask again, and fewer questions at once`,
    cause,
  );
}

/** The code of an error of the driver or its server; undefined for any other error. */
function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || cause.name !== 'Neo4jError') return undefined;
  return String((cause as Error & { readonly code?: unknown }).code);
}

function firstSentence(cause: unknown): string {
  const [text = ''] = messageOf(cause).split(/[.\n]/);
  return text;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
