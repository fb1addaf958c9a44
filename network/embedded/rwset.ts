/**
 * Read/write sets as Fabric orders them (docs/source/readwrite.rst): what a simulation read, with versions, and what it
 * would write. Private keys and values appear by SHA-256 only. Plain JSON, so that endorsers compare it as text.
 */
import { createHash } from 'node:crypto';

/** Block number and index of the transaction that wrote a key last. */
export type Version = readonly [block: number, tx: number];

export interface KeyRead {
  readonly key: string;
  /** null: the key was absent. */
  readonly version: Version | null;
}

/** A scan, to be run again at commit; it ends at `last` unless the contract exhausted it. */
export interface RangeRead {
  readonly start: string;
  readonly end: string;
  readonly exhausted: boolean;
  readonly last: string | null;
  /** Over all keys and versions returned, see `RangeDigest`. */
  readonly digest: string;
}

export interface KeyWrite {
  readonly key: string;
  /** Base64; null deletes. */
  readonly value: string | null;
}

export interface MetadataWrite {
  readonly key: string;
  /** Endorsement policy (SignaturePolicyEnvelope), base64; empty removes it. */
  readonly policy: string;
}

/** A private write as all members see it. */
export interface HashedWrite {
  /** SHA-256 of the key, hex; so are all keys of a collection's reads and metadata. */
  readonly key: string;
  /** SHA-256 of the value, hex; null deletes. */
  readonly valueHash: string | null;
  readonly purge: boolean;
}

export interface CollectionSet {
  readonly collection: string;
  readonly reads: readonly KeyRead[];
  readonly writes: readonly HashedWrite[];
  readonly metadata: readonly MetadataWrite[];
}

export interface ReadWriteSet {
  readonly reads: readonly KeyRead[];
  readonly ranges: readonly RangeRead[];
  readonly writes: readonly KeyWrite[];
  readonly metadata: readonly MetadataWrite[];
  readonly collections: readonly CollectionSet[];
}

/** A private write in the clear: only ever kept by the collection's own organisation. */
export interface PrivateWrite {
  readonly collection: string;
  readonly key: string;
  /** null deletes. */
  readonly value: Uint8Array | null;
  readonly purge: boolean;
}

/** Running digest of a scan: two scans that saw the same keys in the same versions have the same digest. */
export class RangeDigest {
  readonly #hash = createHash('sha256');

  add(key: string, version: Version): void {
    this.#hash.update(`${JSON.stringify([key, ...version])}\n`);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}

export function sameVersion(a: Version | null, b: Version | null): boolean {
  if (a === null || b === null) return a === b;
  return a[0] === b[0] && a[1] === b[1];
}

/** Whether the transaction would write anything at all. */
export function writesAnything(set: ReadWriteSet): boolean {
  return (
    set.writes.length > 0 ||
    set.metadata.length > 0 ||
    set.collections.some((each) => each.writes.length > 0 || each.metadata.length > 0)
  );
}
