/** A case from the command line to a file, over GraphQL from a running node; what is wrong with it is said by name. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { change } from '../../contracts/graph-store/facts.js';
import { STORY } from '../../graph/questions/story.js';
import type { RunningNode } from '../http/running-node.js';
import { startNode } from '../http/running-node.js';

const MAIN = join(import.meta.dirname, '../../../dist/gateway/main.js');
const CASE = ['Company:amber', 'Company:basil', 'Company:cedar'];

// The suite runs the built program; `npm test` builds first.
describe.skipIf(!existsSync(MAIN))('guanlian graph export-case', () => {
  let node: RunningNode;
  let token: string;
  let dir: string;
  beforeAll(async () => {
    node = await startNode();
    await node.memory.graph.apply(change(4, STORY));
    token = await node.token('risk-officer');
    dir = await mkdtemp(join(tmpdir(), 'guanlian-case-'));
  });
  afterAll(async () => {
    await node.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const words = ['graph', 'export-case', ...args, '--node', node.url, '--token', token];
    const child = spawn(process.execPath, [MAIN, ...words]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise<number>((resolve) => child.on('close', (c) => resolve(c ?? -1)));
    return { code, out, err };
  }

  it.each([
    ['json', '"format": "guanlian-subgraph/1"'],
    ['graphml', 'attr.name="_subject"'],
    ['ftm', '"schema":"Company"'],
  ])('writes %s', async (format, words) => {
    const { code, out, err } = await run(...CASE, '--format', format);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(words);
    expect(out).toContain('Amber Orchards');
    expect(out).toContain('r-consignments');
  });

  it('writes a file that only its owner reads, and tells what is not in it', async () => {
    const file = join(dir, 'case.json');
    const run1 = await run(...CASE, '--longest', '1', '--limit', '3', '--out', file);
    expect(run1).toMatchObject({ code: 0, out: '' });
    expect(run1.err).toContain('GRAPH_EXPORT_UNCONNECTED subjects: nothing connects within 1');
    expect(run1.err).not.toContain('null');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ subjects: CASE });
    const cut = await run(...CASE, '--limit', '3', '--out', file);
    expect(cut.err).toContain('there is more around it than was exported');
  });

  it('refuses a subject that the graph does not have, by name and with exit code 1', async () => {
    const { code, out, err } = await run('Company:amber', 'Company:nobody', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ refused: { code: 'NOT_FOUND' } });
    expect(err).toContain('refused: NOT_FOUND: the graph does not have Company:nobody');
  });

  it.each([
    [['amber'], 'a subject is LABEL:KEY, such as Company:EORI:GL1000000001, not "amber"'],
    [['Wizard:merlin'], 'not "Wizard"'],
    [[], 'usage: guanlian graph export-case LABEL:KEY... [options]'],
    [Array.from({ length: 21 }, (_, i) => `Company:c${i}`), 'a case has 1 to 20 subjects, not 21'],
    [[...CASE, '--format', 'pdf'], '--format takes one of ftm, graphml, json'],
    [[...CASE, '--longest', '9'], '--longest takes a whole number from 1 to 8'],
    [[...CASE, '--limit', '501'], '--limit takes a whole number from 1 to 500'],
  ])('answers %j as wrong usage', async (args, words) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain(words);
  });

  it('needs a token with the scope', async () => {
    const words = ['graph', 'export-case', ...CASE, '--node', node.url];
    const child = spawn(process.execPath, [MAIN, ...words], {
      env: { ...process.env, GUANLIAN_TOKEN: await node.token('certificate-officer') },
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    expect(code).toBe(70);
  });
});
