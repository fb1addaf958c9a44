/**
 * Sharing: one release per recipient with only the agreed fields, rehearsed on the own peer, then sent through the
 * outbox with owner and recipient as the only endorsers (DESIGN decisions 1 and 4).
 */
import type {
  AgreementTerms,
  Outcome,
  Purpose,
  Release,
  ReleaseMarker,
  SaltedField,
  WithheldField,
} from '../../chaincode/index.js';
import {
  accepted,
  compilePatterns,
  divideFields,
  isPurpose,
  PURPOSES,
  refusal,
  refused,
  releaseText,
  sha256,
  termsText,
} from '../../chaincode/index.js';
import type {
  ContractCall,
  DeliveryAttempt,
  LedgerFailure,
  Outbox,
  OutboxEntry,
} from '../../network/index.js';
import type { Delivery, ShareInput, UserOutcome } from '../application.js';
import { findAgreement, readTerms } from './agreements.js';
import type { NodeParts } from './parts.js';
import { toRefusal } from './parts.js';
import type { VaultRecord } from './vault.js';
import { openKept, saltedFields } from './vault.js';

/** What the outbox keeps of a share: enough to build the same release again, none of its fields. */
export interface ShareJob {
  readonly recordId: string;
  readonly recipient: string;
  readonly agreementId: string;
  readonly purpose: Purpose;
  readonly releasedFields: number;
  readonly withheldFields: number;
  readonly alsoRelease: readonly string[];
}

/** A share that has to wait longer for its turn is answered as pending. */
const ANSWER_WITHIN_MS = 10_000;
/** A commit takes the batch timeout and a little; this is for the busiest of ledgers. */
const COMMIT_WITHIN_MS = 30_000;
/** Endorsements that do not fit heal when the peers agree again; with growing pauses this is about three minutes. */
const MOST_POLICY_ATTEMPTS = 12;

/** Releases a record to a recipient. Refusals of the contract come back at once and reach nobody else's peer. */
export async function shareRecord(
  parts: NodeParts,
  outbox: Outbox<ShareJob>,
  input: ShareInput,
): Promise<UserOutcome<Delivery>> {
  const kept = await openKept(parts.store, input.recordId);
  if (!kept)
    return refused(refusal('NOT_OWNER', `this node does not own record ${input.recordId}`));
  const { purpose } = input;
  if (!isPurpose(purpose)) {
    const list = Object.keys(PURPOSES).join(', ');
    return refused(refusal('PURPOSE_NOT_AGREED', `${purpose.slice(0, 40)} is not one of: ${list}`));
  }
  const terms = await chooseTerms(parts, kept, input);
  if (!terms.ok) return terms;
  const alsoRelease = input.alsoRelease ?? [];
  const missing = alsoRelease.find((pattern) => !matchesAny(kept, pattern));
  if (missing !== undefined) {
    const text = `the record has no field ${missing.slice(0, 100)}`;
    return refused(refusal('INVALID_INPUT', text));
  }
  const release = buildRelease(parts, kept, terms.value, purpose, alsoRelease);
  const rehearsal = await parts.ledger.evaluate({
    ...releaseCall(release, terms.value),
    endorsers: [parts.identity.mspId],
  });
  const known = await outbox.get(release.id);
  // A repeat of a share that went through is answered with what happened then.
  if (!rehearsal.ok && !(rehearsal.refusal.code === 'ALREADY_EXISTS' && known)) {
    return refused(toRefusal(rehearsal.refusal));
  }
  const { recordId, recipient, agreementId } = release;
  const job: ShareJob = {
    ...{ recordId, recipient, agreementId, purpose, alsoRelease },
    releasedFields: release.fields.length,
    withheldFields: release.withheld.length,
  };
  // Revisions of one record arrive in order; other records need not wait for it.
  await outbox.enqueue(release.id, recipient, job, recordId);
  await outbox.attempted(release.id, AbortSignal.timeout(ANSWER_WITHIN_MS));
  const entry = await outbox.get(release.id);
  return entry
    ? accepted(toDelivery(entry))
    : refused(refusal('NOT_FOUND', 'the share was not kept'));
}

