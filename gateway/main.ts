#!/usr/bin/env node
/**
 * The command line. Exit codes: each verb's own answers from 0 up, 64 for wrong usage, 70 for an internal fault,
 * so that 1 is never a crash (BSD sysexits). JSON goes to stdout alone, messages to stderr.
 */
import { PlatformFault } from '../network/index.js';
import { helpText, parseVerb, UsageError, verbHelp } from './cli/arguments.js';
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
    const [name, ...rest] = argv;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      (name === undefined ? process.stderr : process.stdout).write(helpText(VERBS));
      return name === undefined ? USAGE : 0;
    }
    const verb = VERBS.find((candidate) => candidate.name === name);
    if (!verb)
      throw new UsageError(`"${name.slice(0, 40)}" is no verb of guanlian; see guanlian --help`);
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(verbHelp(verb));
      return 0;
    }
    const execute = await verb.load();
    return await execute(parseVerb(verb, rest));
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
