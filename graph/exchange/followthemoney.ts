/**
 * FollowTheMoney entities as JSON lines: id, schema, properties with lists of texts (model 4.5, followthemoney.tech).
 * What investigators and list publishers exchange; read here without trust, written here from a part of the graph.
 */
import { createHash } from 'node:crypto';
import { nodeId } from '../identity.js';
import type { EntityRef } from '../store.js';

/** One entity. `datasets` and `records` stand beside the model's own members: who says it, and in which records. */
export interface FollowTheMoneyEntity {
  readonly id: string;
  readonly schema: string;
  readonly properties: Readonly<Record<string, readonly string[]>>;
  readonly datasets?: readonly string[];
  /** Records that state it, sorted. */
  readonly records?: readonly string[];
}

/** Id of a node in an exchange: `gl-` and a digest, since keys hold signs that the format does not allow. */
export function exchangeId(ref: EntityRef): string {
  return `gl-${digest(nodeId(ref))}`;
}

/** Id of what stands between two nodes. */
export function exchangeEdgeId(...parts: readonly string[]): string {
  return `gl-${digest(parts.join('\n'))}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** Why a parsed line is no entity; undefined when it is one. */
export function entityProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'a line holds one JSON object';
  const { id, schema, properties } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^[\w.:@-]{1,200}$/.test(id))
    return '`id` has 1 to 200 letters, digits and the signs . : @ _ -';
  if (typeof schema !== 'string' || !/^[A-Z][A-Za-z]{1,39}$/.test(schema))
    return '`schema` is a name of the model such as Company';
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    return '`properties` is an object of lists';
  const wrong = Object.entries(properties).find(
    ([, values]) => !Array.isArray(values) || values.some((one) => typeof one !== 'string'),
  );
  return wrong === undefined
    ? undefined
    : `property "${wrong[0].slice(0, 40)}" is not a list of texts`;
}
