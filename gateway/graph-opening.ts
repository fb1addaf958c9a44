/**
 * Opens the graph that a node starts with. It is only a projection: damaged, it is set aside, and damaged or gone it is built
 * anew from the ledger and the imported lists; the node says so in its log, its readiness and its graph status.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Logger } from 'pino';
import type { GraphStore } from '../graph/index.js';
import { GRAPH_FILE } from '../graph/index.js';
import { PlatformFault } from '../network/index.js';
import type { GraphPlace } from './graph-place.js';
import {
  describePlace,
  embeddedFolder,
  lastElsewhere,
  noteElsewhere,
  openGraphAt,
  rememberedPlace,
} from './graph-place.js';
import { dropSetAside, setAside } from './set-aside.js';

/** The graph, where it is, and what people must know of this start. */
export interface OpenedGraph {
  readonly graph: GraphStore;
  readonly place: GraphPlace;
  readonly notice?: GraphNotice;
}

/** Why the graph was not there to go on with: what happened, and not how far building it anew has come since. */
export interface GraphNotice {
  readonly kind: 'damaged' | 'elsewhere' | 'gone';
  readonly text: string;
}

export interface GraphOpening {
  /** The node's own folder. */
  readonly dir: string;
  readonly configured: GraphPlace | undefined;
  /** Whether the node ran before: then a graph that is not there is worth a word. */
  readonly ranBefore: boolean;
  readonly log: Logger;
  /** ms since 1970. */
  readonly now: number;
}

/** Throws PlatformFault as the stores do, except GRAPH_DAMAGED of an embedded graph. */
export async function openNodeGraph(opening: GraphOpening): Promise<OpenedGraph> {
  const opened = await openOrSetAside(opening);
  const { engine } = opened.graph.describe();
  const elsewhere = engine === 'memory' ? 'memory' : describePlace(opened.place);
  await noteElsewhere(opening.dir, engine === 'grafeo' ? undefined : elsewhere);
  return opened;
}

async function openOrSetAside(opening: GraphOpening): Promise<OpenedGraph> {
  const { dir, now } = opening;
  const place = await placeOf(opening);
  await dropSetAside(embeddedFolder(dir), now);
  if (typeof place !== 'string') return { graph: await openElsewhere(place, dir), place };
  const isGone = opening.ranBefore && !existsSync(join(embeddedFolder(dir), GRAPH_FILE));
  try {
    const graph = await openGraphAt(place, dir);
    if (!isGone || graph.describe().engine !== 'grafeo') return { graph, place };
    return { graph, place, notice: await notThere(opening) };
  } catch (cause) {
    if (!(cause instanceof PlatformFault) || cause.code !== 'GRAPH_DAMAGED') throw cause;
    const notice = await damaged(opening, cause);
    return { graph: await openGraphAt(place, dir), place, notice };
  }
}

async function openElsewhere(place: GraphPlace, dir: string): Promise<GraphStore> {
  const graph = await openGraphAt(place, dir);
  // A graph that stayed in the folder would not follow later purges; it goes once nobody has to come back to it.
  await rm(embeddedFolder(dir), { recursive: true, force: true });
  return graph;
}

async function placeOf({ dir, configured, log }: GraphOpening): Promise<GraphPlace> {
  const remembered = await rememberedPlace(dir);
  if (configured && remembered)
    log.warn(
      { configured: describePlace(configured), moved: describePlace(remembered) },
      'the configuration says where the graph is, and not the last move',
    );
  return configured ?? remembered ?? 'embedded';
}

async function damaged({ dir, log, now }: GraphOpening, cause: Error): Promise<GraphNotice> {
  const aside = await setAside(embeddedFolder(dir), now);
  log.error(
    { err: cause, setAside: aside },
    `the graph was damaged: its folder is set aside as ${aside}, and the graph is built anew from the ledger and the imported lists`,
  );
  const at = new Date(now).toISOString();
  return {
    kind: 'damaged',
    text: `the graph was damaged: set aside at ${at} as ${basename(aside)}`,
  };
}

/** Why there is no graph in the node's folder: it was elsewhere, or nobody here knows. */
async function notThere({ dir, log }: GraphOpening): Promise<GraphNotice> {
  const notice = noticeOf(await lastElsewhere(dir), await rememberedPlace(dir));
  log.warn(`${notice.text}: it is built anew from the ledger and the imported lists`);
  return notice;
}

function noticeOf(last: string | undefined, moved: GraphPlace | undefined): GraphNotice {
  if (last !== undefined)
    return { kind: 'elsewhere', text: `the graph was in ${last} before, not in the node’s folder` };
  if (moved !== undefined) {
    const text = `the last move took the graph to ${describePlace(moved)}, the configuration has it in the node’s folder`;
    return { kind: 'elsewhere', text };
  }
  const text = 'the graph was not in the node’s folder (left out of a backup, or removed)';
  return { kind: 'gone', text };
}
