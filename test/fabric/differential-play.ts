/**
 * Plays a random story on two ledgers and compares: after each step what came of it, at the end the state as every
 * member may read it, what each transaction read and wrote (private values by hash), and the events in order.
 * Transaction times differ by nature and are normalised; nothing else is.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { LedgerAnchor, Outcome } from '../../chaincode/index.js';
import { accepted, refused } from '../../chaincode/index.js';
import type { Committed, LedgerEvent, LedgerFailure, Position } from '../../network/index.js';
import { answer, type Side } from './differential-sides.js';
import type { Move, Step } from './differential-steps.js';
import { moveOf } from './differential-steps.js';
import { Story } from './differential-story.js';
import type { Identities, Written } from './differential-sides.js';

/** Members of ledger objects that hold the time of a transaction. */
const TX_TIMES = new Set([
  ...['anchoredAt', 'publishedAt', 'effectiveAt', 'releasedAt', 'purgedAt', 'openedAt', 'since'],
]);
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const READERS = 8;

export interface Tale {
  readonly story: Story;
  /** How often each move ended how, e.g. `share/again: refused ALREADY_EXISTS`. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly committed: number;
}

/** Plays all steps on both sides; throws with the story so far at the first difference. */
export async function playStory(
  sides: readonly [Side, Side],
  identities: Identities,
  steps: readonly Step[],
): Promise<Tale> {
  const story = new Story(identities);
  for (const anchor of await answer<LedgerAnchor[]>(sides[0], story.member(0), LIST_ANCHORS, [
    '',
  ])) {
    story.anchors.set(anchor.issuer, anchor);
  }
  const starts = await Promise.all(sides.map((side) => side.ledger(story.member(0)).info()));
  const outcomes = new Map<string, number>();
  const positions: [Position[], Position[]] = [[], []];
  const told: string[] = [];
  for (const step of steps) {
    const move = await moveOf(story, step);
    const results = await Promise.all(sides.map((side) => make(side, story, move)));
    const [one, other] = results.map(normalOutcome);
    told.push(`${move.label} by ${move.by}: ${JSON.stringify(one).slice(0, 160)}`);
    if (!isDeepStrictEqual(one, other)) throw difference(told, sides, results);
    results.forEach((result, i) => {
      if (result.ok && 'position' in result.value) positions[i]!.push(result.value.position);
    });
    move.after?.(results[0]!.ok);
    const label = `${move.label}: ${one!.ok ? 'ok' : `${one!.category} ${one!.code}`}`;
    outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
  }
  await compareStates(sides, story);
  await compareWritten(sides, positions);
  await compareEvents(sides, story, { starts, count: positions[0].length });
  return { story, outcomes, committed: positions[0].length };
}

const LIST_ANCHORS = 'certificates:ListAnchors';

type Result = Outcome<Committed | { readonly result: string }, LedgerFailure>;

async function make(side: Side, story: Story, { by, call, mode }: Move): Promise<Result> {
  const ledger = side.ledger(by);
  if (mode === 'evaluate') {
    const evaluated = await ledger.evaluate(call);
    return evaluated.ok ? accepted({ result: evaluated.value }) : evaluated;
  }
  const committed = await ledger.submit(call);
  if (committed.ok) await everywhere(side, story, committed.value.position.block);
  return committed;
}

/** The next step may be another member's: its peer must have the block too. */
async function everywhere(side: Side, story: Story, block: number): Promise<void> {
  await Promise.all(
    story.members.map(async (mspId) => {
      for (;;) {
        const { height } = await side.ledger(mspId).info();
        if (height > block) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }),
  );
}

type NormalOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly category: string; readonly code: string; readonly text: string };

function normalOutcome(result: Result): NormalOutcome {
  if (result.ok) return { ok: true, result: normalText(result.value.result) };
  const { category, code, message } = result.refusal;
  // The contract's own words are the same everywhere, an engine's are not.
  return { ok: false, category, code, text: category === 'refused' ? message : '' };
}

function difference(told: readonly string[], sides: readonly Side[], results: Result[]): Error {
  const both = results.map((result, i) => {
    const shown = result.ok
      ? result.value
      : { ...result.refusal, cause: String(result.refusal.cause) };
    return `${sides[i]!.name}: ${JSON.stringify(shown).slice(0, 600)}`;
  });
  return new Error(`the ledgers differ\n${both.join('\n')}\nafter\n${told.slice(-30).join('\n')}`);
}

/** JSON with the times of transactions taken out; other text as it is. */
function normalText(text: string): unknown {
  if (INSTANT.test(text)) return '<time>';
  try {
    return normal(JSON.parse(text));
  } catch {
    // Answers that are no JSON are compared as text.
    return text;
  }
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (value === null || typeof value !== 'object') return value;
  const members = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [key, normalMember(key, member, members)]),
  );
}

