/** Faults of the ledger's folder, each with its repair. */
import { PlatformFault } from '../fault.js';

/** Sorts what LevelDB says on opening. */
export function openFault(dir: string, cause: unknown): PlatformFault {
  if (hasCode(cause, 'LEVEL_LOCKED')) {
    return new PlatformFault(
      'LEDGER_BUSY',
      `another process uses the ledger in ${dir}; stop that process, or choose another folder`,
      cause,
    );
  }
  if (isFull(errorText(cause))) return fullFault(cause);
  return damagedFault(dir, 'it cannot be opened', cause);
}

export function writeFault(cause: unknown): PlatformFault {
  const text = errorText(cause);
  if (isFull(text)) return fullFault(cause);
  return new PlatformFault(
    'LEDGER_WRITE',
    'the block could not be written and nothing of it counts; see the cause, then start the node again',
    cause,
  );
}

export function closedFault(): PlatformFault {
  return new PlatformFault(
    'LEDGER_CLOSED',
    'the network was closed while this call was under way; open it and send the call again',
  );
}

export function damagedFault(dir: string, what: string, cause?: unknown): PlatformFault {
  return new PlatformFault(
    'LEDGER_DAMAGED',
    `the ledger in ${dir} is damaged: ${what}; restore the folder from a backup, or move it away to begin a new ledger`,
    cause,
  );
}

export function versionFault(dir: string, found: string, expected: string): PlatformFault {
  return new PlatformFault(
    'LEDGER_VERSION',
    `the ledger in ${dir} has format ${found}, this version reads ${expected}; start the version that wrote it, or move the folder away`,
  );
}

function fullFault(cause: unknown): PlatformFault {
  return new PlatformFault(
    'DISK_FULL',
    'no space left for the ledger; free some and start the node again',
    cause,
  );
}

/** A read that failed: damage gets its repair sentence, all else stays what it is. */
export function readFault(dir: string, cause: unknown): unknown {
  return hasCode(cause, 'LEVEL_CORRUPTION')
    ? damagedFault(dir, 'a part of its files cannot be read', cause)
    : cause;
}

/** The driver's code, not its text: paths and corruption reports hold the word "block". */
function hasCode(cause: unknown, code: string): boolean {
  if (!(cause instanceof Error)) return false;
  return (cause as { code?: unknown }).code === code || hasCode(cause.cause, code);
}

function isFull(text: string): boolean {
  return /ENOSPC|No space left/i.test(text);
}

function errorText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? String(cause) : `${String(cause)} ${errorText(cause.cause)}`;
}
