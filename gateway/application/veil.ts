/**
 * Personal data in the graph, hidden from users without `personal:read` as it is hidden in records (personal-fields.ts):
 * people and what reaches them stay as nodes under their pseudonymous keys, without names and other properties, and no
 * search finds them. What was inspected is hidden too (inspected.ts). Not hidden: that somebody is there, how many
 * relationships a person has and which records state them, as envelopes are for all members to see; and that a thing which
 * only an inspection names is there, without a record then.
 */
import type {
  Entity,
  EntityRef,
  EntitySource,
  GraphReader,
  GraphStore,
  Label,
  Neighbourhood,
  NodeKind,
  NodeSummary,
  Properties,
  SearchOptions,
} from '../../graph/index.js';
import { isOfKind } from '../../graph/index.js';
import type { Alert, Caller } from '../application.js';
import {
  inspectionsAmong,
  partWithoutInspected,
  withoutInspected,
  withoutInspections,
} from './inspected.js';

/**
 * Nodes that are about people. Addresses and accounts too: the graph does not tell a home from an office, or whose account
 * it is. Travel documents stand under salted keys, documents of trade under their type and number.
 */
const PERSONAL: readonly NodeKind[] = [
  { label: 'Address' },
  { label: 'Document', keys: 'salted' },
  { label: 'Email' },
  { label: 'PaymentAccount' },
  { label: 'Person' },
  { label: 'Phone' },
];

/** Properties of relationships that are personal: a booking's locator leads to the traveller. */
const HIDDEN_PROPERTIES: ReadonlySet<string> = new Set(['booking']);

/** Whether the node is about a person. */
export function isPersonal({
  label,
  key,
}: {
  readonly label: string;
  readonly key: string;
}): boolean {
  return PERSONAL.some((kind) => isOfKind({ label: label as Label, key }, kind));
}

/** Whether the caller sees personal data. */
export function seesPersonal(caller: Caller): boolean {
  return caller.scopes.has('personal:read');
}

/** What a search leaves out: who may not see a name may not try names either. */
export function searchedBy(caller: Caller): SearchOptions {
  return seesPersonal(caller) ? {} : { without: PERSONAL };
}

/** The reader as the caller may use it. */
export function veiled(reader: GraphReader, caller: Caller): GraphReader {
  if (seesPersonal(caller)) return reader;
  const open = withoutInspected(reader);
  return {
    ...open,
    nodes: async (refs) => (await open.nodes(refs)).map(veiledNode),
    linkProperties: async (links) => (await open.linkProperties(links)).map(veiledProperties),
  };
}

/** The part of the graph around a node as the caller may see it. */
export async function veiledNeighbourhood(
  graph: Pick<GraphStore, 'read'>,
  caller: Caller,
  {
    part,
    ...around
  }: { readonly part: Neighbourhood; readonly ref: EntityRef; readonly hops: number },
): Promise<Neighbourhood> {
  if (seesPersonal(caller)) return part;
  const open = await graph.read((reader) => partWithoutInspected(reader, part, around));
  return {
    ...open,
    nodes: open.nodes.map(veiledEntity),
    relationships: open.relationships.map((link) => ({
      ...link,
      properties: veiledProperties(link.properties),
    })),
  };
}

/** A node with its records as the caller may see it. */
export async function veiledRecords(
  graph: Pick<GraphStore, 'read'>,
  caller: Caller,
  entity: Entity,
): Promise<Entity> {
  if (seesPersonal(caller)) return entity;
  const { recordIds } = entity;
  const inspections = await graph.read((reader) => inspectionsAmong(reader, recordIds));
  return veiledEntity(withoutInspections(entity, inspections));
}

/** What records say of a node as the caller may see it: of a person only that they do. */
export async function veiledSources(
  graph: Pick<GraphStore, 'read'>,
  caller: Caller,
  { ref, sources }: { readonly ref: EntityRef; readonly sources: readonly EntitySource[] },
): Promise<readonly EntitySource[]> {
  if (seesPersonal(caller)) return sources;
  const ids = ref.label === 'Inspection' ? [] : sources.map(({ recordId }) => recordId);
  const inspections = await graph.read((reader) => inspectionsAmong(reader, ids));
  const open = sources.filter(({ recordId }) => !inspections.has(recordId));
  return isPersonal(ref) ? open.map((source) => ({ ...source, properties: {} })) : open;
}

/** The alert as the caller may see it: people under their keys alone. Its reasons and witnesses name nobody. */
export function veiledAlert(alert: Alert, caller: Caller): Alert {
  if (seesPersonal(caller)) return alert;
  const members = alert.members.map((member) => {
    const { label, key } = member;
    return isPersonal(member) ? { label, key } : member;
  });
  return { ...alert, members };
}

/** The node without what is personal in it. */
export function veiledNode(node: NodeSummary): NodeSummary {
  return isPersonal(node) ? { label: node.label, key: node.key, properties: {} } : node;
}

function veiledEntity(entity: Entity): Entity {
  return { ...veiledNode(entity), recordIds: entity.recordIds };
}

function veiledProperties(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !HIDDEN_PROPERTIES.has(name)),
  );
}
