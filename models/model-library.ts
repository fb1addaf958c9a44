/**
 * The model library: the artefacts of a folder, one subfolder each, found by name and, where governance says so, by digest.
 * A model that fails its checks is listed as refused and cannot be opened.
 */
import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openModelArtefact } from './model-artefact.js';
import type { ModelArtefact } from './model-artefact.js';
import type { ModelCard } from './model-card.js';
import { ModelTampered } from './model-tampered.js';
import type { ModelIdentity } from './scorer.js';

export type LibraryEntry =
  | {
      readonly state: 'intact';
      readonly name: string;
      readonly identity: ModelIdentity;
      readonly card: ModelCard;
    }
  | { readonly state: 'refused'; readonly name: string; readonly reason: string };

export interface ModelRefusal {
  readonly code: 'MODEL_UNKNOWN';
  readonly message: string;
  readonly next: string;
}

export type OpenedModel =
  | { readonly ok: true; readonly value: ModelArtefact }
  | { readonly ok: false; readonly refusal: ModelRefusal };

export interface ModelLibrary {
  /** All models by name, each verified now. */
  list(): Promise<readonly LibraryEntry[]>;
  /** Opens a model. `digest` pins it; a model with another digest or a changed file throws ModelTampered. */
  open(name: string, digest?: string): Promise<OpenedModel>;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((e) => e.isDirectory() && existsSync(join(folder, e.name, 'manifest.json')))
    .map((e) => e.name)
    .sort();
}

async function entryOf(folder: string, name: string): Promise<LibraryEntry> {
  try {
    const { identity, card } = await openModelArtefact(join(folder, name));
    return { state: 'intact', name, identity, card };
  } catch (fault) {
    if (!(fault instanceof ModelTampered)) throw fault;
    return { state: 'refused', name, reason: fault.message };
  }
}

/** A library over a folder of artefact folders. Nothing is read until it is asked. */
export function openModelLibrary(folder: string): ModelLibrary {
  return {
    async list() {
      const entries: LibraryEntry[] = [];
      for (const name of await namesIn(folder)) entries.push(await entryOf(folder, name));
      return entries;
    },
    async open(name, digest) {
      const names = await namesIn(folder);
      if (!names.includes(name)) {
        const message = `No model ${name} in the library`;
        const next = `Choose one of: ${names.join(', ') || '(the library is empty)'}.`;
        return { ok: false, refusal: { code: 'MODEL_UNKNOWN', message, next } };
      }
      const pinned = digest === undefined ? {} : { expectedDigest: digest };
      return { ok: true, value: await openModelArtefact(join(folder, name), pinned) };
    },
  };
}
