/** Salted fields: a record taken apart and put together again, whole, in part, and when a sender is hostile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPointer, rootOfRelease } from '../../chaincode/salted-fields.js';
import { assemble, fieldDigest, flatten, rootOfFields } from '../../chaincode/index.js';
import { MANIFEST, saltedLeaves } from './members.js';

/** Member names as records have them: never all digits, and none that assemble refuses. */
const name = fc
  .oneof(
    fc.constantFrom('a/b', 'm~n', '~1', '', 'toString', '件', '💠'),
    fc.string({ maxLength: 6 }),
  )
  .filter((key) => !/^\d+$/.test(key) && !['__proto__', 'constructor', 'prototype'].includes(key));
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.string(),
    fc.integer(),
    fc.array(tie('body'), { maxLength: 12 }),
    fc.dictionary(name, tie('body'), { maxKeys: 5 }),
  ),
}));

describe('a record', () => {
  it('comes back whole from its leaves, in whatever order they arrive', () => {
    fc.assert(
      fc.property(body, (value) => {
        const leaves = flatten(value);
        expect(assemble(leaves)).toEqual(value);
        expect(assemble(leaves.toReversed())).toEqual(value);
      }),
    );
  });

  it('has leaves with pointers that RFC 6901 allows, each once, in code-unit order', () => {
    fc.assert(
      fc.property(body, (value) => {
        const pointers = flatten(value).map(({ pointer }) => pointer);
        expect(pointers.every(isPointer)).toBe(true);
        expect(new Set(pointers).size).toBe(pointers.length);
        expect([...pointers].sort()).toEqual(pointers);
      }),
    );
  });

  it.each([
    ['a slash and a tilde in a name', { 'a/b': { 'm~n': 1 } }, [['/a~1b/m~0n', '1']]],
    ['a name that looks escaped', { '~1': 'x' }, [['/~01', '"x"']]],
    ['an empty name', { '': 1 }, [['/', '1']]],
    [
      'lists by index',
      { a: ['x', 'y'] },
      [
        ['/a/0', '"x"'],
        ['/a/1', '"y"'],
      ],
    ],
    [
      'an empty list and an empty object',
      { a: [], b: {} },
      [
        ['/a', '[]'],
        ['/b', '{}'],
      ],
    ],
    ['an object of absent members only', { a: { b: undefined } }, [['/a', '{}']]],
    ['a value without members', 'tea', [['', '"tea"']]],
  ])('splits %s', (_, value, expected) => {
    expect(flatten(value).map(({ pointer, value: text }) => [pointer, text])).toEqual(expected);
  });

  it('cannot be split when canonical JSON has no place for a value', () => {
    expect(() => flatten({ mass: 1.5 })).toThrow(TypeError);
    expect(() => flatten({ list: [undefined] })).toThrow(TypeError);
  });
});

describe('the root', () => {
  const leaves = saltedLeaves(MANIFEST);

  it('is the same for any split into disclosed and withheld fields, in any order', () => {
    const root = rootOfFields(leaves);
    fc.assert(
      fc.property(fc.shuffledSubarray(leaves), (open) => {
        const withheld = leaves
          .filter((leaf) => !open.includes(leaf))
          .map((leaf) => ({
            pointer: leaf.pointer,
            digest: fieldDigest(leaf).toString('hex'),
            reason: 'NOT_IN_AGREEMENT' as const,
          }));
        expect(rootOfRelease(open, withheld)).toBe(root);
      }),
    );
  });

  it.each(['pointer', 'value', 'salt'] as const)('changes with the %s of any leaf', (part) => {
    const root = rootOfFields(leaves);
    leaves.forEach((leaf, i) => {
      const other = leaves.with(i, { ...leaf, [part]: `${leaf[part]}0` });
      expect(rootOfFields(other)).not.toBe(root);
    });
  });

  it('keeps salt, pointer and value apart', () => {
    const one = fieldDigest({ salt: 'a', pointer: 'b', value: 'c' });
    expect(fieldDigest({ salt: 'ab', pointer: '', value: 'c' })).not.toEqual(one);
    expect(fieldDigest({ salt: 'a","b', pointer: '', value: 'c' })).not.toEqual(one);
  });
});

describe('a part of a record', () => {
  it('reads as what is known, lists without their gaps and in their order', () => {
    const known = [
      { pointer: '/consignments/10/goods', value: '"rice"' },
      { pointer: '/consignments/2/goods', value: '"silk"' },
      { pointer: '/kind', value: '"manifest"' },
    ];
    expect(assemble(known)).toEqual({
      kind: 'manifest',
      consignments: [{ goods: 'silk' }, { goods: 'rice' }],
    });
  });

  it('of nothing is nothing', () => {
    expect(assemble([])).toBeUndefined();
  });

  it.each([
    '/__proto__/admin',
    '/a/__proto__/admin',
    '/constructor/prototype/admin',
    '/prototype/x',
  ])('never reaches the prototype through %s', (pointer) => {
    const built = assemble([
      { pointer, value: 'true' },
      { pointer: '/a/b', value: '1' },
    ]);
    expect(built).toEqual({ a: { b: 1 } });
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
    expect((built as { admin?: unknown }).admin).toBeUndefined();
  });

  it('takes a member that objects inherit for an ordinary name', () => {
    expect(assemble([{ pointer: '/toString/x', value: '1' }])).toEqual({ toString: { x: 1 } });
  });

  it.each([
    [['/a', '/a/b'], { a: { b: 1 } }],
    [['/a/b', '/a'], { a: 1 }],
    [['', '/a'], { a: 1 }],
  ])('survives fields inside each other: %j', (pointers, expected) => {
    expect(assemble(pointers.map((pointer) => ({ pointer, value: '1' })))).toEqual(expected);
  });
});

describe('a pointer', () => {
  it.each(['', '/', '/a/0', '/a~1b/~0', '/关', '/x'.repeat(64)])('is %j', (text) => {
    expect(isPointer(text)).toBe(true);
  });

  it.each(['a', 'Xgoods', '/a~2', '/~', '/x'.repeat(65), 5, null])('is not %j', (text) => {
    expect(isPointer(text)).toBe(false);
  });
});
