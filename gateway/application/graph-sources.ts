/**
 * What a node's graph holds beside the ledger: imported lists and generated networks. The node keeps them (a list as a
 * file, a network as its seed), so that a rebuild, a verification and a move have them too.
 */
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../chaincode/index.js';
import type {
  GraphPosition,
  GraphStore,
  LoadOptions,
  LoadProgress,
  RecordFacts,
  SourceFormat,
} from '../../graph/index.js';
import { generateNetwork, ImportFindings, importSource, loadRecords } from '../../graph/index.js';
import type { NodeStore } from '../../network/index.js';

/** A source as the node remembers it, by name. */
export type GraphSource =
  | {
      readonly kind: 'network';
      readonly relationships: number;
      readonly seed: number;
      readonly position: GraphPosition;
    }
  | { readonly kind: 'list'; readonly format: SourceFormat; readonly position: GraphPosition };

/** What an import brought, and what was wrong with the file. */
export interface ImportReport extends LoadProgress {
  /** Records of an earlier edition that the new one no longer has. */
  readonly removed: number;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}

const COLLECTION = 'graphSources';
const FILLING = 'graphFilling';
const REMOVED_PER_CHANGE = 1000;

export interface GraphSourcesOptions {
  readonly store: NodeStore;
  /** The node's own folder. */
  readonly dir: string;
  readonly owner: string;
  readonly personSalt: string;
}

export class GraphSources {
  readonly #options: GraphSourcesOptions;

  constructor(options: GraphSourcesOptions) {
    this.#options = options;
  }

  /** Generates a network into the graph and remembers it. */
  async addNetwork(
    graph: GraphStore,
    network: { readonly relationships: number; readonly seed: number },
    options: LoadOptions = {},
  ): Promise<LoadProgress> {
    const source = { kind: 'network', ...network, position: await positionOf(graph) } as const;
    const name = `generated-${network.seed}`;
    // Made before it is remembered: a size that cannot be made is refused here.
    const records = this.#records(name, source, new ImportFindings());
    const before = await this.#options.store.get<GraphSource>(COLLECTION, name);
    await this.#options.store.put(COLLECTION, name, source);
    const done = await loadRecords(graph, records, options);
    if (before) await this.#removeOld(graph, { name, before, records });
    return done;
  }

  /**
   * Imports a file as a source, in the place of an earlier edition of the same name, and keeps a copy. A file in which no
   * entry can be read changes nothing: it would take away a whole list for having been mistaken for it.
   */
  async addList(
    graph: GraphStore,
    list: { readonly name: string; readonly file: string; readonly format: SourceFormat },
    options: LoadOptions = {},
  ): Promise<ImportReport> {
    const { name, format, file } = list;
    const source = { kind: 'list', format, position: await positionOf(graph) } as const;
    const nothing = await this.#nothingIn(name, source, file);
    if (nothing) return nothing;
    const before = await this.#options.store.get<GraphSource>(COLLECTION, name);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const kept = this.#file(name);
    if (before) await rename(kept, `${kept}.before`);
    await copyFile(file, kept);
    await this.#options.store.put(COLLECTION, name, source);
    const findings = new ImportFindings();
    const done = await loadRecords(graph, this.#records(name, source, findings), options);
    const records = this.#records(name, source, new ImportFindings());
    const removed = before
      ? await this.#removeOld(graph, { name, before, records, file: `${kept}.before` })
      : 0;
    await rm(`${kept}.before`, { force: true });
    return { ...done, removed, findings: findings.list, counts: findings.counts };
  }

  async #nothingIn(
    name: string,
    source: GraphSource,
    file: string,
  ): Promise<ImportReport | undefined> {
    const findings = new ImportFindings();
    for await (const { nodes } of this.#records(name, source, findings, file))
      if (nodes.length > 0) return undefined;
    const { list, counts } = findings;
    return { records: 0, facts: 0, removed: 0, findings: list, counts };
  }

  /** Runs work that empties a graph and fills it; a process that ends within is noticed by `wasInterrupted`. */
  async filling<T>(work: () => Promise<T>): Promise<T> {
    const { store } = this.#options;
    await store.put('node', FILLING, true);
    const done = await work();
    await store.batch([{ collection: 'node', key: FILLING }]);
    return done;
  }

  /** Whether the graph may lack sources because filling it did not end. */
  async wasInterrupted(): Promise<boolean> {
    return (await this.#options.store.get<boolean>('node', FILLING)) === true;
  }

  /** Facts that a network or a list states, without loading it. */
  async factsOf(
    wanted:
      | { readonly relationships: number; readonly seed: number }
      | { readonly file: string; readonly format: SourceFormat },
  ): Promise<number> {
    const position = { block: 0, tx: 0 };
    const source =
      'file' in wanted
        ? ({ kind: 'list', ...wanted, position } as const)
        : ({ kind: 'network', ...wanted, position } as const);
    const records = this.#records(
      'measured',
      source,
      new ImportFindings(),
      'file' in wanted ? wanted.file : '',
    );
    let facts = 0;
    for await (const { nodes, relationships } of records)
      facts += nodes.length + relationships.length;
    return facts;
  }

  /** Loads every source into a graph that was built from the ledger; answers how many records that was. */
  async loadInto(graph: GraphStore, options: LoadOptions = {}): Promise<number> {
    let records = 0;
    for await (const [name, source] of this.#options.store.entries<GraphSource>(COLLECTION)) {
      const all = this.#records(name, source, new ImportFindings());
      records += (await loadRecords(graph, all, options)).records;
    }
    return records;
  }

  async #removeOld(
    graph: GraphStore,
    edition: {
      readonly name: string;
      readonly before: GraphSource;
      readonly records: Iterable<RecordFacts> | AsyncIterable<RecordFacts>;
      readonly file?: string;
    },
  ): Promise<number> {
    const { name, before, records, file = this.#file(name) } = edition;
    if (before.kind === 'list' && !existsSync(file)) return 0;
    const old = new Set<string>();
    for await (const { provenance } of this.#records(name, before, new ImportFindings(), file))
      old.add(provenance.recordId);
    for await (const { provenance } of records) old.delete(provenance.recordId);
    const gone = [...old];
    const checkpoint = (await graph.checkpoint()) ?? { block: -1, tx: 0 };
    for (let i = 0; i < gone.length; i += REMOVED_PER_CHANGE)
      await graph.apply({ facts: [], remove: gone.slice(i, i + REMOVED_PER_CHANGE), checkpoint });
    return gone.length;
  }

  #records(
    name: string,
    source: GraphSource,
    findings: ImportFindings,
    file = this.#file(name),
  ): Iterable<RecordFacts> | AsyncIterable<RecordFacts> {
    const { owner, personSalt } = this.#options;
    const { position } = source;
    if (source.kind === 'network') {
      const { relationships, seed } = source;
      return generateNetwork({ relationships, seed, owner, position }).records;
    }
    return importSource(createReadStream(file), {
      ...{ format: source.format, findings },
      source: { name, owner, position, personSalt },
    });
  }

  get #folder(): string {
    return join(this.#options.dir, 'sources');
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}

/** Where the ledger stands for the graph: what is loaded now became known now. */
async function positionOf(graph: GraphStore): Promise<GraphPosition> {
  return (await graph.checkpoint()) ?? { block: 0, tx: 0 };
}
