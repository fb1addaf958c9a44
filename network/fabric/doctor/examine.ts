/** Runs all checks side by side, each within its time; one that fails is a finding, and the others go on. */
import { checkAnswers, checkDiscovery, checkVersions } from './check-chaincode.js';
import { checkCertificates, checkMspFolders } from './check-identity.js';
import { checkBinaries, checkDisk, checkOpenFiles } from './check-machine.js';
import { checkHeights, checkLeader, checkProcesses } from './check-processes.js';
import { checkPrivateDataSettings } from './check-settings.js';
import { checkTls } from './check-tls.js';
import type { Finding } from './finding.js';
import { reporterOf } from './finding.js';
import type { Subject } from './subject.js';

export type Check = (subject: Subject) => Promise<Finding[]>;

/** In the order in which an operator should read them: what stands below, first. */
export const CHECKS: Readonly<Record<string, Check>> = {
  programs: checkBinaries,
  'open files': checkOpenFiles,
  disk: checkDisk,
  processes: checkProcesses,
  tls: checkTls,
  msp: checkMspFolders,
  certificates: checkCertificates,
  leader: checkLeader,
  heights: checkHeights,
  'private data settings': checkPrivateDataSettings,
  'chaincode version': checkVersions,
  discovery: checkDiscovery,
  'chaincode answers': checkAnswers,
};

const LIMIT_MS = 20_000;

/** All findings, check by check. */
export async function examine(
  subject: Subject,
  checks: Readonly<Record<string, Check>> = CHECKS,
  limitMs: number = LIMIT_MS,
): Promise<Finding[]> {
  const found = await Promise.all(
    Object.entries(checks).map(([name, check]) => bounded(name, check(subject), limitMs)),
  );
  return found.flat();
}

async function bounded(
  name: string,
  work: Promise<Finding[]>,
  limitMs: number,
): Promise<Finding[]> {
  const { error } = reporterOf(name);
  const why = 'What this check looks at is not known.';
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    const what = `no answer within ${limitMs / 1000} s`;
    const repair = 'Look at the other findings first; then run the doctor again.';
    timer = setTimeout(() => resolve([error(name, what, { why, repair })]), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    const repair = 'Repair what the message names, then run the doctor again.';
    return [error(name, what, { why, repair })];
  } finally {
    clearTimeout(timer);
  }
}
