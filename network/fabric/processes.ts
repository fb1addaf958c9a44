/**
 * The programs of a development network as plain processes: one PID file and one log each, started detached, stopped by
 * PID. A PID file names the process's start too, so that a number which the system gave away again is never mistaken.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PlatformFault } from '../fault.js';
import { writeWhole } from '../identity/pem-files.js';
import type { FabricLayout } from './layout.js';
import { isFree } from './ports.js';

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ports that it will listen on. */
  readonly ports: readonly number[];
}

export type ProcessState =
  | { readonly state: 'running'; readonly pid: number }
  | { readonly state: 'stopped' }
  /** A PID file is there, its process is not: it crashed or was killed. */
  | { readonly state: 'died'; readonly pid: number };

interface PidFile {
  readonly pid: number;
  readonly started: string;
}

const STOP_MS = 10_000;
const POLL_MS = 50;
const run = promisify(execFile);

/** Starts the process unless it runs; resolves to its PID. Throws PlatformFault PORT_BUSY or PROCESS_FAILED. */
export async function startProcess(layout: FabricLayout, spec: ProcessSpec): Promise<number> {
  const known = await processState(layout, spec.name);
  if (known.state === 'running') return known.pid;
  for (const port of spec.ports) {
    if (await isFree(port)) continue;
    throw new PlatformFault(
      'PORT_BUSY',
      `port ${port} of ${spec.name} is taken by another program: stop that one, or make the network anew on other ports (guanlian fabric reset, then up --port N)`,
    );
  }
  await mkdir(layout.run, { recursive: true, mode: 0o700 });
  await mkdir(layout.log, { recursive: true, mode: 0o700 });
  const pid = await launch(layout, spec);
  const started = await startOf(pid);
  await writeWhole(layout.pidFile(spec.name), JSON.stringify({ pid, started }));
  return pid;
}

/** Asks the process to end and waits for it; kills it when it does not. Harmless when it does not run. */
export async function stopProcess(layout: FabricLayout, name: string): Promise<void> {
  const known = await processState(layout, name);
  if (known.state === 'running') {
    signal(known.pid, 'SIGTERM');
    const ended = await hasEnded(layout, name, STOP_MS);
    if (!ended) await killProcess(layout, name);
  }
  await rm(layout.pidFile(name), { force: true });
}

/** Ends the process at once, as a crash would: the PID file stays behind. */
export async function killProcess(layout: FabricLayout, name: string): Promise<void> {
  const known = await processState(layout, name);
  if (known.state !== 'running') return;
  signal(known.pid, 'SIGKILL');
  if (await hasEnded(layout, name, STOP_MS)) return;
  throw new PlatformFault('PROCESS_FAILED', `${name} (pid ${known.pid}) cannot be killed`);
}

/** Whether the process runs, was stopped, or died. */
export async function processState(layout: FabricLayout, name: string): Promise<ProcessState> {
  const file = await readPidFile(layout.pidFile(name));
  if (file === undefined) return { state: 'stopped' };
  const started = await startOf(file.pid);
  const isSame = started !== '' && started === file.started;
  return isSame ? { state: 'running', pid: file.pid } : { state: 'died', pid: file.pid };
}

/** The last lines of a process's log, for messages. */
export async function lastLines(layout: FabricLayout, name: string, count = 5): Promise<string> {
  const text = await readFile(layout.logFile(name), 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

async function launch(layout: FabricLayout, spec: ProcessSpec): Promise<number> {
  const log = await open(layout.logFile(spec.name), 'a', 0o600);
  try {
    const child = spawn(spec.command, [...spec.args], {
      ...{ cwd: layout.dir, detached: true, stdio: ['ignore', log.fd, log.fd] },
      env: { ...inherited(), ...spec.env },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child.pid!;
  } catch (cause) {
    throw new PlatformFault(
      'PROCESS_FAILED',
      `${spec.name} (${spec.command}) cannot be started`,
      cause,
    );
  } finally {
    await log.close();
  }
}

/** Settings of the caller's shell for Fabric (CORE_…, ORDERER_…) would override the files: they stay out. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  const present = names.filter((name) => process.env[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, process.env[name]!]));
}

async function hasEnded(layout: FabricLayout, name: string, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    if ((await processState(layout, name)).state !== 'running') return true;
    await sleep(POLL_MS);
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

async function readPidFile(path: string): Promise<PidFile | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PidFile;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PlatformFault('PROCESS_FAILED', `${path} cannot be read; remove it`, cause);
  }
}

/** When a process started, as the system tells it; empty when there is none (or only its remains). */
export async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return stdout.trim();
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // After the name in brackets: state is the first field, the start the twentieth (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}
