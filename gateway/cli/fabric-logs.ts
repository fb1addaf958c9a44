/** `guanlian fabric logs [PROCESS]`: the ends of the processes' logs, and what is added to them. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadFabric } from '../../network/index.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { networkFolder } from './fabric-folder.js';
import { countOption } from './node-client.js';
import { answer, message } from './output.js';

interface Log {
  readonly process: string;
  readonly file: string;
  readonly lines: readonly string[];
  /** Where reading goes on. */
  readonly bytes: number;
}

const MOST_LINES = 10_000;
/** Enough for the asked lines of any log that is not deliberately wide. */
const BYTES_PER_LINE = 400;
const POLL_MS = 300;

export const execute: Execute = async (input) => {
  const fabric = await loadFabric();
  const { dir } = await fabric.requireDescription(networkFolder(input));
  const files = await chosen(fabric.layoutOf(dir).log, input.argument(0));
  const count = countOption(input, 'lines', 20, MOST_LINES);
  const logs = await Promise.all(files.map((file) => readEnd(file, count)));
  answer(
    input,
    logs.map(({ process, file, lines }) => ({ process, file, lines })),
    logs.flatMap(({ process, file, lines }) => [`== ${process} (${file})`, ...lines, '']),
  );
  if (input.flag('follow')) await follow(input, logs);
  return 0;
};

async function chosen(folder: string, wanted: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.log'));
  const fitting = names.filter((name) => name.startsWith(wanted)).sort();
  if (fitting.length > 0) return fitting.map((name) => join(folder, name));
  const all = names.map(processOf).sort().join(', ');
  throw new UsageError(
    `no log begins with "${wanted.slice(0, 60)}"; there are ${all || 'none: the network was never up'}`,
  );
}

async function readEnd(file: string, count: number): Promise<Log> {
  const { size } = await stat(file);
  const from = Math.max(0, size - count * BYTES_PER_LINE);
  const lines = (await read(file, from, size)).trimEnd().split('\n');
  const whole = from === 0 ? lines : lines.slice(1);
  return { process: processOf(file), file, lines: whole.slice(-count), bytes: size };
}

/** Until the person stops it; a log that was cut begins anew. */
async function follow(input: VerbInput, logs: readonly Log[]): Promise<void> {
  message('following; Ctrl-C ends it');
  const places = new Map(logs.map(({ file, bytes }) => [file, bytes]));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  while (!stop.signal.aborted) {
    for (const [file, from] of places) {
      const { size } = await stat(file).catch(() => ({ size: 0 }));
      const text = size > from ? await read(file, from, size) : '';
      // Half a line waits for its other half.
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      places.set(file, size < from ? 0 : from + Buffer.byteLength(whole));
      if (whole !== '') print(input, processOf(file), whole.trimEnd().split('\n'));
    }
    await sleep(POLL_MS, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

function print(input: VerbInput, name: string, lines: readonly string[]): void {
  answer(
    input,
    { process: name, lines },
    lines.map((line) => `${name}  ${line}`),
  );
}

async function read(file: string, from: number, to: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.subarray(0, bytesRead).toString();
  } finally {
    await handle.close();
  }
}

function processOf(file: string): string {
  return basename(file, '.log');
}
