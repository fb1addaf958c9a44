/**
 * The text that nodes are found by, in memory: one line per node, packed in blocks. Looking through 380,000 of them takes
 * a few milliseconds, where the embedded engine has no index for it and reads every node. A line may be out of date: who
 * asks compares what is found with the graph.
 */
import { byText } from '../identity.js';
import { pace } from '../pace.js';

/** `search` is the folded name, a space and the folded key (search-text.ts), `folded` the name alone. */
export interface SearchLine {
  readonly id: string;
  readonly folded: string;
  readonly search: string;
}

/** What is looked for: lines with all `words`, of which `longest` is one; `whole` is all of the text. */
export interface Wanted {
  readonly whole: string;
  readonly words: readonly string[];
  readonly longest: string;
  /** What is left out. */
  readonly isWithout: (id: string) => boolean;
}

/** 0: the whole name or key; 1: the name begins so; 2: the words stand somewhere. */
export type SearchRank = 0 | 1 | 2;

export interface FoundLine {
  readonly id: string;
  readonly rank: SearchRank;
}

/** How well a text answers; undefined when a word is not in it. */
export function rankOfLine(
  { folded, search }: Omit<SearchLine, 'id'>,
  { whole, words }: Pick<Wanted, 'whole' | 'words'>,
): SearchRank | undefined {
  if (!words.every((word) => search.includes(word))) return undefined;
  if (folded === whole || search === whole || search === `${folded} ${whole}`) return 0;
  return folded.startsWith(whole) ? 1 : 2;
}

/** Lines that came one by one are packed when there are so many. */
const PACKED_AT = 2000;
const NEWLINE = '\n';

export class SearchLines {
  readonly #blocks: Block[] = [];
  #recent: SearchLine[] = [];
  #later = 0;

  /** How many came after the first filling, those that replace others included. */
  get later(): number {
    return this.#later;
  }

  /** A part of the first filling; parts come in the order of their ids. */
  fill(lines: readonly SearchLine[]): void {
    this.#blocks.push(new Block(lines, true));
  }

  /** Lines that are new, or take the place of earlier ones. */
  add(lines: readonly SearchLine[]): void {
    this.#later += lines.length;
    for (const line of lines) this.#recent.push(line);
    if (this.#recent.length < PACKED_AT) return;
    this.#blocks.push(new Block(this.#recent, false));
    this.#recent = [];
  }

  /**
   * Best first, by id among equals. Of the first filling there are all of rank 0, and at least the first `enough` of the
   * others; `isCut` when there may be more.
   */
  async find(
    wanted: Wanted,
    enough: number,
  ): Promise<{ readonly found: readonly FoundLine[]; readonly isCut: boolean }> {
    const found: FoundLine[] = [];
    const { rest } = pace();
    const counts: Record<SearchRank, number> = { 0: 0, 1: 0, 2: 0 };
    let worst: SearchRank = 2;
    for (const block of this.#blocks) {
      for (const line of block.find(wanted, block.isOrdered ? worst : 2)) {
        if (block.isOrdered) counts[line.rank] += 1;
        found.push(line);
      }
      // What comes later in the order of ids cannot be among the first any more.
      if (counts[1] >= enough) worst = 0;
      else if (counts[1] + counts[2] >= enough) worst = 1;
      await rest();
    }
    for (const line of this.#recent) {
      const rank = rankOfLine(line, wanted);
      if (rank !== undefined && !wanted.isWithout(line.id)) found.push({ id: line.id, rank });
    }
    const ordered = found.sort((a, b) => a.rank - b.rank || byText(a.id, b.id));
    return { found: ordered, isCut: worst < 2 };
  }
}

/** Lines as bytes: `\n`, the first one, `\n`, the second one … `\n`. */
class Block {
  /** Whether its ids come after those of the ordered blocks before it. */
  readonly isOrdered: boolean;
  readonly #text: Buffer;
  /** Where each line begins, and one more. */
  readonly #starts: Uint32Array;
  /** Letters of each folded name. */
  readonly #names: Uint32Array;
  readonly #ids: Buffer;
  readonly #idStarts: Uint32Array;

  constructor(lines: readonly SearchLine[], isOrdered: boolean) {
    this.isOrdered = isOrdered;
    [this.#text, this.#starts] = packed(lines.map(({ search }) => search));
    [this.#ids, this.#idStarts] = packed(lines.map(({ id }) => id));
    this.#names = Uint32Array.from(lines, ({ folded }) => folded.length);
  }

  /** Its lines of the `worst` rank and better. */
  *find(wanted: Wanted, worst: SearchRank): Generator<FoundLine> {
    const needles = needlesOf(wanted, worst);
    const seen = new Set<number>();
    for (const needle of needles)
      for (const line of this.#linesWith(needle)) {
        if (seen.has(line)) continue;
        if (needles.length > 1) seen.add(line);
        const search = lineOf(this.#text, this.#starts, line);
        const rank = rankOfLine({ folded: search.slice(0, this.#names[line]), search }, wanted);
        if (rank === undefined || rank > worst) continue;
        const id = lineOf(this.#ids, this.#idStarts, line);
        if (!wanted.isWithout(id)) yield { id, rank };
      }
  }

  /** Numbers of the lines that hold the bytes, each once. */
  *#linesWith(needle: string): Generator<number> {
    const bytes = Buffer.from(needle);
    const [text, starts] = [this.#text, this.#starts];
    // A needle may begin with the newline before a line.
    const skip = needle.startsWith(NEWLINE) ? 1 : 0;
    let line = 0;
    for (let at = text.indexOf(bytes); at !== -1;) {
      while ((starts[line + 1] ?? Infinity) <= at + skip) line += 1;
      yield line;
      const next = starts[line + 1] ?? text.length;
      at = text.indexOf(bytes, next - skip);
    }
  }
}

/** What every line of the `worst` rank and better has one of. */
function needlesOf({ longest, whole }: Wanted, worst: SearchRank): readonly string[] {
  if (worst === 2) return [longest];
  const begins = worst === 1 ? `${NEWLINE}${whole}` : `${NEWLINE}${whole} `;
  return [begins, `${whole}${NEWLINE}`];
}

function packed(lines: readonly string[]): [Buffer, Uint32Array] {
  const text = Buffer.from(`${NEWLINE}${lines.join(NEWLINE)}${NEWLINE}`);
  const starts = new Uint32Array(lines.length + 1);
  starts[0] = 1;
  for (const [i, line] of lines.entries())
    starts[i + 1] = (starts[i] ?? 0) + Buffer.byteLength(line) + 1;
  return [text, starts];
}

function lineOf(text: Buffer, starts: Uint32Array, line: number): string {
  return text.toString('utf8', starts[line], (starts[line + 1] ?? 0) - 1);
}
