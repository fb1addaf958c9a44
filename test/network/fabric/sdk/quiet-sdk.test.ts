/** The SDK is loaded only by its own driver, says nothing on the console, and lets the process end. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-quiet-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Runs a script that gets the folder of the repository's sources; everything it wrote, both streams. */
async function run(script: string): Promise<{ stdout: string; stderr: string }> {
  const file = join(dir, 'script.mjs');
  await writeFile(file, script);
  const args = ['--import', path('../../embedded/typescript-loader.mjs'), file];
  const env = { ...process.env, GUANLIAN_TS_CACHE: join(dir, 'translated') };
  return promisify(execFile)(process.execPath, args, { env, timeout: 50_000 });
}

const SDK = path('../../../../network/fabric/sdk/fabric-network-ledger.ts');
const CONNECT = path('../../../../network/fabric/connect.ts');
const IDENTITY = path('../../../../network/identity/index.ts');
const CLOCK = path('../../../../network/clock.ts');

test('nothing is written when no peer answers, and a closed ledger keeps no process alive', async () => {
  const { stdout, stderr } = await run(`
    import { openFabricNetworkLedger } from ${JSON.stringify(SDK)};
    import { openIdentity } from ${JSON.stringify(IDENTITY)};
    import { systemClock } from ${JSON.stringify(CLOCK)};
    const identity = await openIdentity({
      dir: ${JSON.stringify(dir)}, mspId: 'AMSP', name: 'node', clock: systemClock,
    });
    const peer = {
      name: 'peer.a', mspId: 'AMSP', address: '127.0.0.1:1', tlsCaPem: identity.certificatePem,
      hostnameOverride: 'localhost',
    };
    const profile = {
      organizations: { A: { mspid: 'AMSP', peers: ['peer.a'] } },
      peers: { 'peer.a': { url: 'grpcs://127.0.0.1:1', tlsCACerts: { pem: peer.tlsCaPem } } },
    };
    const connection = { channel: 'customs', chaincode: 'c', mspId: 'AMSP', peer, peers: [peer], profile };
    const ledger = await openFabricNetworkLedger({ connection, identity });
    const said = [];
    void ledger.events()[Symbol.asyncIterator]().next();
    for (const outcome of [
      await ledger.evaluate({ name: 'a:B', args: [] }),
      await ledger.submit({ name: 'a:B', args: [], endorsers: ['AMSP'] }),
      await ledger.submit({ name: 'a:B', args: [] }),
    ]) said.push(outcome.refusal.category, outcome.refusal.organisation);
    await ledger[Symbol.asyncDispose]();
    process.stdout.write(said.join(' '));
  `);
  expect(stderr).toBe('');
  expect(stdout).toBe(Array(3).fill('unreachable AMSP').join(' '));
});

test('the package is not loaded for anything else', async () => {
  const { stdout } = await run(`
    import { createRequire } from 'node:module';
    await import(${JSON.stringify(CONNECT)});
    const require = createRequire(${JSON.stringify(CONNECT)});
    const loaded = Object.keys(require.cache).filter((file) => /fabric-(network|common)/.test(file));
    process.stdout.write(String(loaded.length));
  `);
  expect(stdout).toBe('0');
});
