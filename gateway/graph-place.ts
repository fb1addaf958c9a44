/**
 * Where a node keeps its graph: embedded in its own folder, in memory, or in a Neo4j database of its own. A move
 * (`guanlian graph move`) is remembered in the node's folder; what the configuration says explicitly goes before it.
 */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { GraphStore } from '../graph/index.js';
import { openGraphStore, openNeo4jGraphStore } from '../graph/index.js';
import type { NodeStore } from '../network/index.js';
import { PlatformFault } from '../network/index.js';

const TEXT = z.string().min(1);

/** A Neo4j database, as the configuration names it. The password stands in a file of its own. */
export const NEO4J_PLACE = z.strictObject({
  /** `neo4j+s://` or `bolt+s://` with TLS; `neo4j://` and `bolt://` on the same machine. */
  url: z
    .string()
    .regex(/^(neo4j|bolt)(\+s|\+ssc)?:\/\/[^/@\s]+$/, 'neo4j+s://HOST:PORT or bolt+s://HOST:PORT'),
  user: TEXT.default('neo4j'),
  passwordFile: TEXT,
  database: TEXT.default('neo4j'),
});

export type Neo4jPlace = z.infer<typeof NEO4J_PLACE>;

/** `embedded` is Grafeo, or memory where the platform has no binary of it. */
export type GraphPlace = 'embedded' | 'grafeo' | 'memory' | Neo4jPlace;

const REMEMBERED = 'graph-place.json';
const WANTED = 'graph-target.json';
const LAST = 'graph-last-place';
const CONFIGURED = 'graphPlace';

/** Folder of the embedded graph in a node's folder. */
export function embeddedFolder(dir: string): string {
  return join(dir, 'graph');
}

/** What the last move left: a Neo4j, or nothing for embedded. Throws PlatformFault GRAPH_PLACE_DAMAGED. */
export async function rememberedPlace(dir: string): Promise<Neo4jPlace | undefined> {
  return readPlace(join(dir, REMEMBERED));
}

/** Remembers where the graph is from now on. */
export async function rememberPlace(dir: string, place: GraphPlace): Promise<void> {
  const file = join(dir, REMEMBERED);
  if (typeof place !== 'string') return writePlace(file, place);
  await rm(file, { force: true });
  await noteElsewhere(dir, undefined);
}

/** Remembers what the configuration says of the place, for the command line, which does not read it. */
export async function rememberConfigured(
  store: NodeStore,
  configured: GraphPlace | undefined,
): Promise<void> {
  const place =
    typeof configured === 'object'
      ? { ...configured, passwordFile: resolve(configured.passwordFile) }
      : configured;
  await store.put('node', CONFIGURED, place ?? null);
}

/** Where the graph of a stopped node is: as it was last configured, moved, or in its own folder. */
export async function placeOfStopped(store: NodeStore, dir: string): Promise<GraphPlace> {
  const configured = await store.get<GraphPlace | null>('node', CONFIGURED);
  return configured ?? (await rememberedPlace(dir)) ?? 'embedded';
}

/** Where an administrator of the machine wants the graph next; the node itself only reads it. */
export async function wantedPlace(dir: string): Promise<Neo4jPlace | undefined> {
  return readPlace(join(dir, WANTED));
}

/** Says where a node may move its graph: whoever can write its folder decides that, not whoever can reach its port. */
export async function wantPlace(dir: string, place: Neo4jPlace): Promise<void> {
  await writePlace(join(dir, WANTED), place);
}

/** Where the node last opened its graph, for people; undefined for in its own folder. */
export async function lastElsewhere(dir: string): Promise<string | undefined> {
  const text = await readFile(join(dir, LAST), 'utf8').catch(unlessThere);
  return text?.trim();
}

/** Notes where the node opened its graph, without anything secret; undefined for in its own folder. */
export async function noteElsewhere(dir: string, place: string | undefined): Promise<void> {
  if (place === undefined) await rm(join(dir, LAST), { force: true });
  else await writeWhole(join(dir, LAST), `${place}\n`);
}

/** Opens the graph at a place. Throws PlatformFault as the stores do, and GRAPH_PASSWORD_FILE. */
export async function openGraphAt(place: GraphPlace, dir: string): Promise<GraphStore> {
  if (place === 'embedded') return openGraphStore({ dir: embeddedFolder(dir) });
  if (typeof place === 'string') return openGraphStore({ dir: embeddedFolder(dir), engine: place });
  const { url, user, database, passwordFile } = place;
  return openNeo4jGraphStore({ url, user, database, password: await readPassword(passwordFile) });
}

/** For people: the place without anything secret. */
export function describePlace(place: GraphPlace): string {
  return typeof place === 'string' ? place : `${place.url} (database ${place.database})`;
}

/** The password in a file that only its owner may read. Throws PlatformFault GRAPH_PASSWORD_FILE. */
export async function readPassword(file: string): Promise<string> {
  let text: string;
  let mode: number;
  try {
    ({ mode } = await stat(file));
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw passwordFault(`${file} cannot be read; name the file that holds the password`, cause);
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw passwordFault(`${file} can be read by other users of this machine: run chmod 600 on it`);
  const password = text.replace(/\r?\n$/, '');
  if (password === '' || password.length > 1000 || password.includes('\n'))
    throw passwordFault(`${file} does not hold one line with the password`);
  return password;
}

function passwordFault(message: string, cause?: unknown): PlatformFault {
  return new PlatformFault('GRAPH_PASSWORD_FILE', message, cause);
}

async function readPlace(file: string): Promise<Neo4jPlace | undefined> {
  const text = await readFile(file, 'utf8').catch(unlessThere);
  if (text === undefined) return undefined;
  try {
    return NEO4J_PLACE.parse(JSON.parse(text));
  } catch (cause) {
    throw new PlatformFault(
      'GRAPH_PLACE_DAMAGED',
      `${file} does not say where the graph is; remove it and the node builds its graph anew, embedded`,
      cause,
    );
  }
}

async function writePlace(file: string, place: Neo4jPlace): Promise<void> {
  await writeWhole(file, `${JSON.stringify(place, undefined, 2)}\n`);
}

/** Whole or not at all, for whenever the process ends. */
async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.next`, text, { mode: 0o600 });
  await rename(`${file}.next`, file);
}

/** Nothing, when the fault is that the file is not there. */
function unlessThere(cause: unknown): undefined {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
}
