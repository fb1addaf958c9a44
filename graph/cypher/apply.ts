/** One change of the graph as Cypher, inside one transaction: statements first, then the nodes and relationships they make. */
import type { RecordHistory } from '../history.js';
import { historyOf, noHistory } from '../history.js';
import { refOf, relationshipId, relationshipParts } from '../identity.js';
import type { Statement } from '../statement.js';
import type { GraphChange } from '../store.js';
import type { Label, RelationshipType } from '../vocabulary.js';
import { writeCheckpoint } from './checkpoint.js';
import type { EntityRow, StoredProperties } from './entities.js';
import { deleteEntities, entitiesById, upsertEntities } from './entities.js';
import type { EndsRow, RelationshipRow } from './relationships.js';
import { deleteRelationships, relationshipsBetween, upsertRelationships } from './relationships.js';
import { inBatches } from './in-batches.js';
import { keepHeads } from './keep-heads.js';
import type { TouchedFact } from './revision.js';
import { carriedOn, onlyExistence, touchedFacts } from './revision.js';
import type { RunCypher } from './runner.js';
import { SCHEMA_VERSION } from './schema.js';
import type { SearchLine } from './search-lines.js';
import {
  createStatements,
  deleteStatements,
  factsStated,
  statementsOfFacts,
  statementsOfRecords,
} from './statements.js';
import { replaceBygone } from './write-history.js';
import { isRelationship, lineOf, rowOf, statementOf, storedOf } from './stored.js';

/** The statements a change leaves behind and the records it touches; made before any transaction starts. */
export interface PreparedChange {
  readonly records: readonly string[];
  readonly brought: readonly Statement[];
  readonly past: RecordHistory['past'];
  readonly purged: RecordHistory['purged'];
  readonly checkpoint: GraphChange['checkpoint'];
}

/** Checks and orders a change. Throws PlatformFault GRAPH_FACT_INVALID. */
export function prepared(change: GraphChange): PreparedChange {
  const histories = [...change.facts.map(historyOf), ...change.remove.map(noHistory)];
  const byRecord = new Map(histories.map((history) => [history.recordId, history]));
  const taken = [...byRecord.values()];
  return {
    records: [...byRecord.keys()],
    brought: taken.flatMap(({ current }) => current),
    past: taken.flatMap(({ past }) => past),
    purged: taken.flatMap(({ purged }) => purged),
    checkpoint: change.checkpoint,
  };
}

/** What a change did: whether something waits to be erased now, and the nodes that are found by another text than before. */
export interface AppliedChange {
  readonly erasing: boolean;
  readonly lines: readonly SearchLine[];
}

/** Writes a prepared change; `erasing`: whether something waits to be erased already. */
export async function applyChange(
  run: RunCypher,
  change: PreparedChange,
  erasing: boolean,
): Promise<AppliedChange> {
  const { records, brought, past, checkpoint } = change;
  const gone = (
    await inBatches(records, (part) => run(statementsOfRecords, { records: part }))
  ).map(statementOf);
  if (gone.length > 0) await inBatches(records, (part) => run(deleteStatements, { records: part }));
  await inBatches(brought.map(rowOf), (rows) => run(createStatements, { rows }));
  const touched = touchedFacts(gone, brought);
  const now = await currentlyStored(run, touched.map(factOf));
  const stored = await nextStored(run, touched, now);
  const lines = await writeNodes(run, stored, now);
  await writeRelationships(run, stored);
  await removeVanished(run, stored);
  await keepHeads(run, touched, (fact) => !now.has(fact));
  const bygone = await replaceBygone(run, records, change);
  const erase = erasing || isAnythingLost([...gone, ...bygone], [...brought, ...past]);
  await run(writeCheckpoint, { ...checkpoint, version: SCHEMA_VERSION, erasing: erase });
  return { erasing: erase, lines };
}

/** Whether something was said that nothing of the change says any more: then it has to leave the files as well. */
function isAnythingLost(before: readonly Statement[], after: readonly Statement[]): boolean {
  if (before.length === 0) return false;
  const words = ({ fact, properties, provenance }: Statement): string =>
    JSON.stringify([provenance.recordId, fact, properties]);
  const said = new Set(after.map(words));
  return before.some((statement) => !said.has(words(statement)));
}

/** What is to be stored for each touched fact; undefined for facts that nobody states any more. */
type NextStored = ReadonlyMap<string, StoredProperties | undefined>;

