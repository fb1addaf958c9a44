/** What the ledger knows of certificates, as a node asks for it: anchors, status lists, parameters of the review. */
import type {
  LedgerAnchor,
  Organisation,
  Parameter,
  PublishedStatusList,
} from '../../chaincode/index.js';
import type { ReviewOptions, ReviewParameters } from '../certification/index.js';
import { parseReviewParameters, REVIEW_DEFAULTS } from '../certification/index.js';
import type { NodeParts } from './parts.js';

const REVIEW_PARAMETER = 'certificate-review';

/** Anchors of an issuer in order; of all issuers for an empty name. */
export async function ledgerAnchors(parts: NodeParts, issuer: string): Promise<LedgerAnchor[]> {
  return query<LedgerAnchor>(parts, 'certificates:ListAnchors', [issuer]);
}

/** The newest status lists of all issuers. */
export async function ledgerStatusLists(parts: NodeParts): Promise<PublishedStatusList[]> {
  return query<PublishedStatusList>(parts, 'certificates:ListStatusLists', []);
}

/** Defaults overlaid by the parameter `certificate-review`, when the members have voted one. */
export async function reviewParameters(parts: NodeParts): Promise<ReviewParameters> {
  const parameters = await query<Parameter>(parts, 'governance:ListParameters', []);
  const voted = parameters.find((parameter) => parameter.name === REVIEW_PARAMETER);
  if (!voted) return REVIEW_DEFAULTS;
  try {
    return parseReviewParameters(voted.value);
  } catch (cause) {
    // A vote can adopt text that does not fit: the review goes on by the defaults, and the operator learns of it.
    parts.log.error(
      { err: cause },
      `parameter ${REVIEW_PARAMETER} does not fit; defaults are used`,
    );
    return REVIEW_DEFAULTS;
  }
}

/** What a review goes by here and now: parameters in force, and the authority of this node's organisation. */
export async function reviewOptions(parts: NodeParts): Promise<ReviewOptions> {
  const members = await query<Organisation>(parts, 'directory:List', []);
  const issuer = members.find(({ mspId }) => mspId === parts.identity.mspId);
  return {
    parameters: await reviewParameters(parts),
    now: parts.clock.now(),
    random: Math.random,
    ...(issuer ? { issuer } : {}),
  };
}

async function query<T>(parts: NodeParts, name: string, args: readonly string[]): Promise<T[]> {
  const answer = await parts.ledger.evaluate({ name, args });
  if (answer.ok) return JSON.parse(answer.value) as T[];
  throw new Error(`${name} was refused`, { cause: answer.refusal });
}
