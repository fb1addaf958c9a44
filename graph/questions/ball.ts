/**
 * The part of a graph that a search for paths has read: links by node, distances from both ends, hubs that were met.
 * Reads whole rings at a time and remembers them, so that several searches over the same ground read it once.
 */
import { nodeId, refOf } from '../identity.js';
import type { EntityRef } from '../store.js';
import type { Label, RelationshipType } from '../vocabulary.js';
import { HUB_DEGREE, MOST_WALKED } from './limits.js';
import { linkPage } from './link-page.js';
import { linksInParts } from './links-in-parts.js';
import type { GraphReader, Link } from './reader.js';

/** How many links of a hub are read when a search begins at two hubs. */
const GLIMPSED = 1000;

/** Where paths may go. */
export interface Ground {
  /** Only over relationships of these types, when given. */
  readonly types?: readonly RelationshipType[] | undefined;
  /** Never through nodes of these labels. */
  readonly without: readonly Label[];
  readonly hubDegree?: number | undefined;
}

/** What has been read of the ground. */
export interface Ball {
  /** Node id → id of the node beside it → the links between the two. */
  readonly beside: ReadonlyMap<string, ReadonlyMap<string, readonly Link[]>>;
  /** Nodes with more links than are walked through. */
  readonly hubs: ReadonlyMap<string, number>;
  /** Whether a path may go through a node of this label. */
  allowed(id: string): boolean;
  /** Reads the links of the nodes; hubs are only noted. False when that would be too much for one question. */
  walk(ids: readonly string[]): Promise<boolean>;
  /** How many links each of the nodes has. */
  degrees(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Notes which of the nodes are hubs without reading their links. */
  judge(ids: readonly string[]): Promise<void>;
  /** Reads the first links of a hub, for a search that has nowhere else to begin. */
  glimpse(id: string): Promise<void>;
}

/** An empty ball over the ground. */
export function ball(reader: GraphReader, ground: Ground): Ball {
  const beside = new Map<string, Map<string, Link[]>>();
  const hubs = new Map<string, number>();
  const walked = new Set<string>();
  const degrees = new Map<string, number>();
  const without = new Set<string>(ground.without);
  const note = (link: Link): void => {
    const [from, to] = [nodeId(link.from), nodeId(link.to)];
    if (from === to) return;
    for (const [end, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const around = beside.get(end) ?? new Map<string, Link[]>();
      beside.set(end, around);
      const known = around.get(other) ?? [];
      if (!known.some((old) => old.type === link.type && nodeId(old.from) === from))
        around.set(other, [...known, link]);
    }
  };
  const judge = async (ids: readonly string[]): Promise<void> => {
    const fresh = ids.filter((id) => !degrees.has(id));
    if (fresh.length === 0) return;
    const found = await reader.degrees(fresh.map(refOf), ground.types);
    for (const [i, id] of fresh.entries()) {
      const degree = found[i] ?? 0;
      degrees.set(id, degree);
      if (degree > (ground.hubDegree ?? HUB_DEGREE)) hubs.set(id, degree);
    }
  };
  return {
    beside,
    hubs,
    allowed: (id) => !without.has(refOf(id).label),
    walk: async (ids) => {
      const fresh = ids.filter((id) => !walked.has(id));
      if (walked.size + fresh.length > MOST_WALKED) return false;
      await judge(fresh);
      const ordinary = fresh.filter((id) => !hubs.has(id));
      for (const id of ordinary) walked.add(id);
      const { types } = ground;
      for await (const links of linksInParts(reader, ordinary, { degree: degrees, types }))
        for (const link of links) note(link);
      return true;
    },
    degrees: async (ids) => {
      await judge(ids);
      return degrees;
    },
    judge,
    glimpse: async (id) => {
      const { types } = ground;
      for (const link of (await linkPage(reader, { ref: refOf(id), types, first: GLIMPSED })).links)
        note(link);
    },
  };
}
/** One end of a search: the nodes it has reached, with their distance. */
export interface Side {
  readonly distance: Map<string, number>;
  frontier: readonly string[];
  depth: number;
  /** The end itself is a hub: the search comes from the other side only. */
  isStuck: boolean;
}

/** A side that has not gone anywhere. */
export function sideAt(ref: EntityRef): Side {
  const id = nodeId(ref);
  return { distance: new Map([[id, 0]]), frontier: [id], depth: 0, isStuck: false };
}

/** Moves one side one ring on. False when the ball is full. */
export async function advance(around: Ball, side: Side): Promise<boolean> {
  const inner = side.frontier.filter((id) => side.depth === 0 || around.allowed(id));
  if (!(await around.walk(inner))) return false;
  if (side.depth === 0 && around.hubs.has(side.frontier[0] ?? '')) {
    side.isStuck = true;
    return true;
  }
  step(around, side, inner);
  return true;
}

/** Begins at a hub with the first of its links. */
export async function begin(around: Ball, side: Side): Promise<void> {
  const [id = ''] = side.frontier;
  await around.glimpse(id);
  side.isStuck = false;
  step(around, side, [id]);
}

function step(around: Ball, side: Side, inner: readonly string[]): void {
  const next = new Set<string>();
  for (const id of inner.filter((id) => side.depth === 0 || !around.hubs.has(id)))
    for (const other of around.beside.get(id)?.keys() ?? [])
      if (!side.distance.has(other)) next.add(other);
  side.depth += 1;
  side.frontier = [...next];
  for (const id of next) side.distance.set(id, side.depth);
}
