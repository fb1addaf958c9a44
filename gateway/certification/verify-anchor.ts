/**
 * Whether a batch on the ledger holds the certificate. The anchor shows when a certificate existed, whatever date it
 * gives itself: so a stolen or retired key cannot sign into the past.
 * A bare JWS carries no proof: PROOF_MISSING (cannot check) where a batch may hold it, never "invalid" for a missing file.
 */
import type { LedgerAnchor } from '../../chaincode/index.js';
import { verifyInclusion } from '../../chaincode/index.js';
import type { AnchorChain } from './anchor-chain.js';
import type { CertificateBundle } from './batch.js';
import { Decided } from './decided.js';
import { certificateLeaf } from './issue.js';
import { OUTCOME_SENTENCES } from './outcomes.js';

/** Longest time between issue and anchor: an issuer's outage, not a back-dated certificate. */
export const MAX_ANCHOR_DELAY_MS = 7 * 86_400_000;

export interface AnchorClaim {
  readonly mspId: string;
  readonly payload: Uint8Array;
  readonly inclusion: CertificateBundle['inclusion'] | undefined;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** Throws Decided unless the certificate is proved to be in a batch of its issuer that was anchored soon after its issue. */
export function checkAnchor(
  claim: AnchorClaim,
  chain: AnchorChain | undefined,
  listIssuedAt: string,
  maxDelayMs: number = MAX_ANCHOR_DELAY_MS,
): string {
  const { inclusion, issuedAt } = claim;
  const anchor = namedAnchor(claim, chain);
  if (anchor && inclusion) return checkProof(claim, inclusion, anchor, maxDelayMs);
  const isYounger = isYoungerThan(chain, issuedAt);
  if (isYounger && Date.parse(listIssuedAt) - issuedAt <= maxDelayMs) {
    throw new Decided('NOT_YET_ANCHORED', OUTCOME_SENTENCES.en.NOT_YET_ANCHORED);
  }
  if (isYounger || (inclusion && chain?.coversSince(issuedAt))) {
    throw new Decided('ANCHOR_MISSING', 'no batch on the ledger holds this certificate');
  }
  const [code, message] = inclusion ? UNKNOWN_BATCH : NO_PROOF;
  throw new Decided(code, message);
}

const UNKNOWN_BATCH = [
  'ANCHOR_UNKNOWN',
  'the trust list does not hold the batch that the file names',
] as const;
const NO_PROOF = [
  'PROOF_MISSING',
  'the file carries no proof of inclusion: ask the issuer for the bundle',
] as const;

function namedAnchor(
  { inclusion, mspId }: AnchorClaim,
  chain: AnchorChain | undefined,
): LedgerAnchor | undefined {
  return inclusion?.issuer === mspId ? chain?.at(inclusion.sequence) : undefined;
}

/** The issuer's own time of a batch decides: what it signs between closing and anchoring one goes into the next. */
function isYoungerThan(chain: AnchorChain | undefined, issuedAt: number): boolean {
  const newest = chain?.newest();
  return newest === undefined || issuedAt > Date.parse(newest.createdAt);
}

function checkProof(
  { payload, issuedAt }: AnchorClaim,
  { index, proof }: CertificateBundle['inclusion'],
  anchor: LedgerAnchor,
  maxDelayMs: number,
): string {
  const hashes: readonly unknown[] = Array.isArray(proof) ? proof : [];
  const holds = verifyInclusion({
    ...{ index, size: anchor.size, root: Buffer.from(anchor.root, 'hex') },
    leaf: certificateLeaf(payload),
    proof: hashes.map((hash) => Buffer.from(String(hash), 'base64url')),
  });
  if (!holds)
    throw new Decided('ANCHOR_MISMATCH', 'the proof does not lead to the root on the ledger');
  if (Date.parse(anchor.anchoredAt) - issuedAt > maxDelayMs) {
    throw new Decided(
      'ANCHOR_TOO_LATE',
      `the ledger saw it only ${anchor.anchoredAt}: the date of issue may be false`,
    );
  }
  return `on the ledger since ${anchor.anchoredAt}`;
}
