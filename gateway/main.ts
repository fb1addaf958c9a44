#!/usr/bin/env node
/**
 * The command line. Exit codes: each verb's own answers from 0 up, 64 for wrong usage, 70 for an internal fault,
 * so that 1 is never a crash (BSD sysexits). JSON goes to stdout alone, messages to stderr.
 */
import { PlatformFault } from '../network/index.js';
import { findVerb, parseVerb, UsageError } from './cli/arguments.js';
import { NodeUnreachable } from './cli/node-client.js';
import { VERBS } from './cli/verbs.js';

const USAGE = 64;
const FAULT = 70;

process.stdout.on('error', endWithReader);
process.exitCode = await run(process.argv.slice(2));

/** Whoever read our output has gone (`guanlian alerts --follow | head`): nothing is left to say, and it is no fault. */
function endWithReader(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit(process.exitCode ?? 0);
}

async function run(argv: readonly string[]): Promise<number> {
  try {
    const request = findVerb(VERBS, argv);
    if ('help' in request) {
      (request.asked ? process.stdout : process.stderr).write(request.help);
      return request.asked ? 0 : USAGE;
    }
    const execute = await request.verb.load();
    return await execute(parseVerb(request.verb, request.rest));
  } catch (cause) {
    return report(cause);
  }
}

function report(cause: unknown): number {
  if (cause instanceof UsageError) {
    process.stderr.write(`guanlian: ${cause.message}\n`);
    return USAGE;
  }
  if (cause instanceof NodeUnreachable) {
    process.stderr.write(`guanlian: ${cause.message}\n`);
    return FAULT;
  }
  if (cause instanceof PlatformFault) {
    process.stderr.write(`guanlian: ${cause.message} (${cause.code})\n`);
    return FAULT;
  }
  process.stderr.write(
    `guanlian: internal fault: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
  );
  return FAULT;
}
