/** Processor time and memory of a network's processes and of this one, from /proc (Linux; elsewhere nothing is told). */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;
const CLIENT = 'client';
export const CORES = cpus().length;

/** What each process has used so far: `{seconds, megabytes}` by name; `client` is this process. */
export async function sample(network) {
  const processes = (await network.status()).filter(({ pid }) => pid !== undefined);
  const named = [...processes.map(({ name, pid }) => [name, pid]), [CLIENT, process.pid]];
  const used = await Promise.all(named.map(async ([name, pid]) => [name, await usage(pid)]));
  return { at: performance.now(), machine: await machine(), used: new Map(used) };
}

/** Processor seconds between two samples by process, and of the machine as a whole. */
export function difference(before, after) {
  const seconds = new Map(
    [...after.used].map(([name, { seconds: end }]) => [name, end - before.used.get(name).seconds]),
  );
  const elapsed = (after.at - before.at) / 1000;
  const ours = [...seconds.values()].reduce((sum, value) => sum + value, 0);
  const busy = after.machine - before.machine;
  return { elapsed, seconds, ours, others: Math.max(0, busy - ours), capacity: elapsed * CORES };
}

/** Sum over the processes whose name begins so. */
export function total(seconds, prefix) {
  return [...seconds]
    .filter(([name]) => name.startsWith(prefix))
    .reduce((sum, [, value]) => sum + value, 0);
}

async function usage(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  // After the name in brackets, user and system time are the twelfth and thirteenth field (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  const seconds = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS;
  return { seconds, megabytes: kilobytes / 1024 };
}

/** Processor seconds that the whole machine was busy since it was started. */
async function machine() {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (
    /^cpu\s+(.*)$/m.exec(text)?.[1] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softirq) / TICKS;
}
