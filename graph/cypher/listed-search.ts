/**
 * Searching by a list of all names in memory, for an engine without an index of parts of a text. The list is made when
 * somebody searches first, kept up to date with every change, and dropped when the files are rewritten, so that what was
 * removed is not kept here either. While there is none, a search is a statement of the engine.
 */
import { pace } from '../pace.js';
import { entitiesById, linesAfter } from './entities.js';
import type { RunCypher } from './runner.js';
import type { FoundLine, SearchLine, Wanted } from './search-lines.js';
import { rankOfLine, SearchLines } from './search-lines.js';

type Read = <T>(work: (run: RunCypher) => Promise<T>) => Promise<T>;

/** Nodes read at a time while the list is made: the engine looks at all of them each time. */
const PAGE = 250_000;
/** Nodes packed in one go: that takes a few milliseconds. */
const BLOCK = 5000;
/** Lines looked for beyond the asked number: some may be out of date. */
const SPARE = 200;
/** With so many later lines, and more than a quarter of all, the list is made anew. */
const FEW_LATER = 20_000;

export class ListedSearch {
  readonly #read: Read;
  #lines: SearchLines | undefined;
  #count = 0;
  #isWhole = false;

  constructor(read: Read) {
    this.#read = read;
  }

  /** Nodes that a committed change made, or that are found by another text since. */
  written(lines: readonly SearchLine[]): void {
    this.#lines?.add(lines);
    const later = this.#lines?.later ?? 0;
    if (later > FEW_LATER && later > this.#count / 4) this.drop();
  }

  /** The list is not kept any longer; the next search has a new one made. */
  drop(): void {
    this.#lines = undefined;
    this.#isWhole = false;
  }

  /** Ids of the best, as the statement would have them; undefined when the list cannot tell. */
  async search(wanted: Wanted, most: number): Promise<readonly string[] | undefined> {
    const lines = this.#lines;
    if (lines === undefined) void this.#fill();
    if (lines === undefined || !this.#isWhole) return undefined;
    const { found, isCut } = await lines.find(wanted, most + SPARE);
    const { ids, outdated } = await this.#upToDate(found, wanted, most);
    return isCut && (ids.length < most || outdated > SPARE) ? undefined : ids;
  }

  async #upToDate(
    found: readonly FoundLine[],
    wanted: Wanted,
    most: number,
  ): Promise<{ readonly ids: readonly string[]; readonly outdated: number }> {
    const ids = new Set<string>();
    let outdated = 0;
    const compared = most + 20;
    for (let i = 0; i < found.length && ids.size < most; i += compared) {
      const part = found.slice(i, i + compared);
      const asked = [...new Set(part.map(({ id }) => id))];
      const rows = await this.#read((run) => run(entitiesById, { ids: asked }));
      const now = new Map(rows.map(({ id, properties }) => [id, properties]));
      for (const { id, rank } of part) {
        const { folded, search } = now.get(id) ?? {};
        const isNow =
          typeof folded === 'string' &&
          typeof search === 'string' &&
          rankOfLine({ folded, search }, wanted) === rank;
        if (!isNow) outdated += 1;
        else if (ids.size < most) ids.add(id);
      }
    }
    return { ids: [...ids], outdated };
  }

  async #fill(): Promise<void> {
    const lines = new SearchLines();
    this.#lines = lines;
    this.#count = 0;
    const isKept = (): boolean => this.#lines === lines;
    const { rest } = pace();
    try {
      for (let after = ''; isKept();) {
        const page = await this.#read((run) => run(linesAfter, { after, most: PAGE }));
        for (let i = 0; i < page.length && isKept(); i += BLOCK) {
          lines.fill(page.slice(i, i + BLOCK));
          await rest();
        }
        if (!isKept()) return;
        this.#count += page.length;
        this.#isWhole = page.length < PAGE;
        if (this.#isWhole) return;
        after = page.at(-1)?.id ?? after;
      }
    } catch {
      // Whatever it was, the statement of the search itself meets it and says so.
      if (isKept()) this.drop();
    }
  }
}
