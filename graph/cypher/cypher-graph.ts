/** What a Cypher graph answers: the reading half of the port, for whoever has a runner, on this thread or another one. */
import { PlatformFault } from '../../network/index.js';
import { coTravelRows, entityOf, relationshipOf, sharedPairs } from '../answers.js';
import { HUB_DEGREE, recordsByHub } from '../hubs.js';
import { entityAsKnown, neighbourhoodAsKnown, sourcesOf } from '../as-known.js';
import { inPurgeOrder } from '../history.js';
import { byText, nodeId, refOf, relationshipId } from '../identity.js';
import { walk } from '../neighbourhood.js';
import { mapped } from '../in-parts.js';
import type { NodeKind } from '../node-kind.js';
import { idPattern } from '../node-kind.js';
import { pace } from '../pace.js';
import { grouped } from '../questions/grouped.js';
import { interruptible } from '../questions/interruptible.js';
import type { GraphReader } from '../questions/reader.js';
import { searchWords } from '../search-text.js';
import { inDigestOrder, statementDigest } from '../statement.js';
import type {
  AsKnown,
  CoTravel,
  Entity,
  EntityRef,
  EntitySource,
  GraphCounts,
  GraphPosition,
  HeadComparison,
  Neighbourhood,
  PurgedRecord,
  Relationship,
  SearchOptions,
  SharedAttribute,
} from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { readCheckpoint } from './checkpoint.js';
import { compareHeads } from './compare-heads.js';
import { cypherReader } from './cypher-graph-reader.js';
import { countByLabel, entitiesById, searchEntities } from './entities.js';
import { allPast, allPurged } from './past.js';
import type { FoundRelationship } from './relationships.js';
import {
  countRelationships,
  hubsAmong,
  neighbours,
  relationshipsAmong,
  relationshipsOfType,
} from './relationships.js';
import type { CypherRunner, RunCypher } from './runner.js';
import { statementReader } from './statement-reader.js';
import { allRecords, recordsOfFacts, statementsOfRecords } from './statements.js';
import { factProperties, statementOf } from './stored.js';
import { pastStatement, purgedRecord } from './write-history.js';

/** Records whose statements are in memory at a time while the digest is made. */
const RECORDS_PER_READ = 100;

/** Facts whose records are asked for at a time. */
const FACTS_PER_READ = 2000;

/** The part of a runner that answers need. */
export type ReadingRunner = Pick<CypherRunner, 'engine' | 'transaction'>;

/** What a search looks for: `longest` is one of the `words`, `whole` is all of them. */
export interface SearchedText {
  readonly whole: string;
  readonly words: readonly string[];
  readonly longest: string;
  readonly without: readonly NodeKind[];
}

export class CypherGraph {
  readonly #runner: ReadingRunner;
  protected isClosed = false;

  constructor(runner: ReadingRunner) {
    this.#runner = runner;
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

  async search(
    text: string,
    limit: number,
    options: SearchOptions = {},
  ): Promise<readonly Entity[]> {
    const words = searchWords(text);
    if (words.length === 0) return [];
    const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
    const wanted = { whole: words.join(' '), words, longest, without: options.without ?? [] };
    const ids = await this.searched(wanted, Math.max(0, limit));
    return this.#read((run) => entities(run, ids));
  }

  /** Ids of the best matches, best first. */
  protected async searched(
    { without, ...wanted }: SearchedText,
    most: number,
  ): Promise<readonly string[]> {
    const ending = ` ${wanted.whole}`;
    const patterns = without.map(idPattern);
    const found = await this.#read((run) =>
      run(searchEntities, { ...wanted, without: patterns, ending, most }),
    );
    return found.map(({ id }) => id);
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
    return this.#read((run) => question(interruptible(cypherReader(run), signal)), signal);
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
      const before = await mapped(await run(allPast, {}), pastStatement, pace().rest);
      const past = grouped(before, ({ provenance }) => provenance.recordId);
      const purged = grouped((await run(allPurged, {})).map(purgedRecord), (p) => p.recordId);
      const current = await run(allRecords, {});
      const records = await inDigestOrder(recordsOfAll(current, past, purged));
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

  async compareHeads(): Promise<HeadComparison> {
    return compareHeads((work) => this.#read(work));
  }

  protected assertOpen(): void {
    if (this.isClosed)
      throw new PlatformFault('GRAPH_CLOSED', 'the graph is closed; open it again');
  }

  async #read<T>(work: (run: RunCypher) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.assertOpen();
    return this.#runner.transaction('read', work, signal);
  }
}

/** One after the other, since a list of them all would be made in one go. */
function* recordsOfAll(
  current: readonly { readonly record: string }[],
  ...ended: readonly ReadonlyMap<string, unknown>[]
): Generator<string> {
  for (const { record } of current) yield record;
  for (const records of ended) yield* records.keys();
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
