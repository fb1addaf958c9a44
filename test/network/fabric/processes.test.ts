/** Processes by PID file: started once, stopped by PID, told from strangers that got the same number. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FabricLayout } from '../../../network/fabric/layout.js';
import { layoutOf } from '../../../network/fabric/layout.js';
import { knownProcesses } from '../../../network/fabric/process-list.js';
import type { ProcessSpec } from '../../../network/fabric/processes.js';
import {
  killProcess,
  lastLines,
  processState,
  startProcess,
  stopProcess,
} from '../../../network/fabric/processes.js';
import { withLock } from '../../../network/fabric/up-lock.js';
import { waitUntil } from '../../../network/fabric/wait.js';

let dir: string;
let layout: FabricLayout;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-processes-'));
  layout = layoutOf(dir);
});
afterEach(async () => {
  for (const name of await knownProcesses(layout)) await stopProcess(layout, name);
  await rm(dir, { recursive: true, force: true });
});

const script = (name: string, code: string, ports: readonly number[] = []): ProcessSpec => ({
  ...{ name, command: process.execPath, args: ['-e', code], env: { SAID: 'from env' }, ports },
});
const idle = script('idle', 'setInterval(() => {}, 1000)');

describe('a process of the network', () => {
  test('is started once, and found running', async () => {
    const pid = await startProcess(layout, idle);
    expect(await startProcess(layout, idle)).toBe(pid);
    expect(await processState(layout, 'idle')).toEqual({ state: 'running', pid });
    expect(await knownProcesses(layout)).toEqual(['idle']);
  });

  test('is stopped, also when it does not listen to SIGTERM at first, and stopping twice is harmless', async () => {
    await startProcess(layout, idle);
    await stopProcess(layout, 'idle');
    await stopProcess(layout, 'idle');
    expect(await processState(layout, 'idle')).toEqual({ state: 'stopped' });
    expect(await knownProcesses(layout)).toEqual([]);
  });

  test('that was killed is told from one that was stopped, and starts again', async () => {
    const pid = await startProcess(layout, idle);
    await killProcess(layout, 'idle');
    expect(await processState(layout, 'idle')).toEqual({ state: 'died', pid });
    expect(await startProcess(layout, idle)).not.toBe(pid);
  });

  test('is not mistaken for a stranger that got its number', async () => {
    await startProcess(layout, idle);
    const file = layout.pidFile('idle');
    const { pid } = JSON.parse(await readFile(file, 'utf8')) as { pid: number };
    await writeFile(file, JSON.stringify({ pid, started: 'another time' }));
    expect(await processState(layout, 'idle')).toEqual({ state: 'died', pid });
    await stopProcess(layout, 'idle');
    // It still runs: what does not belong to the network is not killed.
    expect(() => process.kill(pid, 0)).not.toThrow();
    process.kill(pid, 'SIGKILL');
  });

  test('writes what it says to its log', async () => {
    await startProcess(layout, script('talker', 'console.log(process.env.SAID)'));
    await waitUntil(
      async () => ((await lastLines(layout, 'talker')) === 'from env' ? undefined : 'not yet'),
      { what: 'the log' },
    );
    expect((await processState(layout, 'talker')).state).toBe('died');
  });

  test('is refused when another program has its port, which is named', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const spec = script('late', '', [port]);
    await expect(startProcess(layout, spec)).rejects.toMatchObject({
      code: 'PORT_BUSY',
      message: expect.stringContaining(String(port)) as string,
    });
    await new Promise((resolve) => server.close(resolve));
  });

  test('whose program is missing is a fault with its name', async () => {
    const spec = { ...idle, command: join(dir, 'no-such-program') };
    await expect(startProcess(layout, spec)).rejects.toMatchObject({ code: 'PROCESS_FAILED' });
  });
});

describe('the lock of a network folder', () => {
  test('lets one work at a time', async () => {
    await startProcess(layout, idle);
    const inner = withLock(layout, () => withLock(layout, async () => 'never'));
    await expect(inner).rejects.toMatchObject({ code: 'NETWORK_BUSY' });
    expect(await withLock(layout, async () => 'free again')).toBe('free again');
  });

  test('of a process that is gone does not stay', async () => {
    const pid = await startProcess(layout, idle);
    await killProcess(layout, 'idle');
    await writeFile(join(layout.run, 'up.lock'), JSON.stringify({ pid, started: '1' }));
    expect(await withLock(layout, async () => 'taken over')).toBe('taken over');
  });
});

describe('waiting for a condition', () => {
  test('tells the last reason when it never holds', async () => {
    const wait = waitUntil(async () => 'no leader', {
      what: 'ordering',
      withinMs: 50,
      everyMs: 10,
    });
    await expect(wait).rejects.toThrow(/ordering after 0 s: no leader/);
  });

  test('ends with its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(waitUntil(async () => 'x', { what: 'y', signal })).rejects.toThrow('enough');
  });
});
