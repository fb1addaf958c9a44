/** The machine: Node, open files, disk, Fabric's programs. */
import { readFile, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PlatformFault } from '../../fault.js';
import { findBinaries } from '../binaries.js';
import type { Finding } from './finding.js';
import { reporterOf } from './finding.js';
import type { Subject } from './subject.js';

const GIGABYTE = 1024 ** 3;
const LITTLE_DISK = 5;
const NO_DISK = 1;
const FEW_FILES = 4096;

/** Room on the disks that data are written to. */
export async function checkDisk({ folders }: Subject): Promise<Finding[]> {
  const { ok, warning, error } = reporterOf('disk');
  return Promise.all(
    folders.map(async (folder) => {
      const { bavail, bsize } = await nearestDisk(folder);
      const free = (bavail * bsize) / GIGABYTE;
      const what = `${free.toFixed(1)} GB free`;
      const advice = {
        why: 'A peer, an ordering node or a node that cannot write stops, and may need a repair.',
        repair: 'Make room, or move the folder to a larger disk while everything is stopped.',
      };
      if (free < NO_DISK) return error(folder, what, advice);
      return free < LITTLE_DISK ? warning(folder, what, advice) : ok(folder, what);
    }),
  );
}

/** The disk of a folder, which may not be made yet. */
async function nearestDisk(folder: string): Promise<{ bavail: number; bsize: number }> {
  try {
    return await statfs(folder);
  } catch (cause) {
    const above = dirname(folder);
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw cause;
    return nearestDisk(above);
  }
}

/** How many files a process may have open: LevelDB and gRPC need many. */
export async function checkOpenFiles(): Promise<Finding[]> {
  const { ok, warning } = reporterOf('open files');
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const limit = /Max open files\s+(\d+)/.exec(limits)?.[1];
  if (limit === undefined) return [];
  const what = `${limit} files at most`;
  if (Number(limit) >= FEW_FILES) return [ok('this user', what)];
  const advice = {
    why: 'A ledger of some size opens thousands of table files.',
    repair: `Raise the limit to ${FEW_FILES} or more (ulimit -n, LimitNOFILE in systemd).`,
  };
  return [warning('this user', what, advice)];
}

/** Fabric's programs, for a network on this machine. */
export async function checkBinaries({ local }: Subject): Promise<Finding[]> {
  if (local === undefined) return [];
  const { ok, error } = reporterOf('programs');
  try {
    const { peer, version } = await findBinaries();
    return [ok(peer, `Fabric ${version}`)];
  } catch (cause) {
    if (!(cause instanceof PlatformFault)) throw cause;
    const why = 'Peers and ordering nodes cannot be started or administered.';
    return [error('PATH', cause.message, { why, repair: 'Install them as the sentence says.' })];
  }
}