/** One attempt to bring a share to the ledger; the outbox decides when. */
export async function deliverShare(
  parts: NodeParts,
  entry: OutboxEntry<ShareJob>,
): Promise<DeliveryAttempt> {
  const attempt = await tryDelivery(parts, entry);
  if (attempt.kind !== 'failed') return attempt;
  // An earlier attempt may have been committed while its answer was lost: then what came since changes nothing.
  const before = await isOnLedger(parts, entry);
  if (!before.ok) return { kind: 'retry', failure: before.refusal };
  return before.value ? { kind: 'delivered' } : attempt;
}

async function tryDelivery(
  parts: NodeParts,
  entry: OutboxEntry<ShareJob>,
): Promise<DeliveryAttempt> {
  const { recordId, agreementId, purpose, alsoRelease } = entry.payload;
  const kept = await openKept(parts.store, recordId);
  if (!kept)
    return failed('NOT_FOUND', 'the record was erased before it was delivered', 'Nothing to do.');
  const terms = await readTerms(parts, agreementId);
  if (!terms.ok) return { kind: 'retry', failure: terms.refusal };
  const release = buildRelease(parts, kept, terms.value, purpose, alsoRelease);
  // A revision since then has another release id: this one is overtaken.
  if (release.id !== entry.id)
    return failed('OVERTAKEN', 'the record was revised', 'Share it again.');
  const call = releaseCall(release, terms.value);
  const committed = await submitInTime(parts, call);
  return committed.ok ? { kind: 'delivered' } : judged(parts, entry, call, committed.refusal);
}

/**
 * An ordering node that falls may take with it what it had accepted: no commit is ever reported then. The share is
 * sent again; should both come through, the contract takes the first.
 */
