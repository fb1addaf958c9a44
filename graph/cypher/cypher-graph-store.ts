/** The graph port over any engine that speaks the Cypher catalogue. */
import { refOf } from '../identity.js';
import { isOfKind } from '../node-kind.js';
import type {
  GraphChange,
  GraphConnection,
  GraphStorage,
  GraphStore,
  GraphStoreDescription,
} from '../store.js';
import type { PreparedChange } from './apply.js';
import { applyChange, prepared } from './apply.js';
import { anyLeft, deleteSome, erased, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { SearchedText } from './cypher-graph.js';
import { CypherGraph } from './cypher-graph.js';
import { Erasure } from './erasure.js';
import { ListedSearch } from './listed-search.js';
import type { CypherRunner } from './runner.js';
import { BEING_EMPTIED, SCHEMA, SCHEMA_VERSION } from './schema.js';

/** `eraseAfterMs`: see `OpenGraphOptions`. */
export interface CypherStoreOptions {
  readonly eraseAfterMs: number;
}

/** Nodes in one transaction of an emptying: as many as a server's memory easily holds. */
const EMPTIED_AT_A_TIME = 10_000;

/** Opens the store over a runner: sets the schema up, and empties a graph that another version wrote or that was being emptied. */
export async function openCypherGraphStore(
  runner: CypherRunner,
  options: CypherStoreOptions,
): Promise<GraphStore> {
  await runner.schema(SCHEMA[runner.engine]);
  const [found] = await runner.transaction('read', (run) => run(readCheckpoint, {}));
  if (found === undefined || found.version === SCHEMA_VERSION)
    return new CypherGraphStore(runner, { ...options, erasing: found?.erasing });
  await emptied(runner);
  const because =
    found.version === BEING_EMPTIED
      ? 'was not emptied to the end'
      : `was written by version ${found.version} and was emptied`;
  const reason = `the graph ${because}`;
  return new CypherGraphStore(runner, { ...options, erasing: true, reason });
}

class CypherGraphStore extends CypherGraph implements GraphStore {
  readonly #runner: CypherRunner;
  readonly #reason: string | undefined;
  readonly #erasure: Erasure;
  /** A Neo4j has an index for it. */
  readonly #listed: ListedSearch | undefined;
  /** Changes one after the other: the last one begun. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    runner: CypherRunner,
    options: CypherStoreOptions & {
      readonly erasing?: boolean | undefined;
      /** Why it was emptied at the opening. */
      readonly reason?: string;
    },
  ) {
    super(runner);
    this.#runner = runner;
    this.#reason = options.reason;
    if (runner.engine === 'grafeo')
      this.#listed = new ListedSearch((work) => runner.transaction('read', work));
    this.#erasure = new Erasure({
      delayMs: options.eraseAfterMs,
      erase: () => this.#erase(),
      unlent: () => runner.unlent(),
      inTurn: (work) => this.#inTurn(work),
    });
    if (options.erasing === true) this.#erasure.wanted();
  }

  describe(): GraphStoreDescription {
    const emptied =
      this.#reason === undefined ? {} : ({ reason: this.#reason, isEmptied: true } as const);
    return { engine: this.#runner.engine, persistent: true, ...emptied };
  }

  async apply(change: GraphChange): Promise<void> {
    this.assertOpen();
    const ready = prepared(change);
    await this.#inTurn(() => this.#apply(ready));
    await this.#erasure.due();
  }

  async lend<T>(work: (connection: GraphConnection) => Promise<T>): Promise<T> {
    this.assertOpen();
    return this.#runner.lend(work);
  }

  async storage(): Promise<GraphStorage> {
    this.assertOpen();
    const fileBytes = await this.#runner.fileBytes();
    const { pending: erasing, doneAt: rewrittenAt } = this.#erasure;
    // A server's erasing is its own affair, and over for this node once it has committed.
    if (fileBytes === undefined) return { erasing: false };
    return { fileBytes, erasing, ...(rewrittenAt === undefined ? {} : { rewrittenAt }) };
  }

  async compact(): Promise<void> {
    this.assertOpen();
    await this.#erasure.now();
  }

  async clear(): Promise<void> {
    this.assertOpen();
    await this.#inTurn(() => emptied(this.#runner));
    this.#listed?.drop();
    this.#erasure.wanted();
    await this.#erasure.due();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listed?.drop();
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

  protected override async searched(
    wanted: SearchedText,
    most: number,
  ): Promise<readonly string[]> {
    const isWithout = (id: string): boolean =>
      wanted.without.some((kind) => isOfKind(refOf(id), kind));
    this.assertOpen();
    return (
      (await this.#listed?.search({ ...wanted, isWithout }, most)) ?? super.searched(wanted, most)
    );
  }

  async #apply(change: PreparedChange): Promise<void> {
    const { erasing, lines } = await this.#runner.transaction('write', (run) =>
      applyChange(run, change, this.#erasure.pending),
    );
    this.#listed?.written(lines);
    if (erasing) this.#erasure.wanted();
  }

  async #erase(): Promise<number> {
    this.#listed?.drop();
    const tookMs = await this.#runner.eraseRemoved();
    await this.#runner.transaction('write', async (run) => run(erased, {}));
    return tookMs;
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    // The next change waits for this one but does not inherit its failure, which the caller of this one gets.
    this.#writing = done.catch(() => undefined);
    await done;
  }
}

/** In many transactions, since one would need memory for all of it; a process that ends in between goes on at the next start. */
async function emptied(runner: CypherRunner): Promise<void> {
  const mark = { block: -1, tx: 0, erasing: true };
  await runner.transaction('write', (run) =>
    run(writeCheckpoint, { ...mark, version: BEING_EMPTIED }),
  );
  for (let isLeft = true; isLeft;)
    isLeft = await runner.transaction('write', async (run) => {
      for (const query of deleteSome) await run(query, { most: EMPTIED_AT_A_TIME });
      const left = await Promise.all(anyLeft.map((query) => run(query, {})));
      return left.some(([row]) => (row?.total ?? 0) > 0);
    });
  await runner.transaction('write', (run) =>
    run(writeCheckpoint, { ...mark, version: SCHEMA_VERSION }),
  );
}
