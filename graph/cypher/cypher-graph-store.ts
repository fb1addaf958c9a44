/** The graph port over any engine that speaks the Cypher catalogue. */
import { PlatformFault } from '../../network/index.js';
import { coTravelRows, entityOf, relationshipOf, sharedPairs } from '../answers.js';
import { HUB_DEGREE, recordsByHub } from '../hubs.js';
import { entityAsKnown, neighbourhoodAsKnown, sourcesOf } from '../as-known.js';
import { inPurgeOrder } from '../history.js';
import { byText, nodeId, refOf, relationshipId } from '../identity.js';
import { walk } from '../neighbourhood.js';
import { interruptible } from '../questions/interruptible.js';
import type { GraphReader } from '../questions/reader.js';
import { ranked, searchWords } from '../search-text.js';
import { inDigestOrder, statementDigest } from '../statement.js';
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
  Neighbourhood,
  PurgedRecord,
  Relationship,
  SharedAttribute,
} from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { applyChange, prepared } from './apply.js';
import { deleteEverything, erased, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { cypherReader } from './cypher-graph-reader.js';
import { Erasure } from './erasure.js';
import { allPast, allPurged } from './past.js';
import { statementReader } from './statement-reader.js';
import { pastStatement, purgedRecord } from './write-history.js';
import { countByLabel, entitiesById, searchEntities } from './entities.js';
import type { FoundRelationship } from './relationships.js';
import {
  countRelationships,
  hubsAmong,
  neighbours,
  relationshipsAmong,
  relationshipsOfType,
} from './relationships.js';
import type { CypherRunner, RunCypher } from './runner.js';
import { SCHEMA, SCHEMA_VERSION } from './schema.js';
import { allRecords, recordsOfFacts, statementsOfRecords } from './statements.js';
import { factProperties, statementOf } from './stored.js';

/** Records whose statements are in memory at a time while the digest is made. */
const RECORDS_PER_READ = 100;

/** Facts whose records are asked for at a time. */
const FACTS_PER_READ = 2000;

/** `eraseAfterMs`: see `OpenGraphOptions`. */
export interface CypherStoreOptions {
  readonly eraseAfterMs: number;
}

/** Opens the store over a runner: sets the schema up, and empties a graph that another version wrote. */
export async function openCypherGraphStore(
  runner: CypherRunner,
  options: CypherStoreOptions,
): Promise<GraphStore> {
  await runner.schema(SCHEMA[runner.engine]);
  const found = await runner.transaction('write', async (run) => {
    const [row] = await run(readCheckpoint, {});
    if (row === undefined || row.version === SCHEMA_VERSION) return { erasing: row?.erasing };
    await emptied(run);
    const reason = `the graph was written by version ${row.version} and was emptied; it refills from the ledger`;
    return { erasing: true, reason };
  });
  return new CypherGraphStore(runner, { ...options, ...found });
}

class CypherGraphStore implements GraphStore {
  readonly #runner: CypherRunner;
  readonly #reason: string | undefined;
  readonly #erasure: Erasure;
  /** Changes one after the other: the last one begun. */
  #writing: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    runner: CypherRunner,
    options: CypherStoreOptions & {
      readonly erasing?: boolean | undefined;
      readonly reason?: string;
    },
  ) {
    this.#runner = runner;
    this.#reason = options.reason;
    this.#erasure = new Erasure({
      delayMs: options.eraseAfterMs,
      erase: () => this.#erase(),
      inTurn: (work) => this.#inTurn(work),
    });
    if (options.erasing === true) this.#erasure.wanted();
  }

  describe(): GraphStoreDescription {
    const reason = this.#reason === undefined ? {} : { reason: this.#reason };
    return { engine: this.#runner.engine, persistent: true, ...reason };
  }

  async apply(change: GraphChange): Promise<void> {
    const ready = prepared(change);
    await this.#write(async (run) => applyChange(run, ready, this.#erasure.pending));
  }

  async checkpoint(): Promise<GraphPosition | undefined> {
    return this.#read(async (run) => {
      const [row] = await run(readCheckpoint, {});
      return row === undefined || row.block < 0 ? undefined : { block: row.block, tx: row.tx };
    });
  }

  async entity(ref: EntityRef, { knownAt }: AsKnown = {}): Promise<Entity | undefined> {
    return this.#read(async (run) =>
      knownAt
        ? entityAsKnown(statementReader(run), ref, knownAt)
        : (await entities(run, [nodeId(ref)]))[0],
    );
  }

  async sources(
    ref: EntityRef,
    options: AsKnown & { readonly history?: boolean } = {},
  ): Promise<readonly EntitySource[]> {
    return this.#read(async (run) => sourcesOf(statementReader(run), ref, options));
  }

  async purges(): Promise<readonly PurgedRecord[]> {
    return this.#read(async (run) =>
      (await run(allPurged, {})).map(purgedRecord).sort(inPurgeOrder),
    );
  }

  async search(text: string, limit: number): Promise<readonly Entity[]> {
    const words = searchWords(text);
    if (words.length === 0) return [];
    return this.#read(async (run) => {
      const found = await run(searchEntities, { words });
      const candidates = found.map(({ id, name }) => ({
        ref: refOf(id),
        ...(typeof name === 'string' ? { name } : {}),
      }));
      return entities(run, ranked(candidates, text, limit).map(nodeId));
    });
  }

  async neighbourhood(query: {
    readonly ref: EntityRef;
    readonly hops: number;
    readonly limit: number;
    readonly knownAt?: GraphPosition;
  }): Promise<Neighbourhood | undefined> {
    return this.#read(async (run) => {
      if (query.knownAt) return neighbourhoodAsKnown(statementReader(run), query, query.knownAt);
      const start = nodeId(query.ref);
      if ((await run(entitiesById, { ids: [start] })).length === 0) return undefined;
      let passedBy = false;
      const { ids, truncated } = await walk(start, query, async (near) => {
        const hubs = await hubsOf(run, near);
        const open = near.filter((id) => id === start || !hubs.has(id));
        passedBy ||= open.length < near.length;
        return (await run(neighbours, { ids: open })).map(({ id }) => id);
      });
      const found = await run(relationshipsAmong, { ids });
      const relationships = await related(run, found);
      const hubs = recordsByHub(await hubsOf(run, ids), relationships);
      const nodes = await entities(run, ids, hubs);
      return { nodes, relationships, truncated: truncated || passedBy };
    });
  }

  async sharedAttributes(types: readonly RelationshipType[]): Promise<readonly SharedAttribute[]> {
    return this.#read(async (run) => sharedPairs(await ofTypes(run, types)));
  }

  async coTravel(): Promise<readonly CoTravel[]> {
    return this.#read(async (run) => coTravelRows(await ofTypes(run, ['FLEW_ON'])));
  }

  async read<T>(
    question: (reader: GraphReader) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    signal?.throwIfAborted();
    return this.#read((run) => question(interruptible(cypherReader(run), signal)));
  }

  async counts(): Promise<GraphCounts> {
    return this.#read(async (run) => {
      const labels = [...(await run(countByLabel, {}))].sort((a, b) => byText(a.label, b.label));
      const [relationships] = await run(countRelationships, {});
      return {
        nodes: labels.reduce((sum, { total }) => sum + total, 0),
        relationships: relationships?.total ?? 0,
        byLabel: Object.fromEntries(labels.map(({ label, total }) => [label, total])),
      };
    });
  }

  async digest(): Promise<string> {
    return this.#read(async (run) => {
      const past = byRecord(
        (await run(allPast, {})).map(pastStatement),
        (s) => s.provenance.recordId,
      );
      const purged = byRecord((await run(allPurged, {})).map(purgedRecord), (p) => p.recordId);
      const current = (await run(allRecords, {})).map(({ record }) => record);
      const records = [...new Set([...current, ...past.keys(), ...purged.keys()])].sort(
        inDigestOrder,
      );
      const digest = statementDigest();
      for (let i = 0; i < records.length; i += RECORDS_PER_READ) {
        const part = records.slice(i, i + RECORDS_PER_READ);
        const said = (await run(statementsOfRecords, { records: part })).map(statementOf);
        const ended = part.flatMap((record) => past.get(record) ?? []);
        digest.add(
          [...said, ...ended],
          part.flatMap((record) => purged.get(record) ?? []),
        );
      }
      return digest.end();
    });
  }

  async storage(): Promise<GraphStorage> {
    this.#assertOpen();
    const fileBytes = await this.#runner.fileBytes();
    const { pending: erasing, doneAt: rewrittenAt } = this.#erasure;
    // A server's erasing is its own affair, and over for this node once it has committed.
    if (fileBytes === undefined) return { erasing: false };
    return { fileBytes, erasing, ...(rewrittenAt === undefined ? {} : { rewrittenAt }) };
  }

  async compact(): Promise<void> {
    this.#assertOpen();
    await this.#erasure.now();
  }

  async clear(): Promise<void> {
    await this.#write(async (run) => {
      await emptied(run);
      return true;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#erasure.finish();
      await this.#writing;
    } finally {
      await this.#runner.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #read<T>(work: (run: RunCypher) => Promise<T>): Promise<T> {
    this.#assertOpen();
    return this.#runner.transaction('read', work);
  }

  /** Runs a change after those before it; `work` answers whether removed data is to be erased from the files. */
  async #write(work: (run: RunCypher) => Promise<boolean>): Promise<void> {
    this.#assertOpen();
    await this.#inTurn(async () => {
      if (await this.#runner.transaction('write', work)) this.#erasure.wanted();
    });
    await this.#erasure.due();
  }

  async #erase(): Promise<void> {
    await this.#runner.eraseRemoved();
    await this.#runner.transaction('write', async (run) => run(erased, {}));
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    // The next change waits for this one but does not inherit its failure, which the caller of this one gets.
    this.#writing = done.catch(() => undefined);
    await done;
  }

  #assertOpen(): void {
    if (this.#closed) throw new PlatformFault('GRAPH_CLOSED', 'the graph is closed; open it again');
  }
}

