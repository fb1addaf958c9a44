/**
 * A record as salted leaves (the SD-JWT idea, RFC 9901, hashed as RFC 9162 leaves): the commitment on the ledger
 * is a Merkle root, a disclosure is a subset of leaves with their salts plus the digests of the others.
 */
import { canonicalize } from './canonical.js';
import { leafHash, merkleRoot } from './merkle.js';

/** A disclosed leaf: JSON Pointer (RFC 6901), value as canonical JSON text, and its salt (128 bits, base64url). */
export interface SaltedField {
  readonly pointer: string;
  readonly value: string;
  readonly salt: string;
}

/** A leaf kept back: its digest (hex) holds its place in the tree. */
export interface WithheldField {
  readonly pointer: string;
  readonly digest: string;
  readonly reason: WithheldReason;
}

export const WITHHELD_REASONS = {
  NOT_IN_AGREEMENT: 'the agreement does not release this field',
  PURPOSE: 'the stated purpose does not cover this field',
  MASKED: 'personal data is masked for this user; reveal needs purpose, case and reason',
} as const;

export type WithheldReason = keyof typeof WITHHELD_REASONS;

/** Splits a record body into leaves, sorted by pointer. Empty objects and arrays are leaves too, so nothing vanishes. */
export function flatten(body: unknown): { pointer: string; value: string }[] {
  const leaves: { pointer: string; value: string }[] = [];
  walk(body, '', leaves);
  return leaves.sort((a, b) => compare(a.pointer, b.pointer));
}

function walk(value: unknown, pointer: string, leaves: { pointer: string; value: string }[]): void {
  if (Array.isArray(value) && value.length > 0) {
    value.forEach((item, i) => walk(item, `${pointer}/${i}`, leaves));
    return;
  }
  const members = membersOf(value);
  if (members.length > 0) {
    for (const [key, member] of members) walk(member, `${pointer}/${escape(key)}`, leaves);
    return;
  }
  leaves.push({ pointer, value: canonicalize(value) });
}

/** Members that JSON has: those set to undefined are none. */
function membersOf(value: unknown): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

/** Code-unit order, the same on every machine (no locale). */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescape(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** JSON Pointer (RFC 6901) of at most 64 steps, the depth that canonical JSON allows. */
const POINTER = /^(\/([^~/]|~[01])*){0,64}$/;

/** Whether the text points into a record. */
export function isPointer(text: unknown): text is string {
  return typeof text === 'string' && POINTER.test(text);
}

/** Digest of one leaf. */
export function fieldDigest(field: SaltedField): Buffer {
  return leafHash(canonicalize([field.salt, field.pointer, field.value]));
}

/** Root over all leaves of a record, given in any order. */
export function rootOfFields(fields: readonly SaltedField[]): string {
  const sorted = [...fields].sort((a, b) => compare(a.pointer, b.pointer));
  return merkleRoot(sorted.map(fieldDigest)).toString('hex');
}

/** Root over disclosed and withheld leaves together; equals the envelope's root for an honest release. */
export function rootOfRelease(
  fields: readonly SaltedField[],
  withheld: readonly WithheldField[],
): string {
  const leaves = [
    ...fields.map((field) => ({ pointer: field.pointer, hash: fieldDigest(field) })),
    ...withheld.map((field) => ({
      pointer: field.pointer,
      hash: Buffer.from(field.digest, 'hex'),
    })),
  ].sort((a, b) => compare(a.pointer, b.pointer));
  return merkleRoot(leaves.map((leaf) => leaf.hash)).toString('hex');
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Rebuilds a (partial) body from leaves. Array items keep their place; gaps are left as holes and dropped,
 * so that a partial list reads as a list of what is known.
 */
export function assemble(fields: readonly { pointer: string; value: string }[]): unknown {
  let root: unknown;
  for (const field of fields) {
    const path = field.pointer === '' ? [] : field.pointer.slice(1).split('/').map(unescape);
    if (path.some((key) => FORBIDDEN_KEYS.has(key))) continue;
    root = place(root, path, JSON.parse(field.value) as unknown);
  }
  return compact(root);
}

function place(node: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  // A field below a plain value cannot be in an honest record; the deeper field is kept.
  const target = (typeof node === 'object' && node !== null ? node : {}) as Record<string, unknown>;
  target[key] = place(Object.hasOwn(target, key) ? target[key] : undefined, rest, value);
  return target;
}

/** Objects whose keys are all array indexes were arrays: canonical records have no numeric member names. */
function compact(node: unknown): unknown {
  if (node === null || typeof node !== 'object' || Array.isArray(node)) return node;
  const entries = Object.entries(node);
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => compact(item));
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, compact(item)]));
}
