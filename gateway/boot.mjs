#!/usr/bin/env node
/**
 * What `npm start`, `npm test`, `npm run check`, `npm run test:fabric`, `npm run test:neo4j`, `npm run bench`,
 * `npm run bench:fabric` and `npm run bench:graph` run on a fresh clone, before any dependency is there:
 * installs when the lockfile changed, builds when a source changed, then hands over. Node built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['chaincode', 'network', 'graph', 'models', 'gateway'];
const MIN_NODE = [20, 19];
const ESSENTIAL = ['graphql-yoga', 'fabric-shim', 'classic-level', 'tsc7', 'vitest'];

const [verb, ...args] = process.argv.slice(2);
const NODE_TOOLS = {
  vitest: 'node_modules/vitest/vitest.mjs',
  eslint: 'node_modules/eslint/bin/eslint.js',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  tsc: 'node_modules/tsc7/bin/tsc',
};

process.exitCode = await main();

async function main() {
  if (!nodeIsNewEnough()) return 1;
  if (!install()) return 1;
  if (verb === 'check') return check();
  if (verb === 'test') return test();
  if (verb === 'test:fabric') return testFabric();
  if (verb === 'test:neo4j') return testNeo4j();
  if (verb === 'bench:fabric') return benchFabric();
  if (!build()) return 1;
  if (verb === 'build') return 0;
  if (verb === 'bench') return bench();
  if (verb === 'bench:graph') return benchGraph();
  process.argv.splice(
    1,
    process.argv.length - 1,
    join(ROOT, 'dist/gateway/main.js'),
    verb,
    ...args,
  );
  await import(new URL('../dist/gateway/main.js', import.meta.url).href);
  return process.exitCode;
}

function nodeIsNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  if (!fits)
    say(`Guanlian needs Node ${MIN_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  return fits;
}

/** `npm ci` when the lockfile differs from the one that the installed tree was made of. */
function install() {
  const stamp = join(ROOT, 'node_modules', '.guanlian-lock');
  const lock = hashOf(['package-lock.json']);
  const complete = ESSENTIAL.every((name) => existsSync(join(ROOT, 'node_modules', name)));
  if (complete && readIfThere(stamp) === lock) return true;
  say('Installing dependencies (npm ci); this takes up to a minute the first time …');
  // --include=dev: the compiler is a dev dependency, and NODE_ENV=production would leave it out.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const run = spawnSync(npm, flags, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (run.status === 0) {
    writeFileSync(stamp, lock);
    return true;
  }
  say(
    'The dependencies could not be installed. Is the npm registry reachable? (Behind a proxy: npm config set proxy …)',
  );
  return false;
}

/** Compiles when any source differs from the one that the build was made of. */
function build() {
  const stamp = join(ROOT, 'dist', '.guanlian-sources');
  const state = hashOf(sourceFiles());
  if (readIfThere(stamp) === state) return true;
  say('Building …');
  // Beside the old one, which programs that are running may still read from.
  const next = join(ROOT, 'dist.next');
  rmSync(next, { recursive: true, force: true });
  if (tool('tsc', ['-p', 'tsconfig.build.json', '--outDir', next]) !== 0) {
    say('The build failed; see the messages above.');
    return false;
  }
  chmodSync(join(next, 'gateway/main.js'), 0o755);
  writeFileSync(join(next, '.guanlian-sources'), state);
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  renameSync(next, join(ROOT, 'dist'));
  return true;
}

function check() {
  const steps = [
    ['tsc', ['--noEmit', '-p', 'tsconfig.json']],
    ['eslint', ['.', '--max-warnings', '0']],
    ['prettier', ['--check', '--log-level', 'warn', '.']],
    ['vitest', ['run', 'test/boundaries.test.ts', 'test/house.test.ts']],
  ];
  for (const [name, flags] of steps) {
    say(`${name} ${flags.join(' ')}`);
    const status = tool(name, flags);
    if (status !== 0) return status;
  }
  return 0;
}

/** Tests run the built CLI too, so the build comes first. */
function test() {
  return build() ? tool('vitest', ['run', ...args]) : 1;
}

/** Suites on a real Fabric network; without Fabric's programs they are skipped, and said to be. */
function testFabric() {
  if (!hasFabric('the Fabric suites need', 'nothing was tested')) return 0;
  return build() ? tool('vitest', ['run', '--config', 'vitest.fabric.config.ts', ...args]) : 1;
}

/** The bench on Fabric networks of its own; skipped like the suites. */
function benchFabric() {
  if (!hasFabric('the Fabric bench needs', 'nothing was measured')) return 0;
  if (!build()) return 1;
  const main = join(ROOT, 'test', 'bench', 'fabric', 'main.mjs');
  const run = spawnSync(process.execPath, [main, ...args], { stdio: 'inherit', cwd: ROOT });
  return run.status ?? 1;
}

function hasFabric(who, consequence) {
  const folders = process.env.FABRIC_BIN
    ? [process.env.FABRIC_BIN]
    : (process.env.PATH ?? '').split(delimiter);
  const missing = ['peer', 'orderer', 'configtxgen', 'configtxlator', 'osnadmin'].filter(
    (program) => !folders.some((folder) => folder && existsSync(join(folder, program))),
  );
  if (missing.length > 0) {
    say(`SKIPPED: ${who} ${missing.join(', ')} on PATH or in FABRIC_BIN; ${consequence}.`);
  }
  return missing.length === 0;
}

/** Suites on a real Neo4j, which Maven resolves by name; without Java or Maven they are skipped, and said to be. */
function testNeo4j() {
  const missing = [
    ['java', '-version'],
    ['mvn', '--version'],
  ].filter(([program, flag]) => spawnSync(program, [flag], { stdio: 'ignore' }).status !== 0);
  if (missing.length > 0) {
    const names = missing.map(([program]) => program).join(' and ');
    say(`SKIPPED: the Neo4j suites need ${names} (Java 17 or later); nothing was tested.`);
    return 0;
  }
  // Threads of the graph run from the build, in tests too.
  return build() ? tool('vitest', ['run', '--config', 'vitest.neo4j.config.ts', ...args]) : 1;
}

/** The graph at a million relationships; takes minutes and some 6 GB of memory. */
function benchGraph() {
  const main = join(ROOT, 'test', 'bench', 'graph', 'main.mjs');
  const run = spawnSync(process.execPath, [main, ...args], { stdio: 'inherit', cwd: ROOT });
  return run.status ?? 1;
}

function bench() {
  const folder = join(ROOT, 'test', 'bench');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.bench.mjs'))
    .sort();
  const chosen =
    args.length > 0 ? names.filter((name) => args.some((arg) => name.includes(arg))) : names;
  for (const name of chosen) {
    const run = spawnSync(process.execPath, ['--expose-gc', join(folder, name)], {
      stdio: 'inherit',
      cwd: ROOT,
    });
    if (run.status !== 0) return run.status ?? 1;
  }
  return 0;
}

function tool(name, flags) {
  const run = spawnSync(process.execPath, [join(ROOT, NODE_TOOLS[name]), ...flags], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return run.status ?? 1;
}

function sourceFiles() {
  const files = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  for (const folder of SOURCES) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true })) {
      if (entry.endsWith('.ts')) files.push(join(folder, entry));
    }
  }
  return files.sort();
}

function hashOf(files) {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const file of files) hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
