/**
 * Fabric's release programs, which operators install: found in FABRIC_BIN or on PATH, and checked for a version that
 * Guanlian is tested with. Nothing of Fabric is part of Guanlian.
 */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { PlatformFault } from '../fault.js';

export const PROGRAMS = ['peer', 'orderer', 'configtxgen', 'configtxlator', 'osnadmin'] as const;
export type Program = (typeof PROGRAMS)[number];

export type FabricBinaries = Readonly<Record<Program, string>> & {
  /** As `peer version` says, e.g. `2.5.16`. */
  readonly version: string;
};

const SUPPORTED = /^(2\.5|3\.1)\./;
const run = promisify(execFile);

/** Finds the programs. Throws PlatformFault FABRIC_MISSING or FABRIC_UNSUPPORTED with the repair. */
export async function findBinaries(env: NodeJS.ProcessEnv = process.env): Promise<FabricBinaries> {
  const folders = env['FABRIC_BIN'] ? [env['FABRIC_BIN']] : (env['PATH'] ?? '').split(delimiter);
  const found = new Map<Program, string>();
  for (const program of PROGRAMS) {
    const path = await firstExecutable(folders.filter(Boolean), program);
    if (path !== undefined) found.set(program, path);
  }
  const missing = PROGRAMS.filter((program) => !found.has(program));
  if (missing.length > 0) throw missingPrograms(missing, env);
  const paths = Object.fromEntries(found) as Record<Program, string>;
  const version = await versionOf(paths.peer);
  if (SUPPORTED.test(version)) return { ...paths, version };
  throw new PlatformFault(
    'FABRIC_UNSUPPORTED',
    `${paths.peer} is Fabric ${version}; Guanlian runs with 2.5.x and 3.1.x: install one of these, or name its folder in FABRIC_BIN`,
  );
}

async function firstExecutable(
  folders: readonly string[],
  program: string,
): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, program);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

async function versionOf(peer: string): Promise<string> {
  try {
    const { stdout } = await run(peer, ['version']);
    return /Version:\s*v?([\w.-]+)/.exec(stdout)?.[1] ?? 'of an unknown version';
  } catch (cause) {
    throw new PlatformFault('FABRIC_UNSUPPORTED', `${peer} does not run; install it again`, cause);
  }
}

function missingPrograms(missing: readonly string[], env: NodeJS.ProcessEnv): PlatformFault {
  const where = env['FABRIC_BIN'] ? `in FABRIC_BIN (${env['FABRIC_BIN']})` : 'on PATH';
  return new PlatformFault(
    'FABRIC_MISSING',
    `${missing.join(', ')} not found ${where}: install Hyperledger Fabric's release binaries 2.5.x (see Fabric's own install page) and put them on PATH, or name their folder in FABRIC_BIN`,
  );
}
