/**
 * The anchors of one issuer as a trust list holds them: a chain without gaps, so that "in none of them" can be said.
 * Signatures are checked when an anchor is asked for: a list may hold ten thousand and a certificate needs two.
 */
import type { LedgerAnchor } from '../../chaincode/index.js';
import { anchorPayload, detachedKid, signingInput, verifyEs256 } from '../../chaincode/index.js';
import type { TrustedKey } from './trusted-key.js';
import { heldBy, isValidAt } from './trusted-key.js';

export interface AnchorChain {
  /** The anchor with this number; undefined when it is not held or its issuer did not sign it. */
  at(sequence: number): LedgerAnchor | undefined;
  /** The newest one that its issuer signed. */
  newest(): LedgerAnchor | undefined;
  /** Whether every batch that can hold a certificate issued at this time (milliseconds) or later is in the chain. */
  coversSince(issuedAt: number): boolean;
}

type Keys = ReadonlyMap<string, readonly TrustedKey[]>;

/** Sorts anchors by issuer. Of two with the same number neither counts: an issuer that tells two stories proves nothing. */
export function chainsOf(
  anchors: readonly LedgerAnchor[],
  keys: Keys,
  problems: string[],
): Map<string, AnchorChain> {
  const byIssuer = new Map<string, Map<number, LedgerAnchor | undefined>>();
  for (const anchor of anchors) {
    const numbered = byIssuer.get(anchor.issuer) ?? new Map<number, LedgerAnchor | undefined>();
    const isTwice = numbered.has(anchor.sequence);
    if (isTwice) problems.push(`anchor ${anchor.issuer} ${anchor.sequence} is there twice`);
    numbered.set(anchor.sequence, isTwice ? undefined : anchor);
    byIssuer.set(anchor.issuer, numbered);
  }
  return new Map([...byIssuer].map(([mspId, numbered]) => [mspId, chainOf(numbered, keys)]));
}

function chainOf(numbered: ReadonlyMap<number, LedgerAnchor | undefined>, keys: Keys): AnchorChain {
  const genuine = new Map<number, boolean>();
  const at = (sequence: number): LedgerAnchor | undefined => {
    const anchor = numbered.get(sequence);
    if (!anchor) return undefined;
    const known = genuine.get(sequence) ?? isSigned(anchor, keys);
    genuine.set(sequence, known);
    return known ? anchor : undefined;
  };
  const falling = [...numbered.keys()].sort((a, b) => b - a);
  let oldest: LedgerAnchor | undefined;
  const newest = (): LedgerAnchor | undefined => {
    const sequence = falling.find((candidate) => at(candidate) !== undefined);
    return sequence === undefined ? undefined : at(sequence);
  };
  const coversSince = (issuedAt: number): boolean => {
    oldest ??= oldestLinked(newest(), at);
    if (!oldest) return false;
    return oldest.sequence === 1 || Date.parse(oldest.createdAt) < issuedAt;
  };
  return { at, newest, coversSince };
}

/** Goes down the chain of roots as far as it holds. */
function oldestLinked(
  from: LedgerAnchor | undefined,
  at: (sequence: number) => LedgerAnchor | undefined,
): LedgerAnchor | undefined {
  let anchor = from;
  for (;;) {
    const before = anchor && at(anchor.sequence - 1);
    if (!before || before.root !== anchor?.previousRoot) return anchor;
    anchor = before;
  }
}

function isSigned(anchor: LedgerAnchor, keys: Keys): boolean {
  const { signature, issuer, createdAt } = anchor;
  const kid = detachedKid(signature);
  const trusted = kid === undefined ? undefined : heldBy(keys, kid, issuer);
  if (kid === undefined || !trusted || !isValidAt(trusted, createdAt)) return false;
  const bytes = Buffer.from(signature.slice(signature.lastIndexOf('.') + 1), 'base64url');
  return verifyEs256(signingInput(kid, anchorPayload(anchor)), bytes, trusted.key);
}
