/**
 * Which inspection looked at what, hidden from users without `personal:read`: in the record the subject is masked, since
 * it may be a traveller. The graph links consignments, containers and declarations only, but says no more than the record:
 * neither the link, nor a degree that counts it, nor the inspection's record among those that name what was inspected.
 */
import type {
  Entity,
  EntityRef,
  Fact,
  GraphReader,
  Link,
  Neighbourhood,
  Relationship,
  Sources,
} from '../../graph/index.js';
import { nodeId } from '../../graph/index.js';

const INSPECTED = 'INSPECTED';
/** Usually one record states of a thing that it was inspected: that of the inspection. */
const MOST_STATING = 1000;
const NO_SOURCES: Sources = { total: 0, records: [] };
const NONE: ReadonlySet<string> = new Set();

/** Whether a relationship is not one from an inspection to what it was made on. */
export function isOpenLink({ type }: Pick<Link, 'type'>): boolean {
  return type !== INSPECTED;
}

/** The reader without what was inspected. */
export function withoutInspected(reader: GraphReader): GraphReader {
  const open = async (links: Promise<readonly Link[]>): Promise<readonly Link[]> =>
    (await links).filter(isOpenLink);
  return {
    ...reader,
    degrees: (refs, types) => openDegrees(reader, refs, types),
    degreesByType: async (ref) => {
      const degrees = Object.entries(await reader.degreesByType(ref));
      return Object.fromEntries(degrees.filter(([type]) => type !== INSPECTED));
    },
    links: (refs, types) => open(reader.links(refs, types)),
    linksAfter: (ref, part) => open(reader.linksAfter(ref, part)),
    linksAmong: (refs) => open(reader.linksAmong(refs)),
    sources: (facts, most) => openSources(reader, facts, most),
  };
}

/** Those of the records that are inspections: each has a node of its own, under its id. */
export async function inspectionsAmong(
  reader: GraphReader,
  recordIds: Iterable<string>,
): Promise<ReadonlySet<string>> {
  // Records of lists stand under the name of the list and a slash.
  const own = [...new Set(recordIds)].filter((id) => !id.includes('/'));
  const found = await reader.nodes(own.map((key) => ({ label: 'Inspection', key })));
  return new Set(found.map(({ key }) => key));
}

/** The node without the inspections among its records; what an inspection says of itself stays. */
export function withoutInspections(entity: Entity, inspections: ReadonlySet<string>): Entity {
  if (entity.label === 'Inspection') return entity;
  return { ...entity, recordIds: entity.recordIds.filter((id) => !inspections.has(id)) };
}

/** The part of the graph around a node without what was inspected, and without what only that leads to. */
export async function partWithoutInspected(
  reader: GraphReader,
  { nodes, relationships, truncated }: Neighbourhood,
  { ref, hops }: { readonly ref: EntityRef; readonly hops: number },
): Promise<Neighbourhood> {
  const open = relationships.filter(isOpenLink);
  const reached = reachedFrom(nodeId(ref), hops, open);
  const near = nodes.filter((node) => reached.has(nodeId(node)));
  const inspections = await inspectionsAmong(
    reader,
    near.flatMap(({ recordIds }) => recordIds),
  );
  return {
    nodes: near.map((node) => withoutInspections(node, inspections)),
    relationships: open.filter((link) => endsOf(link).every((end) => reached.has(end))),
    truncated,
  };
}

function endsOf({ from, to }: Relationship): readonly [string, string] {
  return [nodeId(from), nodeId(to)];
}

function reachedFrom(
  start: string,
  hops: number,
  relationships: readonly Relationship[],
): ReadonlySet<string> {
  const reached = new Set([start]);
  const ends = relationships.map(endsOf);
  for (let hop = 0; hop < hops; hop++) {
    const beside = ends.filter(([from, to]) => reached.has(from) !== reached.has(to)).flat();
    if (beside.length === 0) break;
    for (const id of beside) reached.add(id);
  }
  return reached;
}

async function openDegrees(
  reader: GraphReader,
  refs: Parameters<GraphReader['degrees']>[0],
  types: Parameters<GraphReader['degrees']>[1],
): Promise<readonly number[]> {
  if (types)
    return reader.degrees(
      refs,
      types.filter((type) => type !== INSPECTED),
    );
  const [all, hidden] = await Promise.all([
    reader.degrees(refs),
    reader.degrees(refs, [INSPECTED]),
  ]);
  return all.map((total, i) => total - (hidden[i] ?? 0));
}

async function openSources(
  reader: GraphReader,
  facts: readonly Fact[],
  most: number,
): Promise<readonly Sources[]> {
  const refs = facts.flatMap((fact) => ('type' in fact ? [] : [fact]));
  const hidden = await recordsOfInspections(reader, refs);
  const of = (fact: Fact): ReadonlySet<string> =>
    'type' in fact ? NONE : (hidden.get(nodeId(fact)) ?? NONE);
  // Few nodes were inspected: only of those are more records asked for than are shown.
  const plain = facts.filter((fact) => of(fact).size === 0);
  const wide = facts.filter((fact) => of(fact).size > 0);
  const widest = Math.max(0, ...wide.map((fact) => of(fact).size));
  const [usual, more] = await Promise.all([
    reader.sources(plain, most),
    reader.sources(wide, most <= 0 ? most : most + widest),
  ]);
  const found = new Map<Fact, Sources | undefined>([
    ...plain.map((fact, i) => [fact, usual[i]] as const),
    ...wide.map((fact, i) => [fact, more[i]] as const),
  ]);
  return facts.map((fact) => {
    if ('type' in fact && !isOpenLink(fact)) return NO_SOURCES;
    const { total, records } = found.get(fact) ?? NO_SOURCES;
    const open = records.filter(({ recordId }) => !of(fact).has(recordId));
    return { total: total - of(fact).size, records: open.slice(0, Math.max(0, most)) };
  });
}

/** The records that state of each node that it was inspected, by its id; each of them states the node as well. */
async function recordsOfInspections(
  reader: GraphReader,
  refs: readonly EntityRef[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const links = refs.length === 0 ? [] : await reader.links(refs, [INSPECTED]);
  const stated = links.length === 0 ? [] : await reader.sources(links, MOST_STATING);
  const records = new Map<string, Set<string>>();
  for (const [i, { to }] of links.entries()) {
    const known = records.get(nodeId(to)) ?? new Set();
    for (const { recordId } of stated[i]?.records ?? []) known.add(recordId);
    records.set(nodeId(to), known);
  }
  return records;
}
