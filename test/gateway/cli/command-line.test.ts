import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoApplication } from '../../../gateway/demo/application-form.js';
import { passengerLists } from '../../../gateway/demo/passengers.js';
import { SeededRandom } from '../../../gateway/demo/random.js';
import { writePaxlst } from '../../../gateway/formats/index.js';

const MAIN = join(import.meta.dirname, '../../../dist/gateway/main.js');

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function guanlian(...args: string[]): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number>((resolve) => child.on('close', (c) => resolve(c ?? -1)));
  return { code, out, err };
}

function json<T>({ out }: Run): T {
  expect(out.trim().split('\n')).toHaveLength(1);
  return JSON.parse(out) as T;
}

// The suite runs the built program; `npm test` builds first.
describe.skipIf(!existsSync(MAIN))('the command line', () => {
  let dir: string;
  let message: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-cli-'));
    message = join(dir, 'list.edi');
    const [list] = passengerLists(new SeededRandom(3), '2026-11-23');
    const parties = {
      sender: 'A',
      recipient: 'B',
      preparedAt: '2026-11-23T08:00:00Z',
      reference: 'R1',
    };
    await writeFile(message, writePaxlst(list!, parties));
  });
  afterAll(async () => rm(dir, { recursive: true, force: true }));

  test('helps everywhere, and answers wrong usage with 64', async () => {
    const help = await guanlian('--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const verb of [
      'up',
      'node',
      'fabric',
      'read',
      'verify',
      'ingest',
      'share',
      'records',
      'alerts',
      'trust',
      'graph',
      'backup',
      'restore',
    ]) {
      expect(help.out).toContain(`\n  ${verb} `);
    }
    expect((await guanlian('share', '--help')).code).toBe(0);
    const wrong = [
      [],
      ['fly'],
      ['read'],
      ['read', 'a', 'b'],
      ['read', '--nope', 'x'],
      ['read', join(dir, 'absent')],
      ['verify', message],
      ['verify', message, '--trust', message, '--at', 'yesterday'],
      ['verify', message, '--trust', message, '--at', '2999-01-01T00:00:00Z'],
      ['graph', 'paint', '--node', 'north'],
      ['records', '--data', dir],
      ['fabric'],
      ['fabric', 'fly'],
      ['fabric', 'up', '--orderers', '2', '--network', dir],
      ['fabric', 'up', '--organisations', 'A B', '--network', dir],
      ['fabric', 'up', '--port', '80', '--network', dir],
      ['up', '--ledger', 'paper'],
      ['up', '--ledger', 'fabric', '--driver', 'pigeon'],
      ['node'],
      ['node', '--config', join(dir, 'absent.json')],
    ];
    const codes = await Promise.all(wrong.map(async (args) => (await guanlian(...args)).code));
    expect(codes).toEqual(wrong.map(() => 64));
  });

  test('a group of verbs helps like a verb, and names what it has', async () => {
    const help = await guanlian('fabric', '--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const verb of ['up', 'down', 'reset', 'status', 'logs']) {
      expect(help.out).toContain(`\n  ${verb} `);
      const own = await guanlian('fabric', verb, '--help');
      expect(own.out).toContain(`Usage: guanlian fabric ${verb}`);
    }
    expect((await guanlian('fabric')).err).toContain('Usage: guanlian fabric VERB');
    expect((await guanlian('fabric', 'fly')).err).toContain('up, down, reset, status, logs');
  });

  test('where there is no network the verbs of fabric say how to make one', async () => {
    for (const verb of ['down', 'reset', 'status', 'logs']) {
      const run = await guanlian('fabric', verb, '--network', join(dir, 'no-network'));
      expect(run.code).toBe(70);
      expect(run.err).toContain('there is no network in');
    }
  });

  test('without Fabric’s programs up says which are missing and what to install', async () => {
    const child = spawn(process.execPath, [MAIN, 'fabric', 'up', '--network', join(dir, 'none')], {
      env: { ...process.env, FABRIC_BIN: dir },
    });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(70);
    expect(err).toMatch(/peer, orderer, .* not found in FABRIC_BIN .*FABRIC_MISSING/s);
  });

  test('a node’s configuration is checked field by field, without starting it', async () => {
    const file = join(dir, 'node.json');
    await writeFile(file, JSON.stringify({ port: 'four', dataDir: 'd', prot: 1 }));
    const run = await guanlian('node', '--config', file, '--check', '--json');
    expect(run.code).toBe(1);
    const { ok, problems } = json<{ ok: boolean; problems: { field: string }[] }>(run);
    expect(ok).toBe(false);
    expect(problems.map(({ field }) => field).sort()).toEqual([
      ...['identity', 'ledger', 'organisation', 'port', 'prot'],
    ]);
    const start = await guanlian('node', '--config', file);
    expect(start.code).toBe(64);
    expect(start.err).toContain('organisation: ');
  });

  test('read needs no node: 0 read, 1 read with errors, 2 not recognised', async () => {
    const good = await guanlian('read', message, '--json');
    expect(good.code).toBe(0);
    expect(json<{ format: string }>(good).format).toBe('PAXLST');
    const odd = join(dir, 'odd.edi');
    await writeFile(
      odd,
      (await readFile(message, 'utf8')).replaceAll(/NAD\+FL\+\+\+[^']*'/g, "NAD+FL+++'"),
    );
    expect((await guanlian('read', odd)).code).toBe(1);
    const noise = join(dir, 'noise.bin');
    await writeFile(noise, Buffer.from([0, 1, 2, 3, 255]));
    expect((await guanlian('read', noise, '--json')).code).toBe(2);
  });

  test('verify without a usable trust list cannot check', async () => {
    const trust = join(dir, 'trust.txt');
    await writeFile(trust, 'nonsense');
    const run = await guanlian('verify', message, '--trust', trust, '--json');
    expect(run.code).toBe(2);
    expect(json<{ outcome: string }>(run).outcome).toBe('CANNOT_CHECK');
  });

  test('the whole job against a running federation, then backup, restore and a clean stop', async () => {
    const data = join(dir, 'data');
    const up = spawn(process.execPath, [
      MAIN,
      'up',
      '--port',
      '0',
      '--data',
      data,
      '--json',
      '--no-seed',
    ]);
    const stopped = new Promise<number | null>((resolve) =>
      up.on('close', (code) => resolve(code)),
    );
    await new Promise<void>((resolve, reject) => {
      up.stdout.once('data', () => resolve());
      up.once('close', (code) => reject(new Error(`up ended with ${code}`)));
    });
    const on = (node: string): string[] => ['--node', node, '--data', data, '--json'];
    const ingested = json<{ records: { id: string }[] }>(
      await guanlian('ingest', message, ...on('airline')),
    );
    const id = ingested.records[0]!.id;
    const refused = await guanlian(
      'share',
      id,
      '--to',
      'NorthCustomsMSP',
      '--purpose',
      'border-security',
      ...on('airline'),
    );
    expect(refused.code).toBe(1);
    expect(json<{ refused: { code: string } }>(refused).refused.code).toBe('AGREEMENT_MISSING');
    const seen = json<{ holding: string; body: unknown }>(
      await guanlian('records', id, ...on('coop')),
    );
    expect(seen).toMatchObject({ holding: 'envelope', body: null });
    const application = join(dir, 'application.json');
    await writeFile(application, JSON.stringify(demoApplication(Date.now())));
    const issued = await guanlian('certify', application, ...on('north'));
    expect(issued.code).toBe(0);
    const certificate = json<{ id: string }>(issued);
    const file = join(dir, 'certificate.json');
    const trust = join(dir, 'trust.jwt');
    await expect
      .poll(
        async () => {
          await guanlian('certificates', certificate.id, '--out', file, ...on('north'));
          await guanlian('trust', '--out', trust, ...on('south'));
          return (await guanlian('verify', file, '--trust', trust)).code;
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe(0);
    expect((await guanlian('graph', 'verify', ...on('north'))).code).toBe(0);
    const lost = await guanlian('alerts', '--follow', '--after', 'yesterday', ...on('north'));
    expect(lost.code).toBe(64);
    expect(lost.err).toContain('`after` "yesterday" is no cursor of this list');
    const busy = await guanlian('up', '--port', '0', '--data', data);
    expect(busy.code).toBe(70);
    expect(busy.err).toContain('DATA_FOLDER_BUSY');
    const early = await guanlian('backup', join(dir, 'early'), '--data', data);
    expect(early.err).toContain('DATA_FOLDER_BUSY');
    up.kill('SIGTERM');
    expect(await stopped).toBe(0);
    expect((await guanlian('verify', file, '--trust', trust)).code).toBe(0);
    const at = new Date().toISOString();
    expect((await guanlian('verify', file, '--trust', trust, '--at', at)).code).toBe(0);
    const before = ['--at', '2020-01-01T00:00:00Z', '--json'];
    const tooEarly = await guanlian('verify', file, '--trust', trust, ...before);
    expect(tooEarly.code).toBe(2);
    expect(json(tooEarly)).toMatchObject({ code: 'CLOCK_BEHIND' });
    const backup = join(dir, 'backup');
    expect((await guanlian('backup', backup, '--data', data)).code).toBe(0);
    expect((await guanlian('restore', backup, '--data', join(dir, 'restored'))).code).toBe(0);
    expect((await guanlian('restore', backup, '--data', data)).err).toContain('TARGET_EXISTS');
    await writeFile(join(backup, 'data', 'guanlian.json'), '{}');
    expect((await guanlian('restore', backup, '--data', join(dir, 'again'))).err).toContain(
      'BACKUP_DAMAGED',
    );
  });

  test('a data folder of another version is refused with the repair', async () => {
    const data = join(dir, 'newer');
    await mkdir(data);
    await writeFile(join(data, 'guanlian.json'), '{"schema":99}');
    const run = await guanlian('up', '--port', '0', '--data', data);
    expect(run.code).toBe(70);
    expect(run.err).toMatch(/DATA_FOLDER_VERSION/);
    const foreign = join(dir, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'notes.md'), 'mine');
    const refused = await guanlian('up', '--port', '0', '--data', foreign);
    expect(refused.err).toMatch(/notes\.md.*DATA_FOLDER_FOREIGN/);
    expect(await readdir(foreign)).toEqual(['notes.md']);
    expect(run.err).toContain('update this program');
  });
});
