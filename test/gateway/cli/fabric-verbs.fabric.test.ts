/** The life of a small network under `guanlian fabric`, as a person at a terminal sees it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accepts } from '../../../network/fabric/ports.js';
import type { ProcessStatus } from '../../../network/index.js';

const MAIN = join(import.meta.dirname, '../../../dist/gateway/main.js');
const MEMBERS = ['NorthCustomsMSP', 'CooperationMSP'];

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

if (!existsSync(MAIN)) console.log(`skipped: the verbs of fabric, no build at ${MAIN}`);

describe.skipIf(!existsSync(MAIN))('guanlian fabric', () => {
  let folder: string;
  const network = (): string => join(folder, 'network');

  const guanlian = async (...args: string[]): Promise<Run> => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise<number>((resolve) => child.on('close', (c) => resolve(c ?? -1)));
    return { code, out, err };
  };
  const fabric = (verb: string, ...args: string[]): Promise<Run> =>
    guanlian('fabric', verb, '--network', network(), ...args);
  const statusOf = async (): Promise<{ well: boolean; processes: ProcessStatus[] }> =>
    JSON.parse((await fabric('status', '--json')).out) as {
      well: boolean;
      processes: ProcessStatus[];
    };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guanlian-fabric-verbs-'));
  });
  afterAll(async () => {
    await fabric('reset');
    await rm(folder, { recursive: true, force: true });
  });

  test('up makes a network of the named members and tells each step with its time', async () => {
    const up = await fabric('up', '--organisations', MEMBERS.join(), '--port', '0', '--json');
    expect(up.err).toMatch(/Starting .*: \d+\.\d s/);
    expect(up.code).toBe(0);
    const { channel, processes } = JSON.parse(up.out) as {
      channel: string;
      processes: ProcessStatus[];
    };
    expect(channel).toBe('guanlian');
    expect(new Set(processes.map(({ mspId }) => mspId))).toEqual(new Set(MEMBERS));
  });

  test('status shows each process with its port, height and chaincode version', async () => {
    const { well, processes } = await statusOf();
    expect(well).toBe(true);
    expect(processes.map(({ kind }) => kind).sort()).toEqual([
      ...['chaincode', 'chaincode', 'orderer', 'peer', 'peer'],
    ]);
    for (const one of processes) {
      expect(one).toMatchObject({ state: 'running', pid: expect.any(Number) as number });
      expect(one.port).toBeGreaterThan(1023);
      if (one.kind === 'chaincode') expect(one.chaincode).toMatch(/^guanlian_/);
      else expect(one.height).toBeGreaterThan(1);
    }
    const shown = await fabric('status');
    expect(shown.code).toBe(0);
    for (const { name } of processes) expect(shown.out).toContain(name);
  });

  test('up once more changes nothing, and other wishes than those it was made with are refused', async () => {
    const before = await statusOf();
    expect((await fabric('up')).code).toBe(0);
    expect(await statusOf()).toEqual(before);
    const other = await fabric('up', '--orderers', '3');
    expect(other.code).toBe(64);
    expect(other.err).toContain('fabric reset');
  });

  test('a killed process is seen, and up starts it again', async () => {
    const { processes } = await statusOf();
    const victim = processes.find(({ kind }) => kind === 'peer')!;
    process.kill(victim.pid!, 'SIGKILL');
    await expect.poll(async () => (await fabric('status')).code, { timeout: 10_000 }).toBe(1);
    expect((await fabric('status')).out).toContain('crashed or was killed');
    expect((await fabric('up')).code).toBe(0);
    expect((await statusOf()).well).toBe(true);
  });

  test('logs shows the ends of the logs that are asked for', async () => {
    const run = await fabric('logs', 'peer.NorthCustomsMSP', '--lines', '5', '--json');
    const [log, ...others] = JSON.parse(run.out) as { process: string; lines: string[] }[];
    expect(others).toEqual([]);
    expect(log!.process).toBe('peer.NorthCustomsMSP');
    expect(log!.lines).toHaveLength(5);
    expect((await fabric('logs', 'nobody')).code).toBe(64);
  });

  test('the federation in miniature is told which of its members are missing here', async () => {
    const run = await guanlian('up', '--ledger', 'fabric', '--fabric', network(), '--port', '0');
    expect(run.code).toBe(70);
    expect(run.err).toContain('SouthCustomsMSP is not in this network');
  });

  test('down stops everything and keeps the blocks; up takes them up again', async () => {
    const heights = (processes: ProcessStatus[]): unknown[] =>
      processes.filter(({ kind }) => kind === 'peer').map(({ height }) => height);
    const before = heights((await statusOf()).processes);
    expect((await fabric('down')).code).toBe(0);
    expect((await fabric('status')).code).toBe(1);
    expect((await fabric('down')).code).toBe(0);
    expect((await fabric('up')).code).toBe(0);
    expect(heights((await statusOf()).processes)).toEqual(before);
  });

  test('reset leaves nothing of its own behind, and everything else', async () => {
    const { processes } = await statusOf();
    await writeFile(join(folder, 'network', 'notes.md'), 'mine');
    expect((await fabric('reset')).code).toBe(0);
    expect(await readdir(join(folder, 'network'))).toEqual(['notes.md']);
    for (const { port } of processes) expect(await accepts(port)).toBe(false);
    expect((await fabric('reset')).code).toBe(70);
  });
});
