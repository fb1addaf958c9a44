/**
 * How are these two connected: the k shortest simple paths, by a search from both ends at once (breadth first, the
 * smaller side first). Paths do not go through hubs, except one that stands directly beside both ends.
 */
import { byText, nodeId, refOf } from '../identity.js';
import type { Pace } from '../pace.js';
import { pace } from '../pace.js';
import type { EntityRef } from '../store.js';
import type { Ball, Ground, Side } from './ball.js';
import { advance, ball, begin, sideAt } from './ball.js';
import { distinctLinks } from './fact.js';
import type { Hub } from './limits.js';
import { CLASSIFICATIONS, greatestHubs, MOST_STEPS } from './limits.js';
import type { GraphReader, Link } from './reader.js';

/** The longest path that is looked for: beyond it nearly everything is connected to everything. */
export const LONGEST_PATH = 8;

/** The most paths that are compared before the least common ones are chosen; the first by node ids. */
const MOST_PATHS = 200;

/** Which two, how many paths, how long at most (relationships), and over which ground (without classifications unless said). */
export interface ConnectQuestion extends Partial<Ground> {
  readonly from: EntityRef;
  readonly to: EntityRef;
  readonly paths: number;
  readonly longest: number;
}

/** A path: its nodes in order, and between each two all the links that hold them together. */
export interface Path {
  readonly nodes: readonly EntityRef[];
  readonly steps: readonly (readonly Link[])[];
}

/**
 * The shortest paths first, those of one length with the least common nodes between first. `truncated`: there are others
 * of these lengths, or may be, or shorter ones through the hubs.
 */
export interface Connections {
  readonly paths: readonly Path[];
  readonly truncated: boolean;
  readonly hubs: readonly Hub[];
}

/** The connections of two nodes; undefined when one of them is unknown. */
export async function connect(
  reader: GraphReader,
  question: ConnectQuestion,
): Promise<Connections | undefined> {
  const ends = [question.from, question.to];
  if (new Set(ends.map(nodeId)).size === 1) ends.pop();
  if ((await reader.nodes(ends)).length < ends.length) return undefined;
  if (ends.length === 1) return { paths: [], truncated: false, hubs: [] };
  const { isCut, ...found } = await search(ball(reader, groundOf(question)), question);
  return { ...found, truncated: found.truncated || isCut };
}

/** The ground of a question: not through classifications unless it says otherwise. */
export function groundOf({ types, without, hubDegree }: Partial<Ground>): Ground {
  return { types, without: without ?? CLASSIFICATIONS, hubDegree };
}

/** What a search found; `isCut`: more paths of these lengths than were asked for. */
export interface Searched extends Connections {
  readonly isCut: boolean;
}

/** The connections of two nodes that exist and differ, over what the ball has read already. */
export async function search(around: Ball, question: ConnectQuestion): Promise<Searched> {
  const longest = Math.min(LONGEST_PATH, Math.max(1, Math.floor(question.longest)));
  const sides = [sideAt(question.from), sideAt(question.to)] as const;
  let found: Found = { paths: [], truncated: false };
  // Both ends first, so that what stands directly beside both is found even when it is a hub.
  let isFull = !(await beginAt(around, longest === 1 ? [sides[0]] : sides));
  for (;;) {
    const reach = sides[0].depth + sides[1].depth;
    const isDone = isExhausted(sides) || reach >= longest || isFull;
    const common = meeting(sides);
    if (isDone || common.length > 0) {
      await around.judge(common);
      const within = isExhausted(sides) ? longest : Math.min(reach, longest);
      found = await enumerate(around, { ...question, longest: within });
    }
    if (isDone || found.paths.length >= question.paths) break;
    isFull = !(await advance(around, nearer(sides)));
  }
  const hubs = hubsMet(around, [question.from, question.to]);
  const isCut = found.paths.length > question.paths;
  const truncated = found.truncated || isFull || hubs.size > 0;
  const paths = (await leastCommonFirst(around, found.paths)).slice(0, question.paths);
  return { paths, truncated, isCut, hubs: greatestHubs(hubs) };
}

/** Hubs that paths might have gone through: those that the question leaves out anyway hide nothing. */
export function hubsMet(around: Ball, ends: readonly EntityRef[]): ReadonlyMap<string, number> {
  const own = new Set(ends.map(nodeId));
  return new Map([...around.hubs].filter(([id]) => own.has(id) || around.allowed(id)));
}

/** Orders paths of one length by the product of the degrees of the nodes between: the smaller, the less it is chance. */
async function leastCommonFirst(around: Ball, paths: readonly Path[]): Promise<readonly Path[]> {
  const inner = (path: Path): string[] => path.nodes.slice(1, -1).map(nodeId);
  const degrees = await around.degrees([...new Set(paths.flatMap(inner))]);
  const commonness = (path: Path): number =>
    inner(path).reduce((product, id) => product * (degrees.get(id) ?? 1), 1);
  return paths
    .map((path) => ({ path, common: commonness(path) }))
    .sort((a, b) => a.path.nodes.length - b.path.nodes.length || a.common - b.common)
    .map(({ path }) => path);
}

