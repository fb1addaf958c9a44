/** What a detector is: a named, versioned pattern that finds members, the relationships that prove it, and plain reasons. */
import { createHash } from 'node:crypto';
import { byText, nodeId } from '../identity.js';
import type { EntityRef, GraphStore, Relationship } from '../store.js';
import type { TypologyParameters } from './parameters.js';

/** One finding. `score` is decimal text from 0 to 1; `fingerprint` stays the same while the same members are found. */
export interface TypologyHit {
  readonly typology: string;
  readonly version: string;
  readonly members: readonly (EntityRef & { readonly name?: string })[];
  readonly witnesses: readonly Relationship[];
  readonly score: string;
  readonly reasons: readonly string[];
  readonly fingerprint: string;
}

/** What a detector reads of a graph. */
export type DetectableGraph = Pick<
  GraphStore,
  'counts' | 'entity' | 'sharedAttributes' | 'coTravel'
>;

/** A detector. Parameters that are not given keep their defaults. */
export interface Typology {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  detect(
    store: DetectableGraph,
    parameters?: Partial<TypologyParameters>,
  ): Promise<readonly TypologyHit[]>;
}

/** SHA-256 (hex) over typology and members, whatever their order. */
export function fingerprintOf(typology: string, members: readonly EntityRef[]): string {
  const ids = members.map(nodeId).sort(byText);
  return createHash('sha256')
    .update(JSON.stringify([typology, ids]))
    .digest('hex');
}
