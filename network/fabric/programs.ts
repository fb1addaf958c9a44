/** Runs Fabric's command line programs and turns what they print on failure into one fault. */
import { execFile } from 'node:child_process';
import { PlatformFault } from '../fault.js';

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

const MOST_OUTPUT = 64 * 1024 * 1024;

/** Standard output of a program that ended well. Throws PlatformFault FABRIC_COMMAND with what it printed. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env = {}, cwd, signal }: RunOptions = {},
): Promise<string> {
  const options = {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    maxBuffer: MOST_OUTPUT,
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (signal?.aborted) return reject(signal.reason as Error);
      reject(
        new PlatformFault('FABRIC_COMMAND', failureText(program, args, stderr || stdout), error),
      );
    });
  });
}

/** The last lines say why; what comes before is logging. */
function failureText(program: string, args: readonly string[], printed: string): string {
  const name = program.split('/').at(-1) ?? program;
  const words = args.filter((arg) => !arg.startsWith('-')).slice(0, 3);
  const said = printed.trimEnd().split('\n').slice(-3).join(' ').slice(0, 1000);
  return `${name} ${words.join(' ')} failed: ${said || 'it printed nothing'}`;
}
