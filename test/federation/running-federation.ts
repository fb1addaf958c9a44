/** A whole federation in a temporary folder on free ports, and callers of its nodes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller, Scope, UserOutcome } from '../../gateway/application.js';
import { scopesOf } from '../../gateway/auth/roles.js';
import type { Role } from '../../gateway/auth/roles.js';
import type { Federation } from '../../gateway/federation.js';
import { startFederation } from '../../gateway/federation.js';
import type { EmbeddedFederationLedger } from '../../gateway/federation-ledger.js';
import type { EmbeddedNetwork } from '../../network/index.js';

export interface RunningFederation extends AsyncDisposable {
  readonly federation: Federation;
  readonly dir: string;
}

export interface RunOptions {
  /** A data folder to keep; else a temporary one that is removed. */
  readonly dir?: string;
  readonly seed?: boolean;
  /** On the Fabric network of this folder, which is made when it is not there. */
  readonly fabric?: { readonly dir: string; readonly driver: 'fabric-gateway' | 'fabric-network' };
}

/** Starts a federation; `dir` takes up an earlier one. */
export async function runFederation(options: RunOptions = {}): Promise<RunningFederation> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'guanlian-federation-')));
  const federation = await startFederation(
    {
      ...{ port: 0, host: '127.0.0.1', dataDir: dir, profile: 'development', logLevel: 'error' },
      seed: options.seed ?? false,
      ledger: options.fabric ? 'fabric' : 'embedded',
      fabricDir: options.fabric?.dir ?? '',
      driver: options.fabric?.driver ?? 'fabric-gateway',
    },
    '0.0.0-test',
    (text) => void (options.fabric && process.stderr.write(`federation: ${text}\n`)),
  );
  return {
    ...{ federation, dir },
    [Symbol.asyncDispose]: async () => {
      await federation[Symbol.asyncDispose]();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The embedded network under a federation, to stop peers of and look into. */
export function embeddedNetwork({ federation }: RunningFederation): EmbeddedNetwork {
  if (federation.ledger.engine !== 'embedded') throw new Error('not on the embedded ledger');
  return (federation.ledger as EmbeddedFederationLedger).network;
}

/** A caller of a role at a node, with extra scopes when named. */
export function callerOf(mspId: string, role: Role, more: readonly Scope[] = []): Caller {
  return { subject: `test-${role}`, mspId, role, scopes: new Set([...scopesOf(role), ...more]) };
}

/** The value, or the refusal as a failure of the test. */
export function granted<T>(outcome: UserOutcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`${outcome.refusal.code}: ${outcome.refusal.message}`);
}

/** The code of a refusal; fails when there was none. */
export function refusedWith(outcome: UserOutcome<unknown>): string {
  if (!outcome.ok) return outcome.refusal.code;
  throw new Error('it was not refused');
}
