/**
 * A real Neo4j for the suites of this run: jars from Maven Central by name, a server process on a free loopback port with
 * authentication on, its password changed as Neo4j asks at the first login; stopped and removed at the end.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import neo4j from 'neo4j-driver';
import type { TestProject } from 'vitest/node';
import { freePorts } from '../../network/fabric/ports.js';
import type { Neo4jOptions } from '../../graph/neo4j/neo4j-runner.js';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly neo4j: Neo4jOptions;
  }
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const JARS = join(homedir(), '.cache', 'guanlian', 'neo4j-5.26.16');
const OPENED = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'];
const PASSWORD = 'a-password-of-the-test-run';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await resolveJars();
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-neo4j-'));
  const [port = 0] = await freePorts(1, 0);
  const server = spawn('java', [...flags(), join(HERE, 'TestServer.java'), dir, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    server.stdin.end();
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.once('data', () => resolve());
      server.once('exit', (code) =>
        reject(new Error(`Neo4j ended with ${code} before it was ready`)),
      );
    });
    const url = `bolt://127.0.0.1:${port}`;
    await changePassword(url);
    project.provide('neo4j', { url, user: 'neo4j', password: PASSWORD });
  } catch (cause) {
    await stop();
    throw cause;
  }
  return stop;
}

/** Copies the jars once per machine; Maven's own cache makes a second copy cheap. */
async function resolveJars(): Promise<void> {
  if (existsSync(join(JARS, 'complete'))) return;
  process.stderr.write('neo4j: resolving the jars with Maven …\n');
  await mkdir(JARS, { recursive: true });
  const run = spawnSync(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(HERE, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${JARS}`,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (run.status !== 0) throw new Error('Maven could not resolve the jars of Neo4j');
  await mkdir(join(JARS, 'complete'));
}

function flags(): string[] {
  const opened = OPENED.flatMap((name) => ['--add-opens', `java.base/${name}=ALL-UNNAMED`]);
  const more = ['--add-opens', 'jdk.management/com.sun.management.internal=ALL-UNNAMED'];
  return ['-Xmx1g', ...opened, ...more, '-cp', join(JARS, '*')];
}

async function changePassword(url: string): Promise<void> {
  const driver = neo4j.driver(url, neo4j.auth.basic('neo4j', 'neo4j'));
  const session = driver.session({ database: 'system' });
  try {
    await session.run('ALTER CURRENT USER SET PASSWORD FROM $old TO $new', {
      old: 'neo4j',
      new: PASSWORD,
    });
  } finally {
    await session.close();
    await driver.close();
  }
}
