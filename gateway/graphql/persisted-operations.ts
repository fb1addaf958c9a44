/**
 * Persisted operations: documents registered beforehand, named by their SHA-256. In production a partner's users
 * run registered ones only, so that a stolen token cannot be used to explore.
 */
import { createHash } from 'node:crypto';
import { accepted, refused } from '../../chaincode/index.js';
import type { Caller, UserOutcome } from '../application.js';
import type { GraphQLRequest } from './request.js';

export interface PersistedOperations {
  /** The document with this SHA-256 (hex), if it is registered. */
  document(id: string): string | undefined;
  readonly ids: readonly string[];
}

/** SHA-256 of the exact text, hex. */
export function operationId(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

/** A registry of the documents. */
export function createPersistedOperations(documents: readonly string[]): PersistedOperations {
  const known = new Map(documents.map((document) => [operationId(document), document]));
  return { document: (id) => known.get(id), ids: [...known.keys()] };
}

export interface OperationPolicy {
  readonly operations: PersistedOperations;
  /** Whether the caller may run registered operations only. */
  readonly restricted: (caller: Caller | undefined) => boolean;
}

/** The request with its document, or why it may not run. */
export function resolveOperation(
  request: GraphQLRequest,
  caller: Caller | undefined,
  { operations, restricted }: OperationPolicy,
): UserOutcome<GraphQLRequest> {
  const id = persistedId(request);
  if (id === undefined)
    return restricted(caller) ? allowed(request, operations) : accepted(request);
  const query = operations.document(id);
  if (query === undefined) {
    return refused({
      code: 'PERSISTED_OPERATION_UNKNOWN',
      message: 'No operation is registered under this SHA-256.',
      next: 'Have the operation registered with this node.',
    });
  }
  if (request.query !== undefined && request.query !== query) {
    return refused({
      code: 'PERSISTED_OPERATION_MISMATCH',
      message: 'The query text is not the one registered under this SHA-256.',
      next: 'Send the SHA-256 alone, or the registered text.',
    });
  }
  return accepted({ ...request, query });
}

function allowed(
  request: GraphQLRequest,
  operations: PersistedOperations,
): UserOutcome<GraphQLRequest> {
  const { query } = request;
  if (typeof query === 'string' && operations.document(operationId(query)) !== undefined) {
    return accepted(request);
  }
  return refused({
    code: 'PERSISTED_OPERATION_REQUIRED',
    message: 'This role runs registered operations only.',
    next: 'Have the operation registered with this node and send its SHA-256.',
  });
}

function persistedId({ extensions }: GraphQLRequest): string | undefined {
  const persisted = (extensions as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined)
    ?.persistedQuery;
  return typeof persisted?.sha256Hash === 'string' ? persisted.sha256Hash : undefined;
}
