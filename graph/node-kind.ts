/** Kinds of nodes that are finer than labels: travel documents stand under salted keys, documents of trade under their numbers. */
import { isSaltedKey } from './project/keys.js';
import type { EntityRef } from './store.js';
import type { Label } from './vocabulary.js';

/** All nodes of a label, or those of them that stand under salted keys (project/keys.ts). */
export interface NodeKind {
  readonly label: Label;
  readonly keys?: 'salted';
}

/** Whether a node is of the kind. */
export function isOfKind(ref: EntityRef, { label, keys }: NodeKind): boolean {
  return ref.label === label && (keys === undefined || isSaltedKey(ref.key));
}

/** A pattern of the ids of all nodes of the kind, in what the regular expressions of Rust and Java have in common. */
export function idPattern({ label, keys }: NodeKind): string {
  return keys === undefined ? `^${label}:[\\s\\S]*$` : `^${label}:[0-9a-f]{64}$`;
}