async function nextStored(
  run: RunCypher,
  touched: readonly TouchedFact[],
  now: ReadonlyMap<string, StoredProperties>,
): Promise<NextStored> {
  const next = new Map<string, StoredProperties | undefined>();
  const unsure: string[] = [];
  for (const change of touched.filter((fact) => !onlyExistence(fact))) {
    const known = now.get(change.fact);
    const isNew = known === undefined && change.gone.length === 0;
    const stored = isNew ? storedOf(change.brought) : carriedOn(change, known);
    if (stored === undefined) unsure.push(change.fact);
    else next.set(change.fact, stored);
  }
  const rows = await inBatches(unsure, (facts) => run(statementsOfFacts, { facts }));
  for (const fact of unsure) next.set(fact, undefined);
  for (const { fact, brought: left } of touchedFacts([], rows.map(statementOf)))
    next.set(fact, storedOf(left));
  for (const fact of await unstated(run, touched.filter(onlyExistence).map(factOf)))
    next.set(fact, undefined);
  return next;
}

/** Those of the facts that no record states any more. */
async function unstated(run: RunCypher, facts: readonly string[]): Promise<readonly string[]> {
  const stated = await inBatches(facts, (part) => run(factsStated, { facts: part }));
  const left = new Set(stated.map(factOf));
  return facts.filter((fact) => !left.has(fact));
}

function factOf({ fact }: { readonly fact: string }): string {
  return fact;
}

async function currentlyStored(
  run: RunCypher,
  facts: readonly string[],
): Promise<ReadonlyMap<string, StoredProperties>> {
  const ids = facts.filter((fact) => !isRelationship(fact));
  const nodes = await inBatches(ids, (part) => run(entitiesById, { ids: part }));
  const stored = new Map(nodes.map(({ id, properties }) => [id, properties]));
  for (const [type, rows] of endsByType(facts.filter(isRelationship)))
    for (const found of await inBatches(rows, (part) =>
      run(relationshipsBetween[type], { rows: part }),
    ))
      stored.set(relationshipId(type, refOf(found.from), refOf(found.to)), found.properties);
  return stored;
}

async function writeNodes(
  run: RunCypher,
  stored: NextStored,
  now: ReadonlyMap<string, StoredProperties>,
): Promise<readonly SearchLine[]> {
  const byLabel = new Map<Label, EntityRow[]>();
  const lines: SearchLine[] = [];
  for (const [id, properties] of stored) {
    if (isRelationship(id) || properties === undefined) continue;
    const { label } = refOf(id);
    const rows = byLabel.get(label) ?? [];
    byLabel.set(label, rows);
    const line = lineOf(id, properties);
    rows.push({ id, properties: { ...properties, ...line } });
    if (now.get(id)?.['search'] !== line.search || now.get(id)?.['folded'] !== line.folded)
      lines.push(line);
  }
  for (const [label, rows] of byLabel)
    await inBatches(rows, (part) => run(upsertEntities[label], { rows: part }));
  return lines;
}

async function writeRelationships(run: RunCypher, stored: NextStored): Promise<void> {
  const byType = new Map<RelationshipType, RelationshipRow[]>();
  for (const [fact, properties] of stored) {
    if (!isRelationship(fact) || properties === undefined) continue;
    const { type, from, to } = endsOf(fact);
    const rows = byType.get(type) ?? [];
    byType.set(type, rows);
    rows.push({ from, to, properties });
  }
  for (const [type, rows] of byType)
    await inBatches(rows, (part) => run(upsertRelationships[type], { rows: part }));
}

async function removeVanished(run: RunCypher, stored: NextStored): Promise<void> {
  const vanished = [...stored].filter(([, properties]) => properties === undefined);
  const facts = vanished.map(([fact]) => fact);
  for (const [type, rows] of endsByType(facts.filter(isRelationship)))
    await inBatches(rows, (part) => run(deleteRelationships[type], { rows: part }));
  const ids = facts.filter((fact) => !isRelationship(fact));
  await inBatches(ids, (part) => run(deleteEntities, { ids: part }));
}

function endsByType(facts: readonly string[]): ReadonlyMap<RelationshipType, EndsRow[]> {
  const byType = new Map<RelationshipType, EndsRow[]>();
  for (const fact of facts) {
    const { type, from, to } = endsOf(fact);
    const rows = byType.get(type) ?? [];
    byType.set(type, rows);
    rows.push({ from, to });
  }
  return byType;
}

function endsOf(fact: string): EndsRow & { readonly type: RelationshipType } {
  const [, from = '', to = ''] = fact.split('\n');
  return { type: relationshipParts(fact).type, from, to };
}
