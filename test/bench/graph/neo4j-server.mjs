/** A real Neo4j for the bench, from the jars that `npm run test:neo4j` resolves once; undefined when they are not there. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import neo4j from 'neo4j-driver';

const SERVER = fileURLToPath(new URL('../../neo4j/TestServer.java', import.meta.url));
const JARS = join(homedir(), '.cache', 'guanlian', 'neo4j-5.26.16');
const OPENED = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'];
const PASSWORD = 'a-password-of-the-bench';

/** `{url, user, password, stop}` of a server on a free loopback port. */
export async function startNeo4j() {
  if (!existsSync(join(JARS, 'complete'))) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-neo4j-'));
  const port = await freePort();
  const opened = OPENED.flatMap((name) => ['--add-opens', `java.base/${name}=ALL-UNNAMED`]);
  const more = ['--add-opens', 'jdk.management/com.sun.management.internal=ALL-UNNAMED'];
  const flags = ['-Xmx2g', ...opened, ...more, '-cp', join(JARS, '*')];
  const server = spawn('java', [...flags, SERVER, dir, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await Promise.race([new Promise((resolve) => server.stdout.once('data', resolve)), ended]);
  const url = `bolt://127.0.0.1:${port}`;
  await changePassword(url);
  const stop = async () => {
    server.stdin.end();
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  return { url, user: 'neo4j', password: PASSWORD, stop };
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Neo4j asks for a password of one's own at the first login. */
async function changePassword(url) {
  const driver = neo4j.driver(url, neo4j.auth.basic('neo4j', 'neo4j'));
  const session = driver.session({ database: 'system' });
  await session.run('ALTER CURRENT USER SET PASSWORD FROM $old TO $new', {
    old: 'neo4j',
    new: PASSWORD,
  });
  await session.close();
  await driver.close();
}
