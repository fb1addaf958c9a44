/** What it means that the file of an embedded graph could not be opened, and what to do. */
import { PlatformFault } from '../../network/index.js';
import { isMachines } from './machine-error.js';

/** GRAPH_LOCKED, GRAPH_UNREADABLE when the machine refuses, GRAPH_DAMAGED otherwise; a PlatformFault stays what it is. */
export function openFault(file: string, cause: unknown): PlatformFault {
  if (cause instanceof PlatformFault) return cause;
  return faultOf(file, cause instanceof Error ? cause : errorOf(cause));
}

/** What the thread of the engine told, as an error that a log can show. */
function errorOf(told: unknown): Error {
  const { message = String(told), ...more } = told as { readonly message?: string };
  return Object.assign(new Error(message), more);
}

function faultOf(file: string, cause: Error): PlatformFault {
  const { message } = cause;
  if (isMachines(cause))
    return new PlatformFault(
      'GRAPH_UNREADABLE',
      `the machine does not let the graph ${file} be opened (${message}); correct that and start again`,
      cause,
    );
  if (message.includes('cannot be locked'))
    return new PlatformFault(
      'GRAPH_LOCKED',
      `the graph ${file} is open in another process; stop that node first`,
      cause,
    );
  return new PlatformFault(
    'GRAPH_DAMAGED',
    `the graph ${file} cannot be read (${message}); start its node: it sets the file aside and refills the graph from the ledger`,
    cause,
  );
}
