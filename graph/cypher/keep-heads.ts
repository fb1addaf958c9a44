/** Keeps the heads of facts as statements go and come, inside a change's transaction and after its statements are written. */
import { grouped } from '../questions/grouped.js';
import { MOST_SOURCES } from '../questions/limits.js';
import type { Sources } from '../questions/reader.js';
import { FEW, headAfter, headOf, headOfAll, rowOfHead } from './head.js';
import type { HeadRow } from './heads.js';
import { deleteHeads, headsOfFacts, recountHeads, writeHeads } from './heads.js';
import { inBatches } from './in-batches.js';
import type { TouchedFact } from './revision.js';
import type { RunCypher } from './runner.js';
import { countSources, firstSources, sourcesOfFacts } from './statements.js';
import { sourceOf, sourcesIn } from './stored.js';

/** `isNew`: nobody stated the fact before the change. */
export async function keepHeads(
  run: RunCypher,
  touched: readonly TouchedFact[],
  isNew: (fact: string) => boolean,
): Promise<void> {
  const [fresh, known] = parted(touched, ({ fact }) => isNew(fact));
  const asked = known.map(({ fact }) => fact);
  const rows = await inBatches(asked, (facts) => run(headsOfFacts, { facts }));
  const kept = new Map(rows.map((row) => [row.fact, row]));
  const [headed, headless] = parted(known, ({ fact }) => kept.has(fact));
  const next = afterwards(headed, kept);
  const heads: Heads = [
    ...fresh.filter(({ brought }) => brought.length > FEW).map(freshHead),
    ...(await headsOfGrown(run, headless)),
    ...(await readAgain(run, next.unsure)),
  ];
  const written = [...next.written, ...heads.map(([fact, head]) => rowOfHead(fact, head))];
  await inBatches(written, (part) => run(writeHeads, { rows: part }));
  await inBatches(next.recounted, (part) => run(recountHeads, { rows: part }));
  await inBatches(next.gone, (facts) => run(deleteHeads, { facts }));
}

interface Next {
  readonly written: HeadRow[];
  readonly recounted: Pick<HeadRow, 'fact' | 'total'>[];
  readonly gone: string[];
  /** Facts whose first records have to be read, and how many there are. */
  readonly unsure: Pick<HeadRow, 'fact' | 'total'>[];
}

type Heads = readonly (readonly [string, Sources])[];

function afterwards(headed: readonly TouchedFact[], kept: ReadonlyMap<string, HeadRow>): Next {
  const next: Next = { written: [], recounted: [], gone: [], unsure: [] };
  for (const change of headed) {
    const { fact, gone, brought } = change;
    const before = kept.get(fact);
    if (before === undefined) continue;
    const total = before.total - gone.length + brought.length;
    const head = total > FEW ? headAfter(headOf(before), change) : undefined;
    const row = head && rowOfHead(fact, head);
    if (total <= FEW) next.gone.push(fact);
    else if (row === undefined) next.unsure.push({ fact, total });
    else if (row.first === before.first) next.recounted.push({ fact, total });
    else next.written.push(row);
  }
  return next;
}

function freshHead({ fact, brought }: TouchedFact): readonly [string, Sources] {
  return [fact, headOfAll(brought.map(({ provenance }) => provenance))];
}

/** Heads of the facts without one that more than a few records state now. */
async function headsOfGrown(run: RunCypher, headless: readonly TouchedFact[]): Promise<Heads> {
  const grown = headless.filter(({ gone, brought }) => brought.length > gone.length);
  const asked = grown.map(({ fact }) => fact);
  const counted = await inBatches(asked, (facts) => run(countSources, { facts }));
  const many = counted.filter(({ total }) => total > FEW).map(({ fact }) => fact);
  const rows = await inBatches(many, (facts) => run(sourcesOfFacts, { facts }));
  const byFact = grouped(rows, ({ fact }) => fact);
  return [...byFact].map(([fact, some]) => [fact, headOfAll(some.map(sourceOf))]);
}

/** Heads that have lost some of their records: very many may state those facts, so the engine finds the first. */
async function readAgain(
  run: RunCypher,
  facts: readonly Pick<HeadRow, 'fact' | 'total'>[],
): Promise<Heads> {
  const heads: (readonly [string, Sources])[] = [];
  for (const { fact, total } of facts) {
    const rows = await run(firstSources, { fact, most: MOST_SOURCES });
    heads.push([fact, sourcesIn(rows, total)]);
  }
  return heads;
}

function parted<T>(items: readonly T[], is: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(is), items.filter((item) => !is(item))];
}