/** Reads what is beside the ends. Between two hubs the search begins with the first links of the lesser one. */
async function beginAt(around: Ball, sides: readonly Side[]): Promise<boolean> {
  for (const side of sides) if (!(await advance(around, side))) return false;
  const degree = ({ frontier: [id = ''] }: Side): number => around.hubs.get(id) ?? 0;
  const [least] = [...sides].sort((a, b) => degree(a) - degree(b));
  if (least?.isStuck === true) await begin(around, least);
  return true;
}

function isExhausted(sides: readonly Side[]): boolean {
  return sides.some(({ frontier }) => frontier.length === 0);
}

function nearer([a, b]: readonly [Side, Side]): Side {
  if (a.isStuck || b.isStuck) return a.isStuck ? b : a;
  return a.frontier.length <= b.frontier.length ? a : b;
}

/** Nodes that both sides have reached. */
function meeting([a, b]: readonly [Side, Side]): readonly string[] {
  const [small, large] = a.distance.size < b.distance.size ? [a, b] : [b, a];
  return [...small.distance.keys()].filter((id) => large.distance.has(id));
}

interface Found {
  readonly paths: readonly Path[];
  readonly truncated: boolean;
}

/** All simple paths of at most `longest` steps among the links read, shortest first, until a length has brought enough. */
async function enumerate(around: Ball, question: ConnectQuestion): Promise<Found> {
  const [from, to] = [nodeId(question.from), nodeId(question.to)];
  const left = distancesTo(around, to, question.longest);
  const paths: Path[] = [];
  const budget = { steps: MOST_STEPS };
  const { isDue, rest } = pace();
  for (let length = left.get(from) ?? Infinity; length <= question.longest; length++) {
    const trail = { ids: [from], on: new Set([from]) };
    for (const ids of pathsOf(around, trail, { to, length, left, budget, isDue })) {
      if (ids === PAUSE) {
        await rest();
        continue;
      }
      if (paths.length >= Math.max(question.paths, MOST_PATHS)) return { paths, truncated: true };
      paths.push(pathAlong(around, ids));
    }
    if (budget.steps <= 0) return { paths, truncated: true };
    if (paths.length >= question.paths) break;
  }
  return { paths, truncated: false };
}

/** How far each node is from an end at least, over the links read; hubs count, since two ends may stand beside one. */
function distancesTo(around: Ball, end: string, longest: number): Map<string, number> {
  const distance = new Map([[end, 0]]);
  let ring: readonly string[] = [end];
  for (let depth = 1; depth <= longest && ring.length > 0; depth++) {
    const next = new Set<string>();
    for (const id of ring)
      for (const other of around.beside.get(id)?.keys() ?? [])
        if (!distance.has(other)) next.add(other);
    for (const id of next) distance.set(id, depth);
    ring = [...next];
  }
  return distance;
}

interface Trail {
  readonly ids: string[];
  readonly on: Set<string>;
}

interface Aim {
  readonly to: string;
  readonly length: number;
  readonly left: ReadonlyMap<string, number>;
  readonly budget: { steps: number };
  readonly isDue: Pace['isDue'];
}

/** Stands between paths where others should have their turn. */
const PAUSE = Symbol('pause');

/** Simple paths of exactly the length, in the order of their node ids. */
function* pathsOf(
  around: Ball,
  trail: Trail,
  aim: Aim,
): Generator<readonly string[] | typeof PAUSE> {
  const here = trail.ids.at(-1) ?? '';
  const done = trail.ids.length - 1;
  if (here === aim.to) {
    if (done === aim.length) yield [...trail.ids];
    return;
  }
  for (const other of onwards(around, here, trail, aim)) {
    if (aim.budget.steps <= 0) return;
    aim.budget.steps -= 1;
    if (aim.isDue()) yield PAUSE;
    trail.ids.push(other);
    trail.on.add(other);
    yield* pathsOf(around, trail, aim);
    trail.ids.pop();
    trail.on.delete(other);
  }
}

/** Where a path may go next: not where it has been, and only as far as it can still arrive in time. */
function onwards(around: Ball, here: string, trail: Trail, aim: Aim): readonly string[] {
  const left = aim.length - trail.ids.length;
  return [...(around.beside.get(here)?.keys() ?? [])]
    .filter((id) => !trail.on.has(id) && (aim.left.get(id) ?? Infinity) <= left)
    .filter((id) => id === aim.to || mayPass(around, id, aim.length))
    .sort(byText);
}

function mayPass(around: Ball, id: string, length: number): boolean {
  return around.allowed(id) && (length === 2 || !around.hubs.has(id));
}

function pathAlong(around: Ball, ids: readonly string[]): Path {
  const steps = ids
    .slice(1)
    .map((id, i) => distinctLinks(around.beside.get(ids[i] ?? '')?.get(id) ?? []));
  return { nodes: ids.map(refOf), steps };
}
