/**
 * The graph in plain maps: reference for every engine's answers, and the graph of a node whose platform has no Grafeo.
 * Nothing is kept on disk; the node refills it from the ledger at start.
 */
import { PlatformFault } from '../../network/index.js';
import { coTravelRows, entityOf, relationshipOf, sharedPairs } from '../answers.js';
import { byText, nodeId, relationshipParts } from '../identity.js';
import { walk } from '../neighbourhood.js';
import { ranked, searchable, searchWords } from '../search-text.js';
import { interruptible } from '../questions/interruptible.js';
import type { GraphReader } from '../questions/reader.js';
import type { Statement } from '../statement.js';
import { digestOf, mergedProperties, statementsOf } from '../statement.js';
import type {
  CoTravel,
  Entity,
  EntityRef,
  GraphChange,
  GraphCounts,
  GraphPosition,
  GraphStore,
  GraphStoreDescription,
  Neighbourhood,
  Relationship,
  SharedAttribute,
} from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { memoryReader } from './memory-graph-reader.js';

export class MemoryGraphStore implements GraphStore {
  readonly #reason: string | undefined;
  /** Record id → its statements. */
  readonly #records = new Map<string, readonly Statement[]>();
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
    const brought = change.facts.map((facts) => statementsOf(facts));
    for (const { provenance } of change.facts) this.#retract(provenance.recordId);
    for (const [i, statements] of brought.entries())
      this.#state(change.facts[i]?.provenance.recordId ?? '', statements);
    for (const recordId of change.remove) this.#retract(recordId);
    this.#checkpoint = { block: change.checkpoint.block, tx: change.checkpoint.tx };
  }

  async checkpoint(): Promise<GraphPosition | undefined> {
    this.#assertOpen();
    return this.#checkpoint;
  }

  async entity(ref: EntityRef): Promise<Entity | undefined> {
    this.#assertOpen();
    return this.#entity(nodeId(ref));
  }

  async search(text: string, limit: number): Promise<readonly Entity[]> {
    this.#assertOpen();
    const words = searchWords(text);
    if (words.length === 0) return [];
    const found = this.#entities(this.#nodes.keys()).filter((entity) => {
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
  }): Promise<Neighbourhood | undefined> {
    this.#assertOpen();
    const start = nodeId(query.ref);
    if (!this.#nodes.has(start)) return undefined;
    const { ids, truncated } = await walk(start, query, async (near) => this.#beside(near));
    const kept = new Set(ids);
    const inside = [...new Set(ids.flatMap((id) => [...(this.#incident.get(id) ?? [])]))]
      .filter((id) => this.#ends(id).every((end) => kept.has(end)))
      .sort(byText);
    return { nodes: this.#entities(ids), relationships: this.#related(inside), truncated };
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
    return digestOf([...this.#records.values()].flat());
  }

  async clear(): Promise<void> {
    this.#assertOpen();
    for (const map of [this.#records, this.#nodes, this.#relationships, this.#incident])
      map.clear();
    this.#checkpoint = undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #state(recordId: string, statements: readonly Statement[]): void {
    this.#retract(recordId);
    if (statements.length > 0) this.#records.set(recordId, statements);
    for (const statement of statements) {
      const facts = statement.subject.kind === 'node' ? this.#nodes : this.#relationships;
      const said = facts.get(statement.fact) ?? new Map<string, Statement>();
      facts.set(statement.fact, said.set(recordId, statement));
      if (statement.subject.kind === 'node') continue;
      for (const end of this.#ends(statement.fact))
        this.#incident.set(end, (this.#incident.get(end) ?? new Set()).add(statement.fact));
    }
  }

  #retract(recordId: string): void {
    for (const { fact, subject } of this.#records.get(recordId) ?? []) {
      const facts = subject.kind === 'node' ? this.#nodes : this.#relationships;
      const said = facts.get(fact);
      said?.delete(recordId);
      if (said?.size !== 0) continue;
      facts.delete(fact);
      if (subject.kind === 'relationship') this.#disconnect(fact);
    }
    this.#records.delete(recordId);
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
