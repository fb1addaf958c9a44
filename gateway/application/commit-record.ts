/** Commits a record: keeps it in the vault, signs its envelope with the organisation's key, anchors the envelope. */
import type { CanonicalRecord, Envelope, LedgerEnvelope, Outcome } from '../../chaincode/index.js';
import {
  accepted,
  detachedJws,
  envelopePayload,
  refused,
  rootOfFields,
  signingInput,
} from '../../chaincode/index.js';
import type { LedgerFailure, LedgerFailureCategory, Signer } from '../../network/index.js';
import type { UserRefusal } from '../application.js';
import type { NodeParts } from './parts.js';
import { isoNow, randomId, toRefusal } from './parts.js';
import type { VaultRecord } from './vault.js';
import { eraseKept, keepWrites, rawDigest, saltBody, saltedFields } from './vault.js';

const DAY_MS = 86_400_000;
/** Passenger data are kept at most five years by any rule we know; payloads default to one. */
const RETENTION_DAYS = 365;

/** Keeps a record and commits to it on the ledger. A refused envelope leaves nothing in the vault. */
export async function commitRecord(
  parts: NodeParts,
  record: CanonicalRecord,
  raw: Uint8Array,
): Promise<Outcome<LedgerEnvelope, UserRefusal>> {
  const kept: VaultRecord = {
    id: randomId(parts),
    kind: record.body.kind,
    revision: 1,
    record,
    salts: saltBody(record.body),
    rawSalt: parts.randomBytes(16).toString('base64url'),
  };
  const envelope = await signedEnvelope(parts, kept);
  // Kept before it is committed: a crash in between leaves an unused payload, never a commitment without one.
  await parts.store.batch(keepWrites(kept, raw));
  const name = 'records:CreateEnvelope';
  const committed = await parts.ledger.submit({ name, args: [JSON.stringify(envelope)] });
  if (committed.ok) return accepted(JSON.parse(committed.value.result) as LedgerEnvelope);
  return UNDONE.has(committed.refusal.category)
    ? undone(parts, kept.id, committed.refusal)
    : looked(parts, kept.id, committed.refusal);
}

/** After these nothing of the transaction is on the ledger, nor will be. */
const UNDONE: ReadonlySet<LedgerFailureCategory> = new Set(['refused', 'policy', 'conflict']);

async function undone(
  parts: NodeParts,
  id: string,
  failure: LedgerFailure,
): Promise<Outcome<never, UserRefusal>> {
  await eraseKept(parts.store, id);
  return refused(toRefusal(failure));
}

/** The envelope may have been sent: the payload stays, for the ledger must hold no commitment without it. */
async function looked(
  parts: NodeParts,
  id: string,
  failure: LedgerFailure,
): Promise<Outcome<LedgerEnvelope, UserRefusal>> {
  const found = await parts.ledger.evaluate({ name: 'records:GetEnvelope', args: [id] });
  if (found.ok) return accepted(JSON.parse(found.value) as LedgerEnvelope);
  return refused(toRefusal(failure));
}

async function signedEnvelope(parts: NodeParts, kept: VaultRecord): Promise<Envelope> {
  const createdAt = isoNow(parts.clock);
  const unsigned = {
    id: kept.id,
    kind: kept.kind,
    owner: parts.identity.mspId,
    root: rootOfFields(saltedFields(kept)),
    leafCount: kept.salts.length,
    rawDigest: rawDigest(kept),
    revision: kept.revision,
    createdAt,
    retainUntil: new Date(Date.parse(createdAt) + RETENTION_DAYS * DAY_MS).toISOString(),
  };
  return { ...unsigned, signature: await signDetached(parts.signer, envelopePayload(unsigned)) };
}

/** The organisation's detached JWS over a canonical text. */
export async function signDetached(signer: Signer, payload: string): Promise<string> {
  const { kid } = signer.key;
  return detachedJws(kid, await signer.sign(signingInput(kid, payload)));
}
