/** A ledger whose process is killed under load (SIGKILL): what was acknowledged is there, and the chain is whole. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedNetwork } from '../../../network/embedded/index.js';
import { A, B, identityOf, networkOptions, tempDir } from './embedded-world.js';

const ROUNDS = 8;
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Acknowledged {
  readonly txId: string;
  readonly kind: string;
  readonly key: string;
}

let dir: string;
beforeAll(async () => {
  dir = await tempDir();
  await identityOf(dir, A);
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** Runs the load until `count` acknowledgements have come, then kills it at once. */
function loadUntilKilled(round: number, count: number): Promise<Acknowledged[]> {
  const args = ['--import', here('typescript-loader.mjs'), here('load-generator.ts'), dir];
  const env = { ...process.env, GUANLIAN_TS_CACHE: join(dir, 'translated') };
  const child = spawn(process.execPath, [...args, String(round)], { env });
  let out = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (out.split('\n').length > count) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`the load ended by itself: ${errors}`));
      const lines = out.split('\n').slice(0, -1);
      resolve(
        lines
          .map((line) => line.split(' '))
          .map(([txId = '', kind = '', key = '']) => ({ txId, kind, key })),
      );
    });
  });
}

describe('a ledger killed under load', () => {
  it(`keeps every acknowledged transaction over ${ROUNDS} kills`, async () => {
    const acknowledged: Acknowledged[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      acknowledged.push(...(await loadUntilKilled(round, 20 + round * 37)));
      await using network = await EmbeddedNetwork.open(networkOptions(dir));
      const report = await network.verifyChain();
      expect(report).toMatchObject({ ok: true });
      const valid = new Set<string>();
      for (let number = 0; number < report.height; number += 1) {
        for (const { txId, code } of network.block(number).transactions) {
          if (code === 'VALID') valid.add(txId);
        }
      }
      expect(acknowledged.filter(({ txId }) => !valid.has(txId))).toEqual([]);
      const own = network.connect(await identityOf(dir, A));
      const partner = network.connect(await identityOf(dir, B));
      for (const { kind, key } of acknowledged.slice(-60)) {
        const [reader, name] = kind === 'share' ? [partner, 'ReadOwn'] : [own, 'Get'];
        const value = kind === 'share' ? `secret of ${key}` : `value of ${key}`;
        expect(await reader.evaluate({ name: `probe:${name}`, args: [key] })).toEqual({
          ok: true,
          value,
        });
      }
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * 20);
  }, 120_000);
});
