/**
 * The node's memory of its imported lists and generated networks: which it holds, which are leaving its graph, and its
 * copies of their files. A source leaves in two steps, so that a process may end at any moment: first it is held no longer
 * and noted as leaving, which a rebuild respects; when its facts are gone, the note and the copy go.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphPosition, SourceFormat } from '../../graph/index.js';
import type { NodeStore, StoreWrite } from '../../network/index.js';

/** What is known of every source. */
interface KeptSource {
  /** Where the ledger stood when it became known here. */
  readonly position: GraphPosition;
  /** Tells the copies of a list's editions apart; absent in what an older version kept. */
  readonly edition?: number;
  /** Loading it began and did not end, as far as the node knows. */
  readonly isLoading?: boolean;
  /** How many records it brought; absent in what an older version kept. */
  readonly records?: number;
  /** When loading it ended, ISO 8601; absent in what an older version kept. */
  readonly importedAt?: string;
}

/** What there is to read again: a network is made anew from its seed, a list is read from the node's copy. */
export type SourceContent =
  | { readonly kind: 'network'; readonly relationships: number; readonly seed: number }
  | { readonly kind: 'list'; readonly format: SourceFormat };

/** A source as the node remembers it. */
export type GraphSource = KeptSource & SourceContent;

/** A source under its name. */
export interface NamedSource {
  readonly name: string;
  readonly source: GraphSource;
}

const HELD = 'graphSources';
const LEAVING = 'graphSourcesLeaving';

export class SourceRegister {
  readonly #store: NodeStore;
  readonly #folder: string;

  /** `dir` is the node's own folder. */
  constructor(store: NodeStore, dir: string) {
    this.#store = store;
    this.#folder = join(dir, 'sources');
  }

  /** The sources that the graph is to have, by name. */
  async held(): Promise<readonly NamedSource[]> {
    return this.#entries(HELD);
  }

  async find(name: string): Promise<NamedSource | undefined> {
    const source = await this.#store.get<GraphSource>(HELD, name);
    return source && { name, source };
  }

  /** Editions whose facts the graph may still have, though it is not to have them; of one name, or all. */
  async leaving(name?: string): Promise<readonly NamedSource[]> {
    const all = await this.#entries(LEAVING);
    const named = all.map(({ name: key, source }) => ({ name: nameIn(key), source }));
    return name === undefined ? named : named.filter((left) => left.name === name);
  }

  /** Holds a source, of which `file` is copied; what was held under its name leaves in the same moment. */
  async hold(
    name: string,
    source: SourceContent & { readonly position: GraphPosition },
    file?: string,
  ): Promise<NamedSource> {
    const [before, left] = [await this.find(name), await this.leaving(name)];
    const earlier = [...(before ? [before] : []), ...left];
    const edition = Math.max(0, ...earlier.map((one) => one.source.edition ?? 0)) + 1;
    const held = { name, source: { ...source, edition, isLoading: true } };
    if (file !== undefined) {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      // An import that was killed while it copied may have left a file there, as read-only as what it was copied from.
      await rm(this.copyOf(held), { force: true });
      await copyFile(file, this.copyOf(held));
    }
    await this.#store.batch([
      { collection: HELD, key: name, value: held.source },
      ...(before ? [leave(before)] : []),
    ]);
    return held;
  }

  /** Notes that all of a source is in the graph. */
  async loaded(
    { name, source }: NamedSource,
    { records, importedAt }: { readonly records: number; readonly importedAt: string },
  ): Promise<void> {
    await this.#store.put(HELD, name, { ...source, isLoading: false, records, importedAt });
  }

  /** What was held under the name leaves. */
  async release(name: string): Promise<void> {
    const held = await this.find(name);
    if (held) await this.#store.batch([{ collection: HELD, key: name }, leave(held)]);
  }

  /** To be called when the facts of all editions that leave under the name are gone: their copies go, then the notes. */
  async forgetLeft(name: string): Promise<void> {
    const held = await this.find(name);
    const kept = held && this.copyOf(held);
    for (const file of await this.#copies(name)) if (file !== kept) await rm(file);
    const left = await this.leaving(name);
    await this.#store.batch(left.map((one) => ({ collection: LEAVING, key: keyOf(one) })));
  }

  /** The node's copy of a list. */
  copyOf({ name, source: { edition } }: NamedSource): string {
    return join(this.#folder, edition === undefined ? name : `${name}.${edition}`);
  }

  /** All copies under a name, those of imports too that ended before they were held. */
  async #copies(name: string): Promise<readonly string[]> {
    const files = existsSync(this.#folder) ? await readdir(this.#folder) : [];
    const own = files.filter((file) => file === name || file.startsWith(`${name}.`));
    return own.map((file) => join(this.#folder, file));
  }

  async #entries(collection: string): Promise<readonly NamedSource[]> {
    const all: NamedSource[] = [];
    for await (const [name, source] of this.#store.entries<GraphSource>(collection))
      all.push({ name, source });
    return all;
  }
}

function leave(left: NamedSource): StoreWrite {
  return { collection: LEAVING, key: keyOf(left), value: left.source };
}

/** Names have no slash. */
function keyOf({ name, source }: NamedSource): string {
  return `${name}/${source.edition ?? 0}`;
}

function nameIn(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
