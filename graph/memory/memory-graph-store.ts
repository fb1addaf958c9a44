/**
 * The graph in plain maps: reference for every engine's answers, and the graph of a node whose platform has no Grafeo.
 * Nothing is kept on disk; the node refills it from the ledger at start.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { PlatformFault } from '../../network/index.js';
import { PastStatements } from './past-statements.js';
import { coTravelRows, entityOf, relationshipOf, sharedPairs } from '../answers.js';
import { HUB_DEGREE, recordsByHub } from '../hubs.js';
import type { StatementReader } from '../as-known.js';
import { entityAsKnown, neighbourhoodAsKnown, sourcesOf } from '../as-known.js';
import type { RecordHistory } from '../history.js';
import { historyOf, inPurgeOrder, noHistory } from '../history.js';
import { byText, nodeId, relationshipParts } from '../identity.js';
import { walk } from '../neighbourhood.js';
import { isOfKind } from '../node-kind.js';
import { ranked, searchable, searchWords } from '../search-text.js';
import { interruptible } from '../questions/interruptible.js';
import type { GraphReader } from '../questions/reader.js';
import type { DatedStatement, Statement } from '../statement.js';
import { inDigestOrder, mergedProperties, statementDigest } from '../statement.js';
import type {
  AsKnown,
  CoTravel,
  Entity,
  EntityRef,
  EntitySource,
  GraphChange,
  GraphCounts,
  GraphPosition,
  GraphStorage,
  GraphStore,
  GraphStoreDescription,
  HeadComparison,
  Neighbourhood,
  PurgedRecord,
  Relationship,
  SearchOptions,
  SharedAttribute,
} from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { memoryReader } from './memory-graph-reader.js';

const NOTHING: ReadonlyMap<string, Statement> = new Map();

/** Records whose statements go into a digest before others have their turn. */
const RECORDS_PER_TURN = 100;

export class MemoryGraphStore implements GraphStore {
  readonly #reason: string | undefined;
  /** Record id → what it says and said. */
  readonly #records = new Map<string, RecordHistory>();
  readonly #past = new PastStatements();
  /** Fact id → record id → statement. */
  readonly #nodes = new Map<string, Map<string, Statement>>();
  readonly #relationships = new Map<string, Map<string, Statement>>();
  /** Node id → ids of its relationships, both directions. */
  readonly #incident = new Map<string, Set<string>>();
  #checkpoint: GraphPosition | undefined;
  #closed = false;

  constructor(options: { readonly reason?: string } = {}) {
    this.#reason = options.reason;
  }

  describe(): GraphStoreDescription {
    const reason = this.#reason === undefined ? {} : { reason: this.#reason };
    return { engine: 'memory', persistent: false, ...reason };
  }

  async apply(change: GraphChange): Promise<void> {
    this.#assertOpen();
    // All statements are made before anything changes, so that an invalid fact leaves the graph as it was.
    const brought = [...change.facts.map(historyOf), ...change.remove.map(noHistory)];
    for (const history of brought) this.#take(history);
    this.#checkpoint = { block: change.checkpoint.block, tx: change.checkpoint.tx };
  }

  async checkpoint(): Promise<GraphPosition | undefined> {
    this.#assertOpen();
    // A load before the first event of the ledger leaves the graph where it was: nowhere.
    return this.#checkpoint && this.#checkpoint.block < 0 ? undefined : this.#checkpoint;
  }

