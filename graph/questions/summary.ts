/** A node as questions show it: the records behind it are asked for apart. */
import type { EntityRef, Properties } from '../store.js';
import type { NodeSummary } from './reader.js';

/** The summary of a node with its merged properties. */
export function summaryOf(ref: EntityRef, properties: Properties): NodeSummary {
  const { name } = properties;
  return {
    label: ref.label,
    key: ref.key,
    ...(typeof name === 'string' ? { name } : {}),
    properties,
  };
}