async function emptied(run: RunCypher): Promise<void> {
  await run(deleteEverything, {});
  await run(writeCheckpoint, { block: -1, tx: 0, version: SCHEMA_VERSION, erasing: true });
}

async function hubsOf(run: RunCypher, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await run(hubsAmong, { ids, most: HUB_DEGREE });
  return new Set(rows.map(({ id }) => id));
}

/** Nodes by id; `named` are the records of those that need not be looked up. */
async function entities(
  run: RunCypher,
  ids: readonly string[],
  named: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<Entity[]> {
  const found = new Map(
    (await run(entitiesById, { ids })).map(({ id, properties }) => [id, properties]),
  );
  const records = await recordsOf(
    run,
    ids.filter((id) => !named.has(id)),
  );
  return ids.flatMap((id) => {
    const stored = found.get(id);
    if (stored === undefined) return [];
    const recordIds = named.get(id) ?? records.get(id) ?? [];
    return [entityOf(refOf(id), factProperties(stored), recordIds)];
  });
}

async function related(
  run: RunCypher,
  found: readonly FoundRelationship[],
): Promise<Relationship[]> {
  const ordered = found
    .map(({ type, from, to, properties }) => {
      const ends = { type, from: refOf(from), to: refOf(to) };
      return { ends, properties, fact: relationshipId(type, ends.from, ends.to) };
    })
    .sort((a, b) => byText(a.fact, b.fact));
  const records = await recordsOf(
    run,
    ordered.map(({ fact }) => fact),
  );
  return ordered.map(({ ends, properties, fact }) =>
    relationshipOf(ends, factProperties(properties), records.get(fact) ?? []),
  );
}

async function ofTypes(
  run: RunCypher,
  types: readonly RelationshipType[],
): Promise<readonly Relationship[]> {
  const found: FoundRelationship[] = [];
  for (const type of types)
    for (const row of await run(relationshipsOfType[type], {})) found.push(row);
  return related(run, found);
}

async function recordsOf(
  run: RunCypher,
  facts: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const records = new Map<string, string[]>();
  // In parts, so that no single answer holds the event loop for long.
  for (let i = 0; i < facts.length; i += FACTS_PER_READ)
    for (const { fact, record } of await run(recordsOfFacts, {
      facts: facts.slice(i, i + FACTS_PER_READ),
    })) {
      const known = records.get(fact);
      if (known) known.push(record);
      else records.set(fact, [record]);
    }
  return records;
}

function byRecord<T>(items: readonly T[], recordOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const record = recordOf(item);
    groups.set(record, [...(groups.get(record) ?? []), item]);
  }
  return groups;
}