  async entity(ref: EntityRef, { knownAt }: AsKnown = {}): Promise<Entity | undefined> {
    this.#assertOpen();
    return knownAt ? entityAsKnown(this.#reader(), ref, knownAt) : this.#entity(nodeId(ref));
  }

  async sources(
    ref: EntityRef,
    options: AsKnown & { readonly history?: boolean } = {},
  ): Promise<readonly EntitySource[]> {
    this.#assertOpen();
    return sourcesOf(this.#reader(), ref, options);
  }

  async purges(): Promise<readonly PurgedRecord[]> {
    this.#assertOpen();
    return [...this.#records.values()].flatMap(({ purged }) => purged).sort(inPurgeOrder);
  }

  async search(
    text: string,
    limit: number,
    { without = [] }: SearchOptions = {},
  ): Promise<readonly Entity[]> {
    this.#assertOpen();
    const words = searchWords(text);
    if (words.length === 0) return [];
    const found = this.#entities(this.#nodes.keys()).filter((entity) => {
      if (without.some((kind) => isOfKind(entity, kind))) return false;
      const searched = searchable(entity, entity.name);
      return words.every((word) => searched.includes(word));
    });
    const refs = ranked(
      found.map((entity) => ({ ref: entity, ...(entity.name ? { name: entity.name } : {}) })),
      text,
      limit,
    );
    return this.#entities(refs.map(nodeId));
  }

  async neighbourhood(query: {
    readonly ref: EntityRef;
    readonly hops: number;
    readonly limit: number;
    readonly knownAt?: GraphPosition;
  }): Promise<Neighbourhood | undefined> {
    this.#assertOpen();
    if (query.knownAt) return neighbourhoodAsKnown(this.#reader(), query, query.knownAt);
    const start = nodeId(query.ref);
    if (!this.#nodes.has(start)) return undefined;
    let passedBy = false;
    const { ids, truncated } = await walk(start, query, async (near) => {
      const open = near.filter((id) => id === start || !this.#isHub(id));
      passedBy ||= open.length < near.length;
      return this.#beside(open);
    });
    const kept = new Set(ids);
    const inside = [...new Set(ids.flatMap((id) => [...(this.#incident.get(id) ?? [])]))]
      .filter((id) => this.#ends(id).every((end) => kept.has(end)))
      .sort(byText);
    const relationships = this.#related(inside);
    const hubs = recordsByHub(new Set(ids.filter((id) => this.#isHub(id))), relationships);
    const nodes = this.#entities(ids).map((entity) => ({
      ...entity,
      recordIds: hubs.get(nodeId(entity)) ?? entity.recordIds,
    }));
    return { nodes, relationships, truncated: truncated || passedBy };
  }

  async sharedAttributes(types: readonly RelationshipType[]): Promise<readonly SharedAttribute[]> {
    this.#assertOpen();
    return sharedPairs(this.#ofTypes(types));
  }

  async coTravel(): Promise<readonly CoTravel[]> {
    this.#assertOpen();
    return coTravelRows(this.#ofTypes(['FLEW_ON']));
  }

  async read<T>(
    question: (reader: GraphReader) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    this.#assertOpen();
    const maps = {
      nodes: this.#nodes,
      relationships: this.#relationships,
      incident: this.#incident,
    };
    return question(interruptible(memoryReader(maps), signal));
  }

  async counts(): Promise<GraphCounts> {
    this.#assertOpen();
    const byLabel: Record<string, number> = {};
    for (const id of [...this.#nodes.keys()].sort(byText)) {
      const label = id.slice(0, id.indexOf(':'));
      byLabel[label] = (byLabel[label] ?? 0) + 1;
    }
    return { nodes: this.#nodes.size, relationships: this.#relationships.size, byLabel };
  }

  async digest(): Promise<string> {
    this.#assertOpen();
    const digest = statementDigest();
    // Others have their turn in between, and may change the graph: this is the digest of what it says now.
    const records = new Map(this.#records);
    for (const [i, id] of (await inDigestOrder(records.keys())).entries()) {
      const { current, past, purged } = records.get(id) ?? noHistory(id);
      digest.add([...current, ...past], purged);
      if (i % RECORDS_PER_TURN === RECORDS_PER_TURN - 1) await turn();
    }
    return digest.end();
  }

  /** It counts the records of a fact when it is asked, and keeps no heads. */
  async compareHeads(): Promise<HeadComparison> {
    this.#assertOpen();
    return { wrong: 0 };
  }

  async storage(): Promise<GraphStorage> {
    this.#assertOpen();
    return { erasing: false };
  }

  async compact(): Promise<void> {
    this.#assertOpen();
  }

  async clear(): Promise<void> {
    this.#assertOpen();
    for (const map of [this.#records, this.#nodes, this.#relationships, this.#incident])
      map.clear();
    this.#past.clear();
    this.#checkpoint = undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #take(history: RecordHistory): void {
    const { recordId, current, past, purged } = history;
    this.#retract(recordId);
    if (current.length + past.length + purged.length > 0) this.#records.set(recordId, history);
    this.#past.add(past);
    for (const statement of current) {
      const facts = statement.subject.kind === 'node' ? this.#nodes : this.#relationships;
      const said = facts.get(statement.fact) ?? new Map<string, Statement>();
      facts.set(statement.fact, said.set(recordId, statement));
      if (statement.subject.kind === 'node') continue;
      for (const end of this.#ends(statement.fact))
        this.#incident.set(end, (this.#incident.get(end) ?? new Set()).add(statement.fact));
    }
  }

  #retract(recordId: string): void {
    const history = this.#records.get(recordId);
    this.#past.remove(history?.past ?? []);
    for (const { fact, subject } of history?.current ?? []) {
      const facts = subject.kind === 'node' ? this.#nodes : this.#relationships;
      const said = facts.get(fact);
      said?.delete(recordId);
      if (said?.size !== 0) continue;
      facts.delete(fact);
      if (subject.kind === 'relationship') this.#disconnect(fact);
    }
    this.#records.delete(recordId);
  }

  #reader(): StatementReader {
    return {
      statements: async (facts) =>
        facts.flatMap<DatedStatement>((fact) => [
          ...(this.#nodes.get(fact) ?? this.#relationships.get(fact) ?? NOTHING).values(),
          ...this.#past.of(fact),
        ]),
      touching: async (ids) =>
        new Set(ids.flatMap((id) => [...(this.#incident.get(id) ?? []), ...this.#past.at(id)])),
    };
  }

  #disconnect(relationship: string): void {
    for (const end of this.#ends(relationship)) {
      const incident = this.#incident.get(end);
      incident?.delete(relationship);
      if (incident?.size === 0) this.#incident.delete(end);
    }
  }

  #ends(relationship: string): readonly string[] {
    return relationship.split('\n').slice(1);
  }

  #isHub(id: string): boolean {
    return (this.#incident.get(id)?.size ?? 0) > HUB_DEGREE;
  }

  #beside(ids: readonly string[]): Set<string> {
    const relationships = ids.flatMap((id) => [...(this.#incident.get(id) ?? [])]);
    return new Set(relationships.flatMap((id) => this.#ends(id)));
  }

  #entity(id: string): Entity | undefined {
    const said = this.#nodes.get(id);
    if (!said) return undefined;
    const [statement] = said.values();
    if (statement?.subject.kind !== 'node') return undefined;
    return entityOf(statement.subject.ref, mergedProperties(said.values()), said.keys());
  }

  #entities(ids: Iterable<string>): Entity[] {
    return Array.from(ids, (id) => this.#entity(id)).filter((entity) => entity !== undefined);
  }

  #ofTypes(types: readonly RelationshipType[]): Relationship[] {
    const wanted = new Set<string>(types);
    const ids = [...this.#relationships.keys()].filter((id) =>
      wanted.has(id.slice(0, id.indexOf('\n'))),
    );
    return this.#related(ids);
  }

  #related(ids: readonly string[]): Relationship[] {
    return ids.map((id) => {
      const said = this.#relationships.get(id) ?? new Map<string, Statement>();
      return relationshipOf(relationshipParts(id), mergedProperties(said.values()), said.keys());
    });
  }

  #assertOpen(): void {
    if (this.#closed) throw new PlatformFault('GRAPH_CLOSED', 'the graph is closed; open it again');
  }
}