function normalMember(
  key: string,
  member: unknown,
  siblings: Readonly<Record<string, unknown>>,
): unknown {
  if (TX_TIMES.has(key) && INSTANT.test(String(member))) return '<time>';
  const { releasedAt } = siblings;
  if (key === 'retainUntil' && typeof releasedAt === 'string') {
    return Date.parse(String(member)) - Date.parse(releasedAt);
  }
  return normal(member);
}

async function compareStates([a, b]: readonly [Side, Side], story: Story): Promise<void> {
  const questions = story.members.flatMap((mspId) => questionsOf(story, mspId));
  const ask = async (side: Side, [mspId, name, ...args]: Question): Promise<unknown> => {
    const outcome = await side.ledger(mspId).evaluate({ name, args });
    return normalOutcome(
      outcome.ok ? accepted({ result: outcome.value }) : refused(outcome.refusal),
    );
  };
  await inTurns(questions, READERS, async (question) => {
    const [one, other] = await Promise.all([ask(a, question), ask(b, question)]);
    expect(other, question.join(' ')).toEqual(one);
  });
}

type Question = readonly [mspId: string, name: string, ...args: string[]];

/** Everything that a member may ask about the story. */
function questionsOf(story: Story, mspId: string): Question[] {
  const lists: Question[] = [
    [mspId, 'directory:List'],
    [mspId, 'agreements:List'],
    [mspId, 'governance:ListProposals'],
    [mspId, 'governance:ListParameters'],
    [mspId, 'governance:ListModels'],
    [mspId, 'certificates:ListStatusLists'],
    [mspId, LIST_ANCHORS, ''],
    [mspId, LIST_ANCHORS, mspId],
    [mspId, 'certificates:ListStatuses', ''],
    [mspId, 'certificates:ListStatuses', mspId],
  ];
  return [
    ...lists,
    ...story.records.flatMap(({ envelope: { id } }): Question[] => [
      [mspId, 'records:GetEnvelope', id],
      [mspId, 'records:ListReleases', id],
    ]),
    ...story.agreements.flatMap(({ id }): Question[] => [
      [mspId, 'agreements:Get', id],
      [mspId, 'agreements:ReadTerms', id],
    ]),
    ...story.releases.map(({ release: { id } }): Question => [mspId, 'records:ReadRelease', id]),
  ];
}

async function compareWritten(
  [a, b]: readonly [Side, Side],
  positions: readonly [readonly Position[], readonly Position[]],
): Promise<void> {
  const [one, other] = await Promise.all([a.written(positions[0]), b.written(positions[1])]);
  expect(other.map(normalWritten)).toEqual(one.map(normalWritten));
}

function normalWritten(written: Written): unknown {
  const writes = written.writes.map(([key, value]) => [
    key,
    value === null ? null : normalText(value),
  ]);
  return { ...written, writes };
}

interface EventRange {
  readonly starts: readonly { readonly height: number }[];
  readonly count: number;
}

async function compareEvents(
  sides: readonly [Side, Side],
  story: Story,
  { starts, count }: EventRange,
): Promise<void> {
  for (const mspId of story.members) {
    const [one, other] = await Promise.all(
      sides.map((side, i) => eventsOf(side, mspId, { height: starts[i]!.height, count })),
    );
    expect(other, `events as ${mspId} sees them`).toEqual(one);
  }
}

async function eventsOf(
  side: Side,
  mspId: string,
  { height, count }: { height: number; count: number },
): Promise<unknown[]> {
  const events: unknown[] = [];
  const told = new Set<string>();
  if (count === 0) return events;
  const abort = new AbortController();
  const after = { block: height - 1, tx: Number.MAX_SAFE_INTEGER };
  for await (const event of side.ledger(mspId).events({ after, signal: abort.signal })) {
    events.push(normalEvent(event, told.has(event.payload)));
    told.add(event.payload);
    if (events.length === count) break;
  }
  abort.abort();
  return events;
}

/**
 * Times in a payload must be the transaction's own; then they are taken out.
 * Only a status decided a second time tells once more, word for word, what the first one told.
 */
function normalEvent({ name, payload, time }: LedgerEvent, isRepeat: boolean): unknown {
  const text = JSON.stringify(JSON.parse(payload));
  const members = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const isPurge = name === 'release.purged';
  if (isRepeat && name === 'certificate.status') return { name, payload: normal(members) };
  for (const key of TX_TIMES) {
    // The marker of a purge keeps the time of its release.
    if (key in members && !(isPurge && key === 'releasedAt'))
      expect(members[key], `${name} ${key}`).toBe(time);
  }
  return { name, payload: normal(members) };
}

async function inTurns<T>(
  items: readonly T[],
  workers: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
