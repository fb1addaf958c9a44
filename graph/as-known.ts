/**
 * What the graph knew at a place in the ledger: the same walk as over the present, on statements that held then. An engine
 * only answers which statements there are, ended ones included.
 */
import { entityOf, relationshipOf } from './answers.js';
import { heldAt, inHistoryOrder } from './history.js';
import { byText, nodeId, refOf, relationshipParts } from './identity.js';
import { walk } from './neighbourhood.js';
import type { DatedStatement } from './statement.js';
import { mergedProperties } from './statement.js';
import type {
  AsKnown,
  Entity,
  EntityRef,
  EntitySource,
  GraphPosition,
  Neighbourhood,
  Relationship,
} from './store.js';

/** What an engine answers of its statements. */
export interface StatementReader {
  /** Every statement of the facts, ended ones included. */
  statements(facts: readonly string[]): Promise<readonly DatedStatement[]>;
  /** Ids of the relationships that touch the nodes now or did once. */
  touching(ids: readonly string[]): Promise<Iterable<string>>;
}

/** A node as it was known; undefined when nothing of it was. */
export async function entityAsKnown(
  reader: StatementReader,
  ref: EntityRef,
  at: GraphPosition,
): Promise<Entity | undefined> {
  return (await entitiesAsKnown(reader, [nodeId(ref)], at))[0];
}

/** The part of the graph around a node as it was known; undefined when the node was not. */
export async function neighbourhoodAsKnown(
  reader: StatementReader,
  query: { readonly ref: EntityRef; readonly hops: number; readonly limit: number },
  at: GraphPosition,
): Promise<Neighbourhood | undefined> {
  const start = nodeId(query.ref);
  if ((await held(reader, [start], at)).size === 0) return undefined;
  const around = async (near: readonly string[]): Promise<Map<string, DatedStatement[]>> =>
    held(reader, [...(await reader.touching(near))], at);
  const { ids, truncated } = await walk(start, query, async (near) =>
    [...(await around(near)).keys()].flatMap(endsOf),
  );
  const kept = new Set(ids);
  const relationships: Relationship[] = [...(await around(ids))]
    .filter(([fact]) => endsOf(fact).every((end) => kept.has(end)))
    .sort(([a], [b]) => byText(a, b))
    .map(([fact, said]) =>
      relationshipOf(relationshipParts(fact), mergedProperties(said), recordsOf(said)),
    );
  return { nodes: await entitiesAsKnown(reader, ids, at), relationships, truncated };
}

/** Who says what of a node: now, at `knownAt`, or ever. */
export async function sourcesOf(
  reader: StatementReader,
  ref: EntityRef,
  { knownAt, history = false }: AsKnown & { readonly history?: boolean },
): Promise<readonly EntitySource[]> {
  const said = await reader.statements([nodeId(ref)]);
  const holds = (statement: DatedStatement): boolean =>
    knownAt === undefined ? statement.until === undefined : heldAt(statement, knownAt);
  return said
    .filter((statement) => history || holds(statement))
    .sort(inHistoryOrder)
    .map((statement) => ({
      recordId: statement.provenance.recordId,
      revision: statement.provenance.revision,
      owner: statement.provenance.owner,
      knownFrom: statement.provenance.position,
      ...(statement.until === undefined ? {} : { until: statement.until }),
      properties: mergedProperties([statement]),
    }));
}

async function entitiesAsKnown(
  reader: StatementReader,
  ids: readonly string[],
  at: GraphPosition,
): Promise<Entity[]> {
  const known = await held(reader, ids, at);
  return ids.flatMap((id) => {
    const said = known.get(id);
    return said ? [entityOf(refOf(id), mergedProperties(said), recordsOf(said))] : [];
  });
}

async function held(
  reader: StatementReader,
  facts: readonly string[],
  at: GraphPosition,
): Promise<Map<string, DatedStatement[]>> {
  const byFact = new Map<string, DatedStatement[]>();
  for (const statement of await reader.statements(facts)) {
    if (!heldAt(statement, at)) continue;
    const known = byFact.get(statement.fact);
    if (known) known.push(statement);
    else byFact.set(statement.fact, [statement]);
  }
  return byFact;
}

function recordsOf(said: readonly DatedStatement[]): readonly string[] {
  return said.map(({ provenance }) => provenance.recordId);
}

function endsOf(relationship: string): readonly string[] {
  return relationship.split('\n').slice(1);
}
