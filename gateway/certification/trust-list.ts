/**
 * The trust list: what an offline verifier needs, signed by the node that gives it out. Members with keys and
 * authority, signed status lists, signed anchors with ledger time; each part carries its issuer's own signature or time.
 */
import type { KeyObject } from 'node:crypto';
import type {
  LedgerAnchor,
  Organisation,
  OrganisationKey,
  PublishedStatusList,
} from '../../chaincode/index.js';
import {
  anchorPayload,
  canonicalize,
  keyAt,
  publicKeyOf,
  verifyDetached,
} from '../../chaincode/index.js';
import type { Signer } from '../../network/index.js';
import { isSignedBy, parseCompact, signCompact } from './compact-jws.js';
import { issuerId, statusListId } from './credential.js';
import { decodeList } from './status-list.js';
import type { StatusPurpose } from './status-list.js';
import { parseStrict } from './strict-json.js';

export const TRUST_LIST_TYPE = 'guanlian-trust-list+jwt';

interface TrustListPayload {
  readonly publisher: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly organisations: readonly Organisation[];
  readonly anchors: readonly LedgerAnchor[];
  readonly statusLists: readonly PublishedStatusList[];
}

export interface CheckedStatusList {
  readonly bits: Uint8Array;
  readonly validFrom: string;
  readonly validUntil: string;
}

export interface TrustedKey {
  readonly entry: OrganisationKey;
  readonly organisation: Organisation;
  readonly key: KeyObject;
}

/** A trust list whose parts were checked; what failed its own signature is left out and named in `problems`. */
export interface TrustList {
  readonly publisher: string;
  /** Key that signed it: compare with the one you were told (`--pin`). */
  readonly signerKid: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly keys: ReadonlyMap<string, TrustedKey>;
  readonly anchors: ReadonlyMap<string, LedgerAnchor>;
  /** Time of the newest anchor held, by issuer. */
  readonly newestAnchor: ReadonlyMap<string, string>;
  readonly statusLists: ReadonlyMap<string, CheckedStatusList>;
  readonly problems: readonly string[];
}

/** A trust list that cannot be used at all. */
export class TrustListInvalid extends Error {}

export interface TrustListInput extends Omit<
  TrustListPayload,
  'publisher' | 'issuedAt' | 'validUntil'
> {
  readonly publisher: string;
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
  const { payload, kid } = openList(text.trim(), options.pin);
  const problems: string[] = [];
  const keys = keysOf(payload, problems);
  const anchors = anchorsOf(payload, problems);
  const newestAnchor = new Map<string, string>();
  for (const { issuer, anchoredAt } of anchors.values()) {
    const known = newestAnchor.get(issuer);
    if (known === undefined || anchoredAt > known) newestAnchor.set(issuer, anchoredAt);
  }
  const { publisher, issuedAt, validUntil } = payload;
  const statusLists = statusListsOf(payload, keys, problems);
  return {
    publisher,
    signerKid: kid,
    issuedAt,
    validUntil,
    keys,
    anchors,
    newestAnchor,
    statusLists,
    problems,
  };
}

/** Name of an anchor in the list. */
export function anchorName(issuer: string, sequence: number): string {
  return `${issuer}#${sequence}`;
}

function openList(
  text: string,
  pin: string | undefined,
): { payload: TrustListPayload; kid: string } {
  try {
    const jws = parseCompact(text);
    if (jws.header.typ !== TRUST_LIST_TYPE) throw new SyntaxError(`typ is not ${TRUST_LIST_TYPE}`);
    const payload = parseStrict(jws.payload.toString('utf8')) as TrustListPayload;
    const publisher = payload.organisations.find((o) => o.mspId === payload.publisher);
    const key = publisher && keyAt(publisher, jws.header.kid, payload.issuedAt);
    if (!key || !isSignedBy(jws, publicKeyOf(key.jwk)))
      throw new SyntaxError('it is not signed by its publisher');
    if (pin !== undefined && jws.header.kid !== pin)
      throw new SyntaxError(`it is signed by ${jws.header.kid}, not by the pinned key`);
    return { payload, kid: jws.header.kid };
  } catch (cause) {
    throw new TrustListInvalid(`the trust list cannot be used: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function keysOf(payload: TrustListPayload, problems: string[]): Map<string, TrustedKey> {
  const keys = new Map<string, TrustedKey>();
  for (const organisation of payload.organisations) {
    for (const entry of organisation.keys) {
      try {
        keys.set(entry.kid, { entry, organisation, key: publicKeyOf(entry.jwk) });
      } catch (cause) {
        problems.push(`key ${entry.kid} of ${organisation.mspId}: ${(cause as Error).message}`);
      }
    }
  }
  return keys;
}

function anchorsOf(payload: TrustListPayload, problems: string[]): Map<string, LedgerAnchor> {
  const anchors = new Map<string, LedgerAnchor>();
  for (const anchor of payload.anchors) {
    const issuer = payload.organisations.find((o) => o.mspId === anchor.issuer);
    const isSigned = issuer?.keys.some((key) =>
      verifyDetached(anchor.signature, anchorPayload(anchor), key.jwk),
    );
    if (isSigned) anchors.set(anchorName(anchor.issuer, anchor.sequence), anchor);
    else problems.push(`anchor ${anchor.issuer} ${anchor.sequence} is not signed by its issuer`);
  }
  return anchors;
}

interface StatusListPayload {
  readonly id: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly credentialSubject: {
    readonly statusPurpose: StatusPurpose;
    readonly encodedList: string;
  };
}

function statusListsOf(
  payload: TrustListPayload,
  keys: ReadonlyMap<string, TrustedKey>,
  problems: string[],
): Map<string, CheckedStatusList> {
  const lists = new Map<string, CheckedStatusList>();
  for (const published of payload.statusLists) {
    try {
      const list = checkStatusList(published, keys);
      lists.set(statusListId(published.issuer, published.purpose), list);
    } catch (cause) {
      problems.push(
        `${published.purpose} list of ${published.issuer}: ${(cause as Error).message}`,
      );
    }
  }
  return lists;
}

/** A list counts only when the issuer whose certificates it speaks of signed it, under the name it is asked for. */
function checkStatusList(
  { issuer, purpose, jws: text }: PublishedStatusList,
  keys: ReadonlyMap<string, TrustedKey>,
): CheckedStatusList {
  const jws = parseCompact(text);
  const trusted = keys.get(jws.header.kid);
  if (trusted?.organisation.mspId !== issuer || !isSignedBy(jws, trusted.key)) {
    throw new SyntaxError('it is not signed by its issuer');
  }
  const list = parseStrict(jws.payload.toString('utf8')) as StatusListPayload;
  const { statusPurpose, encodedList } = list.credentialSubject;
  const named = list.id === statusListId(issuer, purpose) && list.issuer === issuerId(issuer);
  if (!named || statusPurpose !== purpose) throw new SyntaxError('it is another list');
  return { bits: decodeList(encodedList), validFrom: list.validFrom, validUntil: list.validUntil };
}
