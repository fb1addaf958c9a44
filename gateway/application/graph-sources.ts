/**
 * What a node's graph holds beside the ledger: imported lists and generated networks. The node keeps them (a list as a
 * file, a network as its seed), so that a rebuild, a verification and a move have them too.
 */
import { createReadStream, existsSync } from 'node:fs';
import type { Finding } from '../../chaincode/index.js';
import { accepted, refused } from '../../chaincode/index.js';
import type {
  GraphPosition,
  GraphStore,
  LoadOptions,
  LoadProgress,
  RecordFacts,
  SourceFormat,
} from '../../graph/index.js';
import { generateNetwork, ImportFindings, importSource, loadRecords } from '../../graph/index.js';
import type { Clock, NodeStore } from '../../network/index.js';
import type { UserOutcome } from '../application.js';
import { isoNow } from './parts.js';
import type { NamedSource } from './source-register.js';
import { SourceRegister } from './source-register.js';

/** What an import brought, and what was wrong with the file. */
export interface ImportReport extends LoadProgress {
  /** Records of an earlier edition that the new one no longer has. */
  readonly removed: number;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}

/** What taking a source away did. */
export interface RemovalReport {
  /** Records that it brought, those included that an interrupted removal had removed already. */
  readonly removed: number;
  /** The node's copy of the list was gone: what it said cannot be told, and may be in the graph until it is rebuilt. */
  readonly isCopyMissing: boolean;
}

/** How a removal goes on. */
export interface RemovalOptions {
  /** Called after each change. */
  readonly onProgress?: (removed: number, of: number) => void;
  readonly signal?: AbortSignal;
}

const FILLING = 'graphFilling';
const REMOVED_PER_CHANGE = 1000;

export interface GraphSourcesOptions {
  readonly store: NodeStore;
  /** The node's own folder. */
  readonly dir: string;
  readonly owner: string;
  readonly personSalt: string;
  readonly clock: Clock;
}

export class GraphSources {
  readonly #options: GraphSourcesOptions;
  readonly #register: SourceRegister;

