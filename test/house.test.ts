/** The house rules that a machine can check: sizes, style, dependencies that are explained, nothing copied in. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../chaincode/index.js';
import {
  productSources,
  repositoryFiles,
  ROOT,
  SHARED,
  textOf,
  withoutComments,
} from './sources.js';

const files = repositoryFiles();
const sources = productSources();
const tests = files
  .filter((path) => /^test\/.*\.ts$/.test(path))
  .map((path) => ({ path, text: textOf(path) }));
const scripts = files
  .filter((path) => /\.(mjs|js)$/.test(path))
  .map((path) => ({ path, text: textOf(path) }));
const lines = (text: string): number => text.trimEnd().split('\n').length;

/** Files whose code, comments and text literals aside, matches the pattern. */
function offenders(pattern: RegExp, among = sources): string[] {
  return among.filter(({ text }) => pattern.test(codeOnly(text))).map(({ path }) => path);
}

function codeOnly(text: string): string {
  return withoutComments(text).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

describe('sizes', () => {
  it('no source has more than 400 lines, no test more than 600', () => {
    const long = [
      ...[...sources, ...scripts].filter(({ text }) => lines(text) > 400),
      ...tests.filter(({ text }) => lines(text) > 600),
    ];
    expect(long.map(({ path, text }) => `${path}: ${lines(text)}`)).toEqual([]);
  });

  it('half of the files have 180 lines or fewer', () => {
    const sizes = sources.map(({ text }) => lines(text)).sort((a, b) => a - b);
    expect(sizes[sizes.length >> 1]).toBeLessThanOrEqual(180);
  });
});

describe('style', () => {
  it('each source file says first what it is for', () => {
    const silent = sources.filter(
      ({ text }) => !/^(#![^\n]*\n)?\/\*\*?[\s\S]{20,}?\*\//.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ['any', /[:<|&,=(]\s*any\b(?!\s*[:(?])|\bas any\b|\bany\[\]/, 'let x: any = 1;'],
    ['enum', /(^|[\s;])(const\s+)?enum\s+\w+\s*\{/m, 'export const enum Mode { Air }'],
    [
      'default export',
      /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/,
      'export { a as default };',
    ],
    ['console', /\bconsole\s*\.\s*\w+/, "console.log('x');"],
  ])('no %s in the product', (_, pattern, example) => {
    expect(pattern.test(example)).toBe(true);
    expect(offenders(pattern)).toEqual([]);
  });

  it('no note of unfinished work, comments included', () => {
    // Written in two parts, so that this file does not find itself.
    const note = new RegExp(
      `@ts-(${'ignore'}|${'nocheck'})|\\b(TO${'DO'}|FIX${'ME'}|HA${'CK'})\\b`,
    );
    const noted = [...sources, ...tests, ...scripts].filter(({ text }) => note.test(text));
    expect(noted.map(({ path }) => path)).toEqual([]);
  });

  it('only the entry ends the process', () => {
    const leaving = offenders(/\bprocess\s*\.\s*exit\s*\(/);
    expect(leaving.filter((path) => path !== 'gateway/main.ts')).toEqual([]);
  });

  it('names are in kebab case and say what a thing is', () => {
    const vague = /(^|[-/])(manager|helper|helpers|util|utils|service|impl|common|misc)\b/;
    const odd = sources.filter(({ path }) => vague.test(path) || !/^[a-z0-9./-]+$/.test(path));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});

describe('refusal codes', () => {
  it('are each used by the product or covered by a test of their own', () => {
    const among = [...sources.filter(({ path }) => path !== 'chaincode/refusal.ts'), ...tests];
    const unused = Object.keys(REFUSALS).filter((code) => {
      const quoted = new RegExp(`['" ]${code}['" ]`);
      return !among.some(({ text }) => quoted.test(text));
    });
    expect(unused, 'refusal codes that nothing uses').toEqual([]);
  });
});

describe('dependencies', () => {
  const manifest = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> };
  const lock = JSON.parse(textOf('package-lock.json')) as {
    packages: Record<string, { resolved?: string; version?: string }>;
  };

  it('are each named in ARCHITECTURE.md', () => {
    if (!existsSync(join(ROOT, 'ARCHITECTURE.md'))) {
      return expect.fail(
        'ARCHITECTURE.md is missing: it must name every dependency and why it is there',
      );
    }
    const text = textOf('ARCHITECTURE.md');
    expect(Object.keys(manifest.dependencies).filter((name) => !text.includes(name))).toEqual([]);
  });

  it('are each imported by the product', () => {
    const unused = Object.keys(manifest.dependencies).filter(
      (name) =>
        !sources.some(({ text }) => text.includes(`'${name}'`) || text.includes(`'${name}/`)),
    );
    expect(unused).toEqual([]);
  });

  it('come from where the installer is told to look, not from addresses in the lock file', () => {
    const addressed = Object.entries(lock.packages).filter(
      ([, entry]) => entry.resolved !== undefined,
    );
    expect(addressed.map(([path, entry]) => `${path}: ${entry.resolved}`)).toEqual([]);
  });

  it('include the graph engine for all six platforms', () => {
    const platforms = Object.keys(lock.packages)
      .filter((path) => path.startsWith('node_modules/@grafeo-db/js-'))
      .map((path) => path.slice('node_modules/@grafeo-db/js-'.length));
    expect(platforms.sort()).toEqual([
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64-gnu',
      'linux-arm64-musl',
      'linux-x64-gnu',
      'win32-x64-msvc',
    ]);
  });
});

describe('the repository', () => {
  it('names no package registry and no archive host', () => {
    const hosts = [
      'registry.npm',
      'npmjs.',
      'npmmirror.',
      'yarnpkg.',
      'pypi.',
      'pythonhosted.',
      'crates.io',
      'code' + 'load.',
    ];
    const own = 'test/house.test.ts';
    const naming = files
      .filter((path) => path !== own && isText(path))
      .flatMap((path) => {
        const text = textOf(path).toLowerCase();
        return hosts.filter((host) => text.includes(host)).map((host) => `${path}: ${host}`);
      });
    expect(naming).toEqual([]);
  });

  if (!existsSync(SHARED)) console.log(`skipped: no shared material at ${SHARED}`);

  it.skipIf(!existsSync(SHARED))('holds no copy of shared material', () => {
    const sizes = new Map<number, string[]>();
    for (const path of files) {
      const { size } = statSync(join(ROOT, path));
      if (size > 0) sizes.set(size, [...(sizes.get(size) ?? []), path]);
    }
    const shared = readdirSync(SHARED, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(shared.length).toBeGreaterThan(0);
    // Only files of equal size can be equal: the rest need no hash.
    const copies = shared.flatMap((path) =>
      (sizes.get(statSync(path).size) ?? [])
        .filter((own) => digest(join(ROOT, own)) === digest(path))
        .map((own) => `${own} = ${path}`),
    );
    expect(copies).toEqual([]);
  });
});

function isText(path: string): boolean {
  return !readFileSync(join(ROOT, path)).subarray(0, 8000).includes(0);
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
