/** What the abilities of a node are built from; put together once in `gateway/node.ts`. */
import type { Logger } from 'pino';
import type { GraphStore } from '../../graph/index.js';
import type { Scorer } from '../../models/index.js';
import type { Clock, Ledger, LedgerFailure, NodeStore, Signer } from '../../network/index.js';
import type { NodeIdentity, UserRefusal } from '../application.js';

export interface NodeParts {
  readonly identity: NodeIdentity;
  readonly signer: Signer;
  readonly ledger: Ledger;
  readonly store: NodeStore;
  readonly graph: GraphStore;
  readonly scorer: Scorer;
  readonly clock: Clock;
  readonly log: Logger;
  /** Cryptographically random bytes: salts and ids. */
  readonly randomBytes: (count: number) => Buffer;
}

/** The node's time, ISO 8601 UTC. */
export function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

/** A random id for the ledger: 128 bits, base64url. */
export function randomId(parts: Pick<NodeParts, 'randomBytes'>): string {
  return parts.randomBytes(16).toString('base64url');
}

/** A ledger failure as users see it; the engine's own text stays in the log. */
export function toRefusal(failure: LedgerFailure): UserRefusal {
  const { code, message, next } = failure;
  return { code, message, next };
}
