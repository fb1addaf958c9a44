/**
 * The trust list: what an offline verifier needs, signed by the node that gives it out. Members with keys and
 * authority, signed status lists, signed anchors with ledger time; each part carries its issuer's own signature or time.
 */
import type { LedgerAnchor, Organisation, PublishedStatusList } from '../../chaincode/index.js';
import { canonicalize } from '../../chaincode/index.js';
import type { Signer } from '../../network/index.js';
import type { AnchorChain } from './anchor-chain.js';
import { chainsOf } from './anchor-chain.js';
import { isSignedBy, parseCompact, signCompact } from './compact-jws.js';
import { issuerId, statusListId } from './credential.js';
import { VC_JWT } from './issue.js';
import { decodeList } from './status-list.js';
import { parseStrict } from './strict-json.js';
import type { TrustListPayload } from './trust-list-schema.js';
import { checkStatusListPayload, checkTrustListPayload } from './trust-list-schema.js';
import type { TrustedKey } from './trusted-key.js';
import { heldBy, isValidAt, trustedKeys } from './trusted-key.js';

export const TRUST_LIST_TYPE = 'guanlian-trust-list+jwt';

/** Longest list: about 90,000 anchors. */
const MAX_LENGTH = 64 * 1024 * 1024;
/** All status lists inflated together: 4,000 lists of the least length. */
const MAX_STATUS_BYTES = 64 * 1024 * 1024;

export interface CheckedStatusList {
  readonly bits: Uint8Array;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** A trust list whose parts were checked; what failed its own signature is left out and named in `problems`. */
export interface TrustList {
  readonly publisher: string;
  /** Key that signed it: compare with the one you were told (`--pin`). */
  readonly signerKid: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  /** By key id; more than one where members list the same public key. */
  readonly keys: ReadonlyMap<string, readonly TrustedKey[]>;
  /** By issuer. */
  readonly anchors: ReadonlyMap<string, AnchorChain>;
  readonly statusLists: ReadonlyMap<string, CheckedStatusList>;
  readonly problems: readonly string[];
}

/** A trust list that cannot be used at all. */
export class TrustListInvalid extends Error {}

export interface TrustListInput {
  readonly publisher: string;
  readonly organisations: readonly Organisation[];
  readonly anchors: readonly LedgerAnchor[];
  readonly statusLists: readonly PublishedStatusList[];
  readonly now: number;
  readonly validForMs: number;
}

/** Builds and signs a trust list. */
export async function buildTrustList(input: TrustListInput, signer: Signer): Promise<string> {
  const { publisher, now, validForMs, organisations, anchors, statusLists } = input;
  const payload: TrustListPayload = {
    ...{ publisher, organisations, anchors, statusLists },
    issuedAt: new Date(now).toISOString(),
    validUntil: new Date(now + validForMs).toISOString(),
  };
  return signCompact(signer, { typ: TRUST_LIST_TYPE }, Buffer.from(canonicalize(payload)));
}

/** Reads a trust list as hostile input; throws TrustListInvalid when it cannot be trusted at all. */
export function parseTrustList(text: string, options: { pin?: string } = {}): TrustList {
  const problems: string[] = [];
  const { payload, keys, kid } = openList(text.trim(), options.pin, problems);
  const { publisher, issuedAt, validUntil } = payload;
  const anchors = chainsOf(payload.anchors, keys, problems);
  const statusLists = statusListsOf(payload, keys, problems);
  return {
    ...{ publisher, signerKid: kid, issuedAt, validUntil },
    ...{ keys, anchors, statusLists, problems },
  };
}

interface OpenedList {
  readonly payload: TrustListPayload;
  readonly keys: Map<string, TrustedKey[]>;
  readonly kid: string;
}

function openList(text: string, pin: string | undefined, problems: string[]): OpenedList {
  try {
    const jws = parseCompact(text, MAX_LENGTH);
    const { kid, typ } = jws.header;
    if (typ !== TRUST_LIST_TYPE) throw new SyntaxError(`typ is not ${TRUST_LIST_TYPE}`);
    const payload = checkTrustListPayload(parseStrict(jws.payload));
    // Only keys whose id is their thumbprint are in here: a pin compared with a mere label would pin nothing.
    const keys = trustedKeys(payload.organisations, problems);
    const signer = heldBy(keys, kid, payload.publisher);
    if (!signer || !isValidAt(signer, payload.issuedAt) || !isSignedBy(jws, signer.key))
      throw new SyntaxError('it is not signed by its publisher');
    if (pin !== undefined && kid !== pin)
      throw new SyntaxError(`it is signed by ${kid}, not by the pinned key`);
    return { payload, keys, kid };
  } catch (cause) {
    throw new TrustListInvalid(`the trust list cannot be used: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** The lists that hold, each under its name. Of two for one name the newer counts: an old list must not undo a revocation. */
function statusListsOf(
  payload: TrustListPayload,
  keys: ReadonlyMap<string, readonly TrustedKey[]>,
  problems: string[],
): Map<string, CheckedStatusList> {
  const lists = new Map<string, CheckedStatusList>();
  let bytes = 0;
  for (const published of payload.statusLists) {
    const name = statusListId(published.issuer, published.purpose);
    try {
      const list = checkStatusList(published, keys);
      bytes += list.bits.length;
      if (bytes > MAX_STATUS_BYTES) throw new RangeError('the status lists are too large together');
      const held = lists.get(name);
      if (!held || Date.parse(held.validFrom) < Date.parse(list.validFrom)) lists.set(name, list);
    } catch (cause) {
      problems.push(
        `${published.purpose} list of ${published.issuer}: ${(cause as Error).message}`,
      );
    }
  }
  return lists;
}

/** A list counts only when the issuer whose certificates it speaks of signed it, in the key's time, under the name it is asked for. */
function checkStatusList(
  { issuer, purpose, jws: text }: PublishedStatusList,
  keys: ReadonlyMap<string, readonly TrustedKey[]>,
): CheckedStatusList {
  const jws = parseCompact(text);
  const { kid, typ, cty } = jws.header;
  const trusted = heldBy(keys, kid, issuer);
  if (!trusted || !isSignedBy(jws, trusted.key)) {
    throw new SyntaxError('it is not signed by its issuer');
  }
  if (typ !== VC_JWT.typ || cty !== VC_JWT.cty) throw new SyntaxError('it is no credential');
  const list = checkStatusListPayload(parseStrict(jws.payload));
  const { validFrom, validUntil } = list;
  if (!isValidAt(trusted, validFrom)) throw new SyntaxError('its key was not valid at its time');
  const { statusPurpose, encodedList } = list.credentialSubject;
  const named = list.id === statusListId(issuer, purpose) && list.issuer === issuerId(issuer);
  if (!named || statusPurpose !== purpose) throw new SyntaxError('it is another list');
  return { bits: decodeList(encodedList), validFrom, validUntil };
}
