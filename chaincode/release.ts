/**
 * A release: the fields that one recipient gets under one agreement for one purpose, with salts,
 * and the digests of what was withheld and why. Every field can be proved against the envelope's root.
 */
import type { AgreementTerms } from './agreement.js';
import { canonicalize, isCanonical } from './canonical.js';
import { isSha256Hex } from './digest.js';
import type { LedgerEnvelope } from './envelope.js';
import { compilePatterns } from './field-pattern.js';
import { isLedgerId } from './identifiers.js';
import type { Purpose } from './purpose.js';
import type { RecordKind } from './records/record.js';
import type { Outcome } from './refusal.js';
import { accepted, refusal, refused } from './refusal.js';
import type { SaltedField, WithheldField } from './salted-fields.js';
import { fieldDigest, isPointer, rootOfRelease, WITHHELD_REASONS } from './salted-fields.js';

/** What is written, identically, to the private collections of owner and recipient. */
export interface Release {
  readonly id: string;
  readonly recordId: string;
  readonly revision: number;
  readonly agreementId: string;
  readonly purpose: Purpose;
  readonly owner: string;
  readonly recipient: string;
  readonly fields: readonly SaltedField[];
  readonly withheld: readonly WithheldField[];
}

/** What every member sees of a release. */
export interface ReleaseMarker {
  readonly id: string;
  readonly recordId: string;
  readonly revision: number;
  readonly kind: RecordKind;
  readonly agreementId: string;
  readonly purpose: Purpose;
  readonly owner: string;
  readonly recipient: string;
  readonly releasedAt: string;
  readonly retainUntil: string;
  readonly purgedAt?: string;
}

/** Most leaves that one release may carry, disclosed and withheld together. */
export const MAX_RELEASE_LEAVES = 50_000;

/** Divides a record's leaves by the agreement: released fields, and digests of the rest with the reason. */
export function divideFields(
  fields: readonly SaltedField[],
  terms: AgreementTerms,
  kind: RecordKind,
): { fields: SaltedField[]; withheld: WithheldField[] } {
  const covers = compilePatterns(terms.datasets.find((d) => d.kind === kind)?.fields ?? []);
  const released: SaltedField[] = [];
  const withheld: WithheldField[] = [];
  for (const field of fields) {
    if (covers(field.pointer)) released.push(field);
    else withheld.push(withhold(field));
  }
  return { fields: released, withheld };
}

function withhold(field: SaltedField): WithheldField {
  return {
    pointer: field.pointer,
    digest: fieldDigest(field).toString('hex'),
    reason: 'NOT_IN_AGREEMENT',
  };
}

/** The text of a release as it is stored and hashed. */
export function releaseText(release: Release): string {
  return canonicalize(release);
}

/** Checks a release against the agreed terms and the envelope: nothing more than agreed, nothing false. */
export function checkRelease(
  release: Release,
  terms: AgreementTerms,
  envelope: LedgerEnvelope,
): Outcome<Release> {
  const shape = shapeDefect(release);
  if (shape) return refused(refusal('INVALID_INPUT', shape));
  const dataset = terms.datasets.find((d) => d.kind === envelope.kind);
  if (!dataset) {
    return refused(
      refusal('KIND_NOT_AGREED', `agreement ${terms.id} does not cover ${envelope.kind}`),
    );
  }
  if (!terms.purposes.includes(release.purpose)) {
    return refused(
      refusal('PURPOSE_NOT_AGREED', `agreement ${terms.id} does not allow ${release.purpose}`),
    );
  }
  const covers = compilePatterns(dataset.fields);
  const excess = release.fields.find(
    (field) => !isPointer(field?.pointer) || !covers(field.pointer),
  );
  // The pointer of the refused field is structure, not content: safe to name.
  if (excess) return refused(refusal('FIELD_NOT_AGREED', `field ${excess?.pointer} is not agreed`));
  return proveRelease(release, envelope);
}

/** Proves every field of a release against the envelope; the recipient runs the same check on what it got. */
export function proveRelease(
  release: Release,
  envelope: Pick<LedgerEnvelope, 'id' | 'root' | 'leafCount' | 'revision'>,
): Outcome<Release> {
  const shape = shapeDefect(release);
  if (shape) return refused(refusal('INVALID_INPUT', shape));
  const leaves = release.fields.length + release.withheld.length;
  if (leaves > MAX_RELEASE_LEAVES) {
    return refused(
      refusal('LIMIT_EXCEEDED', `a release holds at most ${MAX_RELEASE_LEAVES} fields`),
    );
  }
  const bad = proofDefect(release, envelope, leaves);
  return bad ? refused(refusal('PROOF_INVALID', bad)) : accepted(release);
}

function proofDefect(
  release: Release,
  envelope: Pick<LedgerEnvelope, 'id' | 'root' | 'leafCount' | 'revision'>,
  leaves: number,
): string | undefined {
  if (release.recordId !== envelope.id) return 'the release is of another record';
  if (release.revision !== envelope.revision) return 'the release is of another revision';
  if (leaves !== envelope.leafCount)
    return `${leaves} leaves, the envelope has ${envelope.leafCount}`;
  if (!release.withheld.every(isWithheld)) return 'a withheld entry has no digest or reason';
  if (!release.fields.every(isDisclosed))
    return 'a field has no pointer, canonical value or salt of 128 bits';
  const pointers = new Set([...release.fields, ...release.withheld].map((leaf) => leaf.pointer));
  if (pointers.size !== leaves) return 'a field appears twice';
  if (rootOfRelease(release.fields, release.withheld) !== envelope.root) return 'the root differs';
  return undefined;
}

const RELEASE_MEMBERS = new Set([
  ...['id', 'recordId', 'revision', 'agreementId', 'purpose', 'owner', 'recipient'],
  ...['fields', 'withheld'],
]);

/** Unknown members are refused here and in the leaves: what no proof covers would pass the agreement by. */
function shapeDefect(release: Release): string | undefined {
  if (release === null || typeof release !== 'object') return 'release must be a JSON object';
  if (!isLedgerId(release.id)) return 'release id must be a random id of 16 to 64 characters';
  if (!Array.isArray(release.fields) || !Array.isArray(release.withheld))
    return 'release fields and withheld must be lists';
  const strange = Object.keys(release).find((key) => !RELEASE_MEMBERS.has(key));
  return strange && `release ${strange.slice(0, 40)} must be absent: it is not part of a release`;
}

function isDisclosed(leaf: SaltedField): boolean {
  const { pointer, value, salt, ...rest } = leaf ?? {};
  return (
    isPointer(pointer) &&
    isCanonical(value) &&
    typeof salt === 'string' &&
    /^[\w-]{22,64}$/.test(salt) &&
    Object.keys(rest).length === 0
  );
}

function isWithheld(leaf: WithheldField): boolean {
  const { pointer, digest, reason, ...rest } = leaf ?? {};
  return (
    isPointer(pointer) &&
    isSha256Hex(digest) &&
    Object.hasOwn(WITHHELD_REASONS, reason) &&
    Object.keys(rest).length === 0
  );
}
