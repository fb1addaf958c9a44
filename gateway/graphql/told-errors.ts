/** Errors out of the application that callers are told in words. What does not stand here is masked: it may say anything. */
import { maskError as maskAny } from 'graphql-yoga';
import { CursorRefused } from '../cursor-refused.js';
import { badInput } from './connections.js';
import { GraphQLError } from './graphql-js.js';

/** Whether the cause is a refusal of what was asked, and so nothing for the log. */
export function isRefusal(cause: unknown): boolean {
  return cause instanceof CursorRefused;
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
  return cause instanceof CursorRefused ? badInput(cause.message) : undefined;
}
