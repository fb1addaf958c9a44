/**
 * Who states facts that very many records state, such as a country. The first of them hardly ever change, and finding
 * them means sorting all: what one question found is kept for the next, and carried on as records come.
 */
import type { Sources } from '../questions/reader.js';
import type { Statement } from '../statement.js';
import { onLedger } from '../statement.js';

/** Records of one fact that are kept; facts that so few state are not kept at all, they are read as fast. */
export const MOST_RECORDS = 25;
/** Facts that are kept; the one asked for longest ago goes. */
const MOST_FACTS = 10_000;

export class HubSources {
  readonly #known = new Map<string, Sources>();
  #version = 0;
  #changing = 0;

  /** To be given to `keep`: what a question reads from here on. */
  get version(): number {
    return this.#version;
  }

  /** The first `most` records that state the fact, and how many there are; undefined when that is not known. */
  of(fact: string, most: number): Sources | undefined {
    const sources = this.#known.get(fact);
    if (sources === undefined || most > MOST_RECORDS) return undefined;
    this.#known.delete(fact);
    this.#known.set(fact, sources);
    return { total: sources.total, records: sources.records.slice(0, most) };
  }

  /** Keeps what a question found, unless the graph has changed since or is just changing. */
  keep(version: number, fact: string, { total, records }: Sources): void {
    const isPart = records.length < Math.min(total, MOST_RECORDS);
    if (version !== this.#version || this.#changing > 0 || isPart) return;
    this.#known.set(fact, { total, records: records.slice(0, MOST_RECORDS) });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_FACTS && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Runs a change of the graph, which answers what it took away and what it brought. */
  async change(
    work: () => Promise<{
      readonly gone: readonly Statement[];
      readonly brought: readonly Statement[];
    }>,
  ): Promise<void> {
    this.#changing += 1;
    try {
      const { gone, brought } = await work();
      for (const { fact } of gone) this.#known.delete(fact);
      for (const statement of brought) this.#bring(statement);
    } catch (error) {
      // Nobody knows whether it was committed.
      this.#known.clear();
      throw error;
    } finally {
      this.#version += 1;
      this.#changing -= 1;
    }
  }

  /** The graph is empty. */
  clear(): void {
    this.#known.clear();
    this.#version += 1;
  }

  /** A record that comes after those kept only counts; one among them is found by the next question. */
  #bring({ fact, provenance }: Statement): void {
    const sources = this.#known.get(fact);
    const last = sources?.records.at(-1);
    if (sources === undefined || last === undefined) return;
    if (onLedger(provenance, last) > 0)
      this.#known.set(fact, { ...sources, total: sources.total + 1 });
    else this.#known.delete(fact);
  }
}
