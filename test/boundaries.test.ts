/** The layers of the product: who may import whom, through which door, and where the heavy drivers are loaded. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYERS, productSources, withoutComments } from './sources.js';

interface Import {
  readonly from: string;
  readonly target: string;
  readonly kind: 'static' | 'dynamic' | 'type';
}

/** Packages that load native code or much of it, and the one place whose adapters may load each. */
const DRIVERS: readonly { name: RegExp; adapter: RegExp; fixed?: RegExp }[] = [
  { name: /^fabric-(shim|contract-api)/, adapter: /^network\//, fixed: /^chaincode\/contracts\// },
  { name: /^@grafeo-db\/js/, adapter: /^graph\/embedded\// },
  { name: /^neo4j-driver/, adapter: /^graph\/[a-z0-9-]+\// },
  { name: /^onnxruntime-node/, adapter: /^models\// },
  { name: /^classic-level/, adapter: /^network\// },
];
const DOORS = ['index.js', 'contracts/index.js'];

const sources = productSources();
const imports = sources.flatMap(({ path, text }) => importsOf(path, text));
const local = imports.filter(({ target }) => target.startsWith('.'));

describe('the reader of imports', () => {
  it('sees each form', () => {
    const text = `
      import type { A } from './a.js';
      import { b,
        c } from "pkg";
      import './d.js';
      export * from './e.js';
      export type { F } from './f.js';
      const g = await import('g');
      type H = import('./h.js').H;
      // import { no } from './comment.js';
      const text = "import { no } from 'text'";`;
    expect(importsOf('x/y.ts', text).map(({ target, kind }) => `${kind} ${target}`)).toEqual([
      'type ./a.js',
      'static pkg',
      'static ./d.js',
      'static ./e.js',
      'type ./f.js',
      'dynamic g',
      'type ./h.js',
    ]);
  });

  it('found the product', () => {
    for (const layer of LAYERS) {
      expect(imports.filter(({ from }) => from.startsWith(`${layer}/`)).length).toBeGreaterThan(3);
    }
  });
});

describe('a layer', () => {
  it('never imports one above it', () => {
    const upward = local.filter((entry) => rank(resolved(entry)) > rank(entry.from));
    expect(upward.map(shown)).toEqual([]);
  });

  it('is entered through its index only', () => {
    const aside = local.filter((entry) => {
      const [layer, ...rest] = resolved(entry).split('/');
      return layer !== entry.from.split('/')[0] && !DOORS.includes(rest.join('/'));
    });
    expect(aside.map(shown)).toEqual([]);
  });

  it('imports nothing from the tests and nothing outside the layers', () => {
    const outside = local.filter((entry) => rank(resolved(entry)) < 0);
    expect(outside.map(shown)).toEqual([]);
  });

  it('names files with their extension', () => {
    expect(local.filter(({ target }) => !/\.(js|mjs|json)$/.test(target)).map(shown)).toEqual([]);
  });
});

describe('a heavy driver', () => {
  it('is loaded when needed, by its adapter only; as types, anywhere in that layer', () => {
    const wrong = imports.filter((entry) => {
      const driver = DRIVERS.find(({ name }) => name.test(entry.target));
      return driver !== undefined && !isAllowed(entry, driver);
    });
    expect(wrong.map(shown)).toEqual([]);
  });
});

function isAllowed({ from, kind }: Import, { adapter, fixed }: (typeof DRIVERS)[number]): boolean {
  if (fixed?.test(from)) return true;
  const layer = adapter.source.slice(1).split('\\/')[0] ?? '';
  if (kind === 'type') return from.startsWith(`${layer}/`);
  return kind === 'dynamic' && adapter.test(from);
}

function importsOf(from: string, text: string): Import[] {
  const code = withoutComments(text);
  const pattern =
    /(?:^|[;\n])\s*(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?['"]([^'"\n]+)['"]|(=\s*|<\s*|:\s*|\|\s*|typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.)?/g;
  return [...code.matchAll(pattern)].map((match) => {
    const [, , type, target, , called, member] = match;
    if (target !== undefined) return { from, target, kind: type ? 'type' : 'static' };
    return { from, target: called ?? '', kind: member ? 'type' : 'dynamic' };
  });
}

function resolved({ from, target }: Import): string {
  return posix.join(posix.dirname(from), target);
}

function rank(path: string): number {
  return LAYERS.indexOf(path.split('/')[0] as (typeof LAYERS)[number]);
}

function shown({ from, target, kind }: Import): string {
  return `${from}: ${kind} ${target}`;
}