async function submitInTime(
  parts: NodeParts,
  call: ContractCall,
): Promise<Outcome<unknown, LedgerFailure>> {
  const signal = AbortSignal.timeout(COMMIT_WITHIN_MS);
  try {
    return await parts.ledger.submit({ ...call, signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    const message = `no commit was reported within ${COMMIT_WITHIN_MS / 1000} s`;
    const next = 'It is sent again; the same share counts once.';
    return refused({ category: 'unknown', code: 'UNKNOWN', message, next, cause });
  }
}

/**
 * What a failure means for the share. A peer that has just come back is behind and refuses what it does not know yet:
 * only what the own peer refuses too is final.
 */
async function judged(
  parts: NodeParts,
  entry: OutboxEntry<ShareJob>,
  call: ContractCall,
  failure: LedgerFailure,
): Promise<DeliveryAttempt> {
  if (failure.code === 'ALREADY_EXISTS') return { kind: 'delivered' };
  const isAnswer = failure.category === 'refused' || failure.category === 'policy';
  if (!isAnswer) return { kind: 'retry', failure };
  const own = await parts.ledger.evaluate({ ...call, endorsers: [parts.identity.mspId] });
  if (own.ok) {
    const isHopeless = failure.category === 'policy' && entry.attempts >= MOST_POLICY_ATTEMPTS;
    return isHopeless ? { kind: 'failed', failure } : { kind: 'retry', failure };
  }
  if (own.refusal.code === 'ALREADY_EXISTS') return { kind: 'delivered' };
  const isFinal = own.refusal.category === 'refused';
  return { kind: isFinal ? 'failed' : 'retry', failure: own.refusal };
}

/** Whether the ledger has the release already, as the own peer knows it. */
async function isOnLedger(
  parts: NodeParts,
  { id, payload }: OutboxEntry<ShareJob>,
): Promise<Outcome<boolean, LedgerFailure>> {
  const args = [payload.recordId];
  const listed = await parts.ledger.evaluate({ name: 'records:ListReleases', args });
  if (!listed.ok) return listed;
  const markers = JSON.parse(listed.value) as ReleaseMarker[];
  return accepted(markers.some((marker) => marker.id === id));
}

/** An outbox entry as users see it. */
export function toDelivery(entry: OutboxEntry<ShareJob>): Delivery {
  const { recordId, recipient, agreementId, purpose, releasedFields, withheldFields } =
    entry.payload;
  const { id, state, attempts, queuedAt, deliveredAt, failure } = entry;
  return {
    ...{ id, recordId, recipient, agreementId, purpose, state, attempts, queuedAt },
    ...{ releasedFields, withheldFields },
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(failure === undefined || state === 'delivered' ? {} : { refusal: failure }),
  };
}

async function chooseTerms(
  parts: NodeParts,
  kept: VaultRecord,
  input: ShareInput,
): Promise<UserOutcome<AgreementTerms>> {
  if (input.agreementId !== undefined) return namedTerms(parts, input.agreementId, input.recipient);
  const { recipient, purpose } = input;
  const found = await findAgreement(parts, { recipient, kind: kept.kind, purpose });
  if (found) return accepted(found);
  const wanted = `${kept.kind} to ${recipient.slice(0, 64)} for ${purpose}`;
  return refused(refusal('AGREEMENT_MISSING', `no live agreement releases ${wanted}`));
}

/** The terms of a named agreement, if it is with the recipient that is named too. */
async function namedTerms(
  parts: NodeParts,
  agreementId: string,
  recipient: string,
): Promise<UserOutcome<AgreementTerms>> {
  const terms = await readTerms(parts, agreementId);
  if (!terms.ok) return refused(toRefusal(terms.refusal));
  if (terms.value.consumer === recipient) return accepted(terms.value);
  const other = `agreement ${agreementId.slice(0, 64)} is with ${terms.value.consumer}`;
  return refused(refusal('NOT_PARTY', `${other}, not with ${recipient.slice(0, 64)}`));
}

function buildRelease(
  parts: NodeParts,
  kept: VaultRecord,
  terms: AgreementTerms,
  purpose: Purpose,
  alsoRelease: readonly string[],
): Release {
  const all = saltedFields(kept);
  const { fields, withheld } = widen(divideFields(all, terms, kept.kind), all, alsoRelease);
  const owner = parts.identity.mspId;
  const recipient = terms.consumer;
  const { revision } = kept;
  const recordId = kept.id;
  const agreementId = terms.id;
  // Derived, so that the same share twice is one release; salted by the record's random id.
  const identity = [recordId, revision, agreementId, purpose, recipient].join('|');
  const id = sha256(identity).toString('base64url').slice(0, 32);
  return { id, recordId, revision, agreementId, purpose, owner, recipient, fields, withheld };
}

function matchesAny(kept: VaultRecord, pattern: string): boolean {
  const covers = compilePatterns([pattern]);
  return saltedFields(kept).some(({ pointer }) => covers(pointer));
}

/** Moves fields that the caller insists on from withheld to released; the contract judges them. */
function widen(
  divided: { fields: SaltedField[]; withheld: WithheldField[] },
  all: readonly SaltedField[],
  alsoRelease: readonly string[],
): { fields: SaltedField[]; withheld: WithheldField[] } {
  if (alsoRelease.length === 0) return divided;
  const covers = compilePatterns(alsoRelease);
  const extra = new Set(divided.withheld.map((w) => w.pointer).filter(covers));
  return {
    fields: [...divided.fields, ...all.filter((field) => extra.has(field.pointer))],
    withheld: divided.withheld.filter((field) => !extra.has(field.pointer)),
  };
}

function releaseCall(release: Release, terms: AgreementTerms): ContractCall {
  return {
    name: 'records:ReleaseFields',
    args: [release.recordId, release.agreementId],
    transient: { terms: termsText(terms), release: releaseText(release) },
    endorsers: [release.owner, release.recipient],
  };
}

function failed(code: string, message: string, next: string): DeliveryAttempt {
  return { kind: 'failed', failure: { code: code as 'NOT_FOUND', message, next } };
}
