/**
 * FollowTheMoney JSON lines as facts, streaming: things at once, references when both ends have been seen, in one pass.
 * Only the ids seen and the references that still wait are held in memory.
 */
import { gathering } from '../project/gathering.js';
import type { KeyMaker } from '../project/keys.js';
import { saltedKeys } from '../project/keys.js';
import type { EntityRef, RecordFacts, RelationshipFact } from '../store.js';
import type { Reference } from './followthemoney-edges.js';
import { edgeReferences, isEdge, resolved, thingReferences } from './followthemoney-edges.js';
import { THINGS } from './followthemoney-things.js';
import type { ValueProblem } from './followthemoney-values.js';
import { first } from './followthemoney-values.js';
import type { FollowTheMoneyEntity } from './followthemoney.js';
import { entityProblem } from './followthemoney.js';
import type { Line } from './lines.js';
import type { ImportFindings, SourceDescription } from './source.js';
import { sourceProvenance } from './source.js';

/** Most references that may wait for their ends, and most entities of one import. */
const MOST_WAITING = 1_000_000;
const MOST_ENTITIES = 5_000_000;

interface Import {
  readonly source: SourceDescription;
  readonly keys: KeyMaker;
  readonly findings: ImportFindings;
  readonly known: Map<string, EntityRef>;
  /** References by the id of the entity that states them. */
  readonly waiting: Map<string, Reference[]>;
}

/** Facts of each entity in the order of the file; then once more those whose references were resolved later. */
export async function* importFollowTheMoney(
  lines: AsyncIterable<Line>,
  source: SourceDescription,
  findings: ImportFindings,
): AsyncGenerator<RecordFacts> {
  const state: Import = {
    ...{ source, findings, keys: saltedKeys(source.personSalt) },
    ...{ known: new Map(), waiting: new Map() },
  };
  for await (const line of lines) {
    const entity = parsed(line, findings);
    if (entity === undefined) continue;
    if (state.known.size >= MOST_ENTITIES || state.waiting.size >= MOST_WAITING) {
      findings.add(tooMany(line));
      break;
    }
    const facts = factsOf(entity, line, state);
    if (facts !== undefined) yield facts;
  }
  for (const [id, references] of state.waiting) yield* late(id, references, state);
}

function parsed(line: Line, findings: ImportFindings): FollowTheMoneyEntity | undefined {
  let value: unknown;
  let problem: string | undefined;
  try {
    value = JSON.parse(line.text);
    problem = entityProblem(value);
  } catch (cause) {
    problem = `not valid JSON (${cause instanceof Error ? cause.message.slice(0, 80) : ''})`;
  }
  if (problem === undefined) return value as FollowTheMoneyEntity;
  findings.add({
    code: 'FTM_LINE_INVALID',
    severity: 'error',
    path: '',
    message: `line ${line.line} is no FollowTheMoney entity: ${problem}`,
    value: line.text.slice(0, 80),
    repair: 'write one entity per line: {"id", "schema", "properties"}',
    at: { line: line.line, offset: line.offset },
  });
  return undefined;
}

function factsOf(entity: FollowTheMoneyEntity, line: Line, state: Import): RecordFacts | undefined {
  const { id, schema } = entity;
  const wait = (references: Reference[]): void => {
    if (references.length > 0) state.waiting.set(id, references);
  };
  if (isEdge(entity)) {
    const references = edgeReferences(entity);
    if (references.length === 0)
      state.findings.add(endMissing(id, line, 'names no entity at an end'));
    wait(references);
    return undefined;
  }
  if (schema === 'Sanction') return sanctionFacts(entity, line, state);
  const stateThing = THINGS[schema];
  if (stateThing === undefined) {
    state.findings.add(notKept(entity, line));
    return undefined;
  }
  const into = gathering(sourceProvenance(state.source, id), state.keys);
  const ref = stateThing(into, entity, (problem) => state.findings.add(wrong(problem, id, line)));
  if (ref === undefined) {
    state.findings.add(nameless(entity, line));
    return undefined;
  }
  state.known.set(id, ref);
  wait(thingReferences(entity, ref));
  // What waits is stated with the thing itself, once its other ends are known: one record, one set of facts.
  const pending = state.waiting.get(id) ?? [];
  const facts = pending.map((reference) => resolved(reference, state.known));
  if (facts.some((fact) => fact === undefined)) return into.facts();
  state.waiting.delete(id);
  return withRelationships(into.facts(), facts as RelationshipFact[]);
}

/** Facts of an entity whose references wait are told with them in a record beside it, so that nothing is said twice. */
function* late(
  id: string,
  references: readonly Reference[],
  state: Import,
): Generator<RecordFacts> {
  const found = references.map((reference) => resolved(reference, state.known));
  const missing = found.filter((fact) => fact === undefined).length;
  if (missing > 0)
    state.findings.add(endMissing(id, undefined, `names ${missing} that the file does not have`));
  const relationships = found.filter((fact) => fact !== undefined);
  if (relationships.length === 0) return;
  const provenance = sourceProvenance(state.source, `${id}/links`);
  yield { provenance, nodes: [], relationships };
}

function sanctionFacts(
  entity: FollowTheMoneyEntity,
  line: Line,
  state: Import,
): RecordFacts | undefined {
  const ref = state.known.get(first(entity, 'entity') ?? '');
  if (ref === undefined) {
    state.findings.add(endMissing(entity.id, line, 'sanctions nobody who stands before it'));
    return undefined;
  }
  const { name } = state.source;
  const properties = { topics: 'sanction', listedBy: first(entity, 'authority') ?? name };
  return {
    provenance: sourceProvenance(state.source, entity.id),
    nodes: [{ ...ref, properties }],
    relationships: [],
  };
}

function withRelationships(facts: RecordFacts, more: readonly RelationshipFact[]): RecordFacts {
  return { ...facts, relationships: [...facts.relationships, ...more] };
}

type NewFinding = Parameters<ImportFindings['add']>[0];

function notKept({ id, schema }: FollowTheMoneyEntity, { line, offset }: Line): NewFinding {
  return {
    code: 'FTM_SCHEMA_NOT_KEPT',
    severity: 'info',
    path: id,
    message: `the graph has no place for ${schema}; the entity was passed over`,
    value: schema,
    at: { line, offset },
  };
}

function wrong(problem: ValueProblem, id: string, { line, offset }: Line): NewFinding {
  const { code, property, value, message, repair } = problem;
  const path = `${id}/${property}`;
  return { code, severity: 'warn', path, message, value, repair, at: { line, offset } };
}

function nameless({ id, schema }: FollowTheMoneyEntity, { line, offset }: Line): NewFinding {
  return {
    code: 'FTM_ENTITY_NAMELESS',
    severity: 'warn',
    path: id,
    message: `nothing tells which ${schema} this is`,
    repair: 'give a name or an identifier',
    at: { line, offset },
  };
}

function endMissing(id: string, line: Line | undefined, problem: string): NewFinding {
  return {
    code: 'FTM_END_MISSING',
    severity: 'warn',
    path: id,
    message: `the entity ${problem}; the relationship was left out`,
    repair: 'export the entities together with what they refer to',
    ...(line ? { at: { line: line.line, offset: line.offset } } : {}),
  };
}

function tooMany({ line, offset }: Line): NewFinding {
  return {
    code: 'IMPORT_TOO_LARGE',
    severity: 'error',
    path: '',
    message: `more than ${MOST_ENTITIES} entities or ${MOST_WAITING} open references; reading stopped at line ${line}`,
    repair: 'import the file in parts, things before what refers to them',
    at: { line, offset },
  };
}
