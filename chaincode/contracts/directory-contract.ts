/** The directory of members and their keys: founded once, then changed by votes; keys by their own organisation. */
import type { Context } from 'fabric-contract-api';
import { canonicalize } from '../canonical.js';
import type { Organisation } from '../organisation.js';
import { checkOrganisation, isOrganisationKey } from '../organisation.js';
import { refuse } from '../refusal.js';
import {
  clientMsp,
  demand,
  emit,
  GuanlianContract,
  keyOf,
  listState,
  parseArgument,
  requireActive,
  writeState,
} from './guanlian-contract.js';

const MAX_KEYS = 50;

export class DirectoryContract extends GuanlianContract {
  constructor(now: () => number) {
    super('directory', now);
  }

  /** Founds the directory with its first members; refused once there are any. */
  async Found(ctx: Context, membersJson: string): Promise<string> {
    const existing = await listState<Organisation>(ctx, 'organisation');
    if (existing.length > 0) refuse('ALREADY_EXISTS', 'the directory is founded');
    const members = parseArgument(membersJson, 'members');
    if (!Array.isArray(members)) return refuse('INVALID_INPUT', 'members must be a list');
    const entries = members.map((member) => demand(checkOrganisation(member)));
    if (!entries.some((entry) => entry.mspId === clientMsp(ctx))) {
      refuse('NOT_PARTY', 'a founder must be among the first members');
    }
    for (const entry of entries) await writeOrganisation(ctx, entry);
    emit(ctx, 'directory.founded', { members: entries.map((entry) => entry.mspId) });
    return String(entries.length);
  }

  /** Adds a signing key to the caller's own entry; retired keys stay, evidence outlives them. */
  async AddKey(ctx: Context, keyJson: string): Promise<string> {
    const own = await requireActive(ctx, clientMsp(ctx));
    const key = parseArgument(keyJson, 'key');
    if (!isOrganisationKey(key))
      return refuse('INVALID_INPUT', 'key must be a P-256 key with validity');
    if (own.keys.some((known) => known.kid === key.kid)) {
      refuse('ALREADY_EXISTS', `key ${key.kid} is listed`);
    }
    if (own.keys.length >= MAX_KEYS) refuse('LIMIT_EXCEEDED', `at most ${MAX_KEYS} keys`);
    await writeOrganisation(ctx, { ...own, keys: [...own.keys, key] });
    emit(ctx, 'directory.changed', { mspId: own.mspId });
    return key.kid;
  }

  /** All members, by MSP id. */
  async List(ctx: Context): Promise<string> {
    return canonicalize(await listState<Organisation>(ctx, 'organisation'));
  }
}

/** Writes a directory entry. */
export async function writeOrganisation(ctx: Context, entry: Organisation): Promise<void> {
  await writeState(ctx, keyOf(ctx, 'organisation', entry.mspId), canonicalize(entry));
}
