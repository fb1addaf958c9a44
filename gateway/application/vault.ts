/**
 * The owner's store of its own records: body, salts, source and findings, and the raw message by content.
 * Nothing of it leaves the node but through a release. A raw message is counted per record and goes with the last.
 */
import { randomBytes } from 'node:crypto';
import type {
  CanonicalRecord,
  RecordBody,
  RecordKind,
  SaltedField,
} from '../../chaincode/index.js';
import { flatten, sha256Hex } from '../../chaincode/index.js';
import type { NodeStore, StoreWrite } from '../../network/index.js';

const RECORDS = 'vault';
const RAW = 'raw';
const RAW_USE = 'rawUse';
const SALT_BYTES = 16;

/** A record as the vault keeps it; `salts` run parallel to the flattened body. */
export interface VaultRecord {
  readonly id: string;
  readonly kind: RecordKind;
  readonly revision: number;
  readonly record: CanonicalRecord;
  readonly salts: readonly string[];
  /** Salt of the raw digest on the envelope. */
  readonly rawSalt: string;
}

/** Salts every leaf of a body anew. */
export function saltBody(body: RecordBody): string[] {
  const leaves = flatten(body).length;
  const pool = randomBytes(leaves * SALT_BYTES);
  return Array.from({ length: leaves }, (_, i) =>
    pool.toString('base64url', i * SALT_BYTES, (i + 1) * SALT_BYTES),
  );
}

/** The salted leaves of a kept record. */
export function saltedFields(kept: Pick<VaultRecord, 'record' | 'salts'>): SaltedField[] {
  return flatten(kept.record.body).map((leaf, i) => ({ ...leaf, salt: kept.salts[i] as string }));
}

/** The salted digest of the raw message that goes on the envelope. */
export function rawDigest(kept: Pick<VaultRecord, 'record' | 'rawSalt'>): string {
  return sha256Hex(`${kept.rawSalt}.${kept.record.source.rawSha256}`);
}

/** The writes that keep a record and its raw message. */
export function keepWrites(kept: VaultRecord, raw: Uint8Array): StoreWrite[] {
  const sha = kept.record.source.rawSha256;
  return [
    { collection: RECORDS, key: kept.id, value: kept },
    { collection: RAW, key: sha, value: raw },
    { collection: RAW_USE, key: `${sha}/${kept.id}`, value: true },
  ];
}

export async function openKept(store: NodeStore, id: string): Promise<VaultRecord | undefined> {
  return store.get<VaultRecord>(RECORDS, id);
}

/** The raw message of a kept record, byte for byte. */
export async function openRaw(store: NodeStore, id: string): Promise<Uint8Array | undefined> {
  const kept = await openKept(store, id);
  return kept && store.bytes(RAW, kept.record.source.rawSha256);
}

/** Erases body, salts, and the raw message when no other record came from it; then rewrites the files. */
export async function eraseKept(store: NodeStore, id: string): Promise<void> {
  const kept = await openKept(store, id);
  if (!kept) return;
  const sha = kept.record.source.rawSha256;
  const users = await store.keys(RAW_USE, { gte: `${sha}/`, lt: `${sha}0`, limit: 2 });
  const writes: StoreWrite[] = [
    { collection: RECORDS, key: id },
    { collection: RAW_USE, key: `${sha}/${id}` },
  ];
  if (users.every((user) => user === `${sha}/${id}`)) writes.push({ collection: RAW, key: sha });
  await store.batch(writes);
  await store.compact();
}
