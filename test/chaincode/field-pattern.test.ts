/** Field patterns of agreements: what they cover, and which texts are none. */
import { describe, expect, it } from 'vitest';
import { compilePatterns, isFieldPattern } from '../../chaincode/index.js';

describe('a pattern', () => {
  it.each([
    ['/kind', '/kind', true],
    ['/kind', '/kinds', false],
    ['/kind', '/kin', false],
    ['/consignments', '/consignments/0/goods', true],
    ['/consignments/*/goods', '/consignments/0/goods', true],
    ['/consignments/*/goods', '/consignments/12/goods/code', true],
    ['/consignments/*/goods', '/consignments/0/grossMass', false],
    ['/consignments/*/goods', '/consignments/0', false],
    ['/consignments/*/goods', '/consignments/0/0/goods', false],
    ['/*', '/anything/below', true],
    ['/a~1b', '/a~1b', true],
    ['/a~1b', '/a/b', false],
    ['/Kind', '/kind', false],
  ])('%s over %s: %s', (pattern, pointer, covered) => {
    expect(isFieldPattern(pattern)).toBe(true);
    expect(compilePatterns([pattern])(pointer)).toBe(covered);
  });

  it('covers together what each of several covers', () => {
    const covers = compilePatterns(['/kind', '/transport/name']);
    expect(['/kind', '/transport/name', '/transport/mode'].map(covers)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('of none covers nothing', () => {
    expect(compilePatterns([])('/kind')).toBe(false);
  });

  it.each([
    '',
    '/',
    'kind',
    '/kind/',
    '//kind',
    '/a b',
    '/a.b',
    '/kind\n',
    `/${'a'.repeat(65)}`,
    '/a'.repeat(17),
    5,
    null,
    ['/kind'],
  ])('is not %j', (text) => {
    expect(isFieldPattern(text)).toBe(false);
  });
});
