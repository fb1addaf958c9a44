/**
 * Compares the heads of facts with the statements they are kept beside, in many short reads: a long one would hold up the
 * rewriting of the file, and changes on a server. In memory are the ids of the records, as for a digest, and of the facts
 * that have a head.
 */
import { relationshipParts, refOf } from '../identity.js';
import { pace } from '../pace.js';
import { MOST_SOURCES } from '../questions/limits.js';
import type { HeadComparison, WrongHead } from '../store.js';
import { LABELS, RELATIONSHIP_TYPES } from '../vocabulary.js';
import { FEW, rowOfHead } from './head.js';
import type { HeadRow } from './heads.js';
import { headsAfter, headsOfFacts } from './heads.js';
import { inBatches } from './in-batches.js';
import type { RunCypher } from './runner.js';
import { allRecords, countSources, factsOfRecords, firstSources } from './statements.js';
import { isRelationship, sourcesIn } from './stored.js';

/** Runs work in a transaction of its own that only reads; it may run again after a conflict. */
type Read = <T>(work: (run: RunCypher) => Promise<T>) => Promise<T>;

/** For each, the engine looks at all statements of a fact, and the hubs stand together. */
const HEADS_PER_READ = 50;
const RECORDS_PER_READ = 100;

const KINDS: ReadonlySet<string> = new Set([...LABELS, ...RELATIONSHIP_TYPES]);

/** Answers how many heads are wrong or missing, and what is wrong with one. */
export async function compareHeads(read: Read): Promise<HeadComparison> {
  let wrong = 0;
  let example: WrongHead | undefined;
  for await (const one of differences(read)) {
    wrong += 1;
    example ??= one;
  }
  return example === undefined ? { wrong } : { wrong, example };
}

async function* differences(read: Read): AsyncGenerator<WrongHead> {
  const seen = new Set<string>();
  yield* differentHeads(read, seen);
  yield* missingHeads(read, seen);
}

/** Every head that there is; `seen` gets the facts. */
async function* differentHeads(read: Read, seen: Set<string>): AsyncGenerator<WrongHead> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const last: string = after;
    const { facts, wrong } = await read((run) => comparedHeads(run, last));
    for (const fact of facts) seen.add(fact);
    yield* wrong;
    after = facts.at(-1);
  }
}

/** Every one that there should be, record by record: grouping all statements by fact would need memory for all facts. */
async function* missingHeads(read: Read, seen: Set<string>): AsyncGenerator<WrongHead> {
  const { rest } = pace();
  const rows = await read((run) => run(allRecords, {}));
  for (let i = 0; i < rows.length; i += RECORDS_PER_READ) {
    const records = rows.slice(i, i + RECORDS_PER_READ).map(({ record }) => record);
    for (const { fact, total } of await read((run) => headless(run, records, seen))) {
      seen.add(fact);
      yield { about: kindOf(fact), wrong: 'missing', stated: total };
    }
    await rest();
  }
}

async function comparedHeads(
  run: RunCypher,
  after: string,
): Promise<{ readonly facts: readonly string[]; readonly wrong: readonly WrongHead[] }> {
  const rows = await run(headsAfter, { after, most: HEADS_PER_READ });
  const wrong: WrongHead[] = [];
  for (const row of rows) {
    const difference = await differenceOf(run, row);
    if (difference) wrong.push(difference);
  }
  return { facts: rows.map(({ fact }) => fact), wrong };
}

async function differenceOf(run: RunCypher, kept: HeadRow): Promise<WrongHead | undefined> {
  const { fact } = kept;
  const [counted] = await run(countSources, { facts: [fact] });
  const stated = counted?.total ?? 0;
  const difference = { about: kindOf(fact), kept: kept.total, stated };
  if (stated <= FEW) return { ...difference, wrong: 'needless' };
  if (stated !== kept.total) return { ...difference, wrong: 'count' };
  const rows = await run(firstSources, { fact, most: MOST_SOURCES });
  const { first } = rowOfHead(fact, sourcesIn(rows, stated));
  return first === kept.first ? undefined : { ...difference, wrong: 'first' };
}

/** Facts of the records that have no head and should. */
async function headless(
  run: RunCypher,
  records: readonly string[],
  seen: ReadonlySet<string>,
): Promise<readonly { readonly fact: string; readonly total: number }[]> {
  const rows = await run(factsOfRecords, { records });
  const facts = rows.map(({ fact }) => fact).filter((fact) => !seen.has(fact));
  const counted = await inBatches(facts, (part) => run(countSources, { facts: part }));
  const many = counted.filter(({ total }) => total > FEW);
  // A change since the heads were read may have made some.
  const asked = many.map(({ fact }) => fact);
  const heads = await inBatches(asked, (part) => run(headsOfFacts, { facts: part }));
  const kept = new Set(heads.map(({ fact }) => fact));
  return many.filter(({ fact }) => !kept.has(fact));
}

/** What a fact is about, and nothing of which one it is. */
function kindOf(fact: string): WrongHead['about'] {
  const kind = isRelationship(fact) ? relationshipParts(fact).type : refOf(fact).label;
  return KINDS.has(kind) ? kind : 'unknown';
}
