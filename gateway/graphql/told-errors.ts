/** Errors out of the application that callers are told in words. What does not stand here is masked: it may say anything. */
import { maskError as maskAny } from 'graphql-yoga';
import { PlatformFault } from '../../network/index.js';
import { GraphRebuilding } from '../application/rebuilding.js';
import { CursorRefused } from '../cursor-refused.js';
import { badInput } from './connections.js';
import { GraphQLError } from './graphql-js.js';

/** Whether the cause is a refusal of what was asked, and so nothing for the log. */
export function isRefusal(cause: unknown): boolean {
  return cause instanceof CursorRefused || cause instanceof GraphRebuilding;
}

/** The error as it leaves the node. */
export function maskError(error: unknown, message: string): Error {
  const told = toldError(originOf(error));
  if (told === undefined) return maskAny(error, message, false);
  const at = error instanceof GraphQLError ? error : undefined;
  return new GraphQLError(told.message, {
    ...{ nodes: at?.nodes ?? null, path: at?.path ?? null },
    extensions: told.extensions,
  });
}

/** What was thrown inside the error that GraphQL made of it. */
export function originOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? error.originalError : error;
}

function toldError(cause: unknown): GraphQLError | undefined {
  if (cause instanceof CursorRefused) return badInput(cause.message);
  if (cause instanceof GraphRebuilding) return comeBack(cause.code, cause.message);
  if (!(cause instanceof PlatformFault)) return undefined;
  if (cause.code === 'GRAPH_BUSY') return graphBusy();
  return cause.code === 'GRAPH_UNAVAILABLE' ? graphUnavailable() : undefined;
}

/** In our own words: those of the fault name the server's address, which is for the log alone. */
function graphUnavailable(): GraphQLError {
  return comeBack(
    'GRAPH_UNAVAILABLE',
    'The server that keeps the graph of this node does not answer. Nothing is lost: records and certificates go on working, and the graph catches up when its server is back. Ask again later; the operator of this node finds the state under /readyz and what to do in docs/operate-graph.md.',
  );
}

function graphBusy(): GraphQLError {
  return comeBack(
    'GRAPH_BUSY',
    'The server that keeps the graph of this node is busy: all connections to it are in use. Nothing is lost: records and certificates go on working.',
    'Ask again in some seconds, and fewer at once; when it stays so, the operator of this node finds what to do in docs/operate-graph.md.',
  );
}

function comeBack(code: string, message: string, next?: string): GraphQLError {
  const told = next === undefined ? { code } : { code, next };
  return new GraphQLError(message, {
    extensions: { ...told, http: { status: 503, headers: { 'Retry-After': '10' } } },
  });
}
