/** What the answers of several organisations to one proposal come to. */
import type { FabricError } from '../failures.js';
import type { PeerAnswer, ProposalResponse } from './peer-answer.js';
import { readAtDifferentHeights } from './read-versions.js';

export type Agreement =
  | { readonly kind: 'agreed'; readonly responses: readonly ProposalResponse[] }
  /** They disagree as peers do of which one is a block behind: the same question again may settle it. */
  | { readonly kind: 'behind'; readonly error: FabricError; readonly isStale: boolean }
  | { readonly kind: 'failed'; readonly error: FabricError };

const ABORTED = 10;

/**
 * `isExact`: the call named these organisations, each must endorse. Otherwise those that cannot be reached are left out,
 * and the policy decides whether the others are enough.
 */
export function agreementOf(answers: readonly PeerAnswer[], isExact: boolean): Agreement {
  const endorsed = answers.filter((answer) => answer.kind === 'endorsed');
  const refused = answers.filter(({ kind }) => kind === 'refused');
  const failed = answers.filter(({ kind }) => kind === 'failed');
  const hasNoAnswer = endorsed.length + refused.length === 0;
  if (hasNoAnswer || (isExact && failed.length > 0)) {
    return { kind: 'failed', error: errorOf([...refused, ...failed]) };
  }
  if (refused.length > 0) {
    const error = errorOf(refused);
    return endorsed.length > 0
      ? { kind: 'behind', error, isStale: false }
      : { kind: 'failed', error };
  }
  return compare(endorsed.map(({ response }) => response));
}

function compare(responses: readonly ProposalResponse[]): Agreement {
  const [first, ...others] = responses.map(({ payload }) => payload ?? Buffer.alloc(0));
  if (first === undefined) throw new RangeError('no endorsement to compare');
  const different = others.filter((payload) => !payload.equals(first));
  if (different.length === 0) return { kind: 'agreed', responses };
  const message = 'ProposalResponsePayloads do not match';
  const error: FabricError = { code: ABORTED, message, details: [] };
  return different.some((payload) => readAtDifferentHeights(first, payload))
    ? { kind: 'behind', error, isStale: true }
    : { kind: 'failed', error };
}

/** In the form that failures of both drivers are sorted by. */
export function errorOf(answers: readonly PeerAnswer[]): FabricError {
  const reports = answers.flatMap((answer) => (answer.kind === 'endorsed' ? [] : [answer]));
  const code = reports.flatMap((answer) => ('code' in answer ? [answer.code] : []))[0];
  return {
    code: code ?? ABORTED,
    message: 'not endorsed as asked',
    details: reports.map(({ report }) => report),
  };
}
