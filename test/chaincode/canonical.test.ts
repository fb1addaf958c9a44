/** Canonical JSON (RFC 8785): one text for one record, and refusal of what has no single text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCanonical } from '../../chaincode/canonical.js';
import { canonicalize } from '../../chaincode/index.js';

const json = fc.jsonValue({ maxDepth: 5, noUnicodeString: false }).map(integersOnly);

describe('canonical text', () => {
  it.each([
    [
      'members by UTF-16 code units',
      { '\uff21': 1, '🚢': 2, 关: 3, ü: 4, Z: 5, '\t': 6 },
      '{"\\t":6,"Z":5,"ü":4,"关":3,"🚢":2,"\uff21":1}',
    ],
    ['capitals before small letters', { b: 1, B: 2, a: 3, A: 4 }, '{"A":4,"B":2,"a":3,"b":1}'],
    ['short escapes where JSON has them', '\b\t\n\f\r"\\/', '"\\b\\t\\n\\f\\r\\"\\\\/"'],
    ['other controls as four small hex digits', '\u0001\u001f', '"\\u0001\\u001f"'],
    ['text beyond ASCII as itself', '海关 – ü 😀', '"海关 – ü 😀"'],
    ['no white space', { a: [1, { b: null }, true] }, '{"a":[1,{"b":null},true]}'],
    ['members set to undefined as absent', { a: undefined, b: 1 }, '{"b":1}'],
    ['minus zero as zero', [-0], '[0]'],
    [
      'the largest safe integers',
      [2 ** 53 - 1, -(2 ** 53 - 1)],
      '[9007199254740991,-9007199254740991]',
    ],
  ])('writes %s', (_, value, text) => {
    expect(canonicalize(value)).toBe(text);
    expect(isCanonical(text)).toBe(true);
  });

  it.each([
    ['a decimal number', 1.5],
    ['an integer that is not safe', 2 ** 53],
    ['a number that is none', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone high surrogate', 'x\ud800'],
    ['a lone low surrogate', '\udc00x'],
    ['a lone surrogate in a member name', { '\ud800': 1 }],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['undefined', undefined],
    ['a list item that is undefined', [1, undefined]],
    ['a list with a hole', Object.assign(new Array<number>(2), { 1: 1 })],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalize(value)).toThrow(TypeError);
    expect(() => canonicalize({ in: [value] as unknown })).toThrow(TypeError);
  });

  it('goes 64 levels deep and no further', () => {
    expect(canonicalize(nested(64))).toBe(`${'['.repeat(64)}0${']'.repeat(64)}`);
    expect(() => canonicalize(nested(65))).toThrow(/deeper than 64/);
  });

  it('says the same as JSON.parse says back, for any record', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalize(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalize(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('does not depend on the order in which members were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalize(turned)).toBe(canonicalize(value));
      }),
    );
  });
});

describe('a text that claims to be canonical', () => {
  it.each([
    ['white space', '{"a": 1}'],
    ['members out of order', '{"b":1,"a":2}'],
    ['a member twice', '{"a":1,"a":2}'],
    ['a needless escape', '"\\u0041"'],
    ['a float', '1.0'],
    ['no JSON', 'tea'],
    ['nothing', ''],
    ['no text at all', 5],
  ])('is not with %s', (_, text) => {
    expect(isCanonical(text)).toBe(false);
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? 0 : [nested(depth - 1)];
}

/** Records hold integers only, and no minus zero after a round trip. */
function integersOnly(value: unknown): unknown {
  if (typeof value === 'number') return Math.trunc(value % 1e9) + 0;
  if (Array.isArray(value)) return value.map(integersOnly);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, integersOnly(item)] as const);
  return Object.fromEntries(entries);
}
