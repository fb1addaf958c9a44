/** A part of the graph as FollowTheMoney entities, nodes first, then what stands between them. */
import type { Finding } from '../../chaincode/index.js';
import { nodeId } from '../identity.js';
import type { Entity, Neighbourhood, Relationship } from '../store.js';
import { asEdge, asValue } from './followthemoney-links.js';
import { NODES } from './followthemoney-nodes.js';
import type { FollowTheMoneyEntity } from './followthemoney.js';
import { exchangeId } from './followthemoney.js';

/** The entities, and what of the graph the model has no place for. */
export interface FollowTheMoneyExport {
  readonly entities: readonly FollowTheMoneyEntity[];
  readonly findings: readonly Finding[];
}

type Added = Map<string, Map<string, Set<string>>>;

/** Every entity names the records that state it; a relationship that the model cannot say is told in a finding. */
export function toFollowTheMoney(part: Neighbourhood): FollowTheMoneyExport {
  const byId = new Map(part.nodes.map((entity) => [nodeId(entity), entity]));
  const added: Added = new Map();
  const edges: FollowTheMoneyEntity[] = [];
  const lost = new Map<string, number>();
  for (const relationship of part.relationships) {
    const [from, to] = [byId.get(nodeId(relationship.from)), byId.get(nodeId(relationship.to))];
    if (from === undefined || to === undefined) continue;
    const placed = place(relationship, from, to, added);
    if (typeof placed === 'object') edges.push(placed);
    if (placed === undefined) lost.set(relationship.type, (lost.get(relationship.type) ?? 0) + 1);
  }
  const entities = part.nodes.flatMap((entity) => exported(entity, added.get(nodeId(entity))));
  return { entities: [...entities, ...edges], findings: [...lost].map(lostFinding) };
}

function place(
  relationship: Relationship,
  from: Entity,
  to: Entity,
  added: Added,
): FollowTheMoneyEntity | true | undefined {
  const add = (entity: Entity, property: string, value: string): void => {
    const id = nodeId(entity);
    const properties = added.get(id) ?? new Map<string, Set<string>>();
    added.set(id, properties);
    properties.set(property, (properties.get(property) ?? new Set<string>()).add(value));
  };
  if (NODES[from.label] !== undefined && asValue(relationship, from, to, add)) return true;
  return asEdge(relationship, from, to);
}

function exported(
  entity: Entity,
  added: ReadonlyMap<string, ReadonlySet<string>> | undefined,
): FollowTheMoneyEntity[] {
  const mapping = NODES[entity.label];
  if (mapping === undefined) return [];
  const properties: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(mapping.values(entity)))
    if (value !== undefined && value !== '') properties[name] = [value];
  for (const [name, values] of added ?? [])
    properties[name] = [...new Set([...(properties[name] ?? []), ...values])];
  const schema = typeof mapping.schema === 'string' ? mapping.schema : mapping.schema(entity);
  const id = exchangeId(entity);
  return [{ id, schema, properties, datasets: ['guanlian'], records: entity.recordIds }];
}

function lostFinding([type, count]: readonly [string, number]): Finding {
  return {
    code: 'GRAPH_EXPORT_NOT_EXPRESSIBLE',
    severity: 'warn',
    path: type,
    message: `${count} ${type} relationships have no place in FollowTheMoney between these kinds of entities`,
    value: String(count),
    repair: 'export as JSON or GraphML, which keep all of the graph',
  };
}