  constructor(options: GraphSourcesOptions) {
    this.#options = options;
    this.#register = new SourceRegister(options.store, options.dir);
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
    this.#records({ name, source });
    const held = await this.#register.hold(name, source);
    return (await this.#load(graph, held, options)).done;
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
    const nothing = await this.#nothingIn({ name, source }, file);
    if (nothing) return nothing;
    const held = await this.#register.hold(name, source, file);
    const { done, removed, findings } = await this.#load(graph, held, options);
    return { ...done, removed, findings: findings.list, counts: findings.counts };
  }

  /** What the graph is to have beside the ledger, and the names of what is still to be taken away. */
  async list(): Promise<{
    readonly held: readonly NamedSource[];
    readonly leaving: readonly string[];
  }> {
    const held = await this.#register.held();
    const names = new Set((await this.#register.leaving()).map(({ name }) => name));
    for (const { name } of held) names.delete(name);
    return { held, leaving: [...names] };
  }

  /** From now on the graph is not to have the source; its facts go with `takeAway`. Refused: GRAPH_SOURCE_UNKNOWN. */
  async release(name: string): Promise<UserOutcome<void>> {
    const isLeaving = (await this.#register.leaving(name)).length > 0;
    if (!isLeaving && !(await this.#register.find(name)))
      return refused({
        code: 'GRAPH_SOURCE_UNKNOWN',
        message: `the graph has no list or generated network with the name ${name.slice(0, 80)}`,
        next: await this.#namesToChoose(),
      });
    return accepted(await this.#register.release(name));
  }

  /** Removes what was released from the graph, then the node's copy; begun again, it goes on where it was interrupted. */
  async takeAway(
    graph: GraphStore,
    name: string,
    options: RemovalOptions = {},
  ): Promise<RemovalReport> {
    const [held, left] = [await this.#register.find(name), await this.#register.leaving(name)];
    const there = left.filter((one) => this.#isReadable(one));
    const gone = await this.#recordIds(there);
    for (const id of held && there.length > 0 ? await this.#recordIds([held]) : []) gone.delete(id);
    await removeRecords(graph, [...gone], options);
    // Only now: what is forgotten before its facts are gone would stay in the graph, and nobody could tell whose it is.
    if (left.length > 0) await this.#register.forgetLeft(name);
    return { removed: gone.size, isCopyMissing: there.length < left.length };
  }

  /** Takes away what an interrupted command left; answers what that was. */
  async takeAwayLeft(
    graph: GraphStore,
  ): Promise<readonly (RemovalReport & { readonly name: string })[]> {
    const names = new Set((await this.#register.leaving()).map(({ name }) => name));
    const reports = [];
    for (const name of names) reports.push({ name, ...(await this.takeAway(graph, name)) });
    return reports;
  }

  async #nothingIn(named: NamedSource, file: string): Promise<ImportReport | undefined> {
    const findings = new ImportFindings();
    for await (const { nodes } of this.#records(named, findings, file))
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
    const measured = { name: 'measured', source };
    const file = 'file' in wanted ? wanted.file : '';
    const records = this.#records(measured, new ImportFindings(), file);
    let facts = 0;
    for await (const { nodes, relationships } of records)
      facts += nodes.length + relationships.length;
    return facts;
  }

  /** Loads every source into a graph that was built from the ledger; answers how many records that was. */
  async loadInto(graph: GraphStore, options: LoadOptions = {}): Promise<number> {
    let records = 0;
    for (const held of await this.#register.held())
      records += (await loadRecords(graph, this.#records(held), options)).records;
    return records;
  }

  /** Puts what is held into the graph, then removes what earlier editions said and it does not. */
  async #load(
    graph: GraphStore,
    held: NamedSource,
    options: LoadOptions,
  ): Promise<{ done: LoadProgress; removed: number; findings: ImportFindings }> {
    // A graph that has seen nothing lacks the other sources too, and is no longer seen to be new once this one is in it.
    if ((await graph.checkpoint()) === undefined)
      await this.#options.store.put('node', FILLING, true);
    const findings = new ImportFindings();
    const done = await loadRecords(graph, this.#records(held, findings), options);
    const importedAt = isoNow(this.#options.clock);
    await this.#register.loaded(held, { records: done.records, importedAt });
    const { signal } = options;
    const { removed } = await this.takeAway(graph, held.name, signal ? { signal } : {});
    return { done, removed, findings };
  }

  async #namesToChoose(): Promise<string> {
    const { held, leaving } = await this.list();
    const names = [...held.map(({ name }) => name), ...leaving];
    if (names.length === 0) return 'Nothing needs to be done: the graph has none at all.';
    return `Name one of those that it has: ${names.join(', ')}.`;
  }

  async #recordIds(named: readonly NamedSource[]): Promise<Set<string>> {
    const ids = new Set<string>();
    for (const one of named)
      for await (const { provenance } of this.#records(one)) ids.add(provenance.recordId);
    return ids;
  }

  #isReadable(named: NamedSource): boolean {
    return named.source.kind === 'network' || existsSync(this.#register.copyOf(named));
  }

  #records(
    named: NamedSource,
    findings = new ImportFindings(),
    file = this.#register.copyOf(named),
  ): Iterable<RecordFacts> | AsyncIterable<RecordFacts> {
    const { owner, personSalt } = this.#options;
    const { name, source } = named;
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
}

/** In many changes: each is one transaction, and others may have their turn in between. */
async function removeRecords(
  graph: GraphStore,
  ids: readonly string[],
  { onProgress, signal }: RemovalOptions,
): Promise<void> {
  const checkpoint = (await graph.checkpoint()) ?? { block: -1, tx: 0 };
  for (let i = 0; i < ids.length; i += REMOVED_PER_CHANGE) {
    signal?.throwIfAborted();
    const part = ids.slice(i, i + REMOVED_PER_CHANGE);
    await graph.apply({ facts: [], remove: part, checkpoint });
    onProgress?.(i + part.length, ids.length);
  }
}

/** Where the ledger stands for the graph: what is loaded now became known now. */
async function positionOf(graph: GraphStore): Promise<GraphPosition> {
  return (await graph.checkpoint()) ?? { block: 0, tx: 0 };
}
