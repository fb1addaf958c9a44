import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalDecimal } from '../../models/decimal-text.js';

describe('decimal text in normal form', () => {
  it.each([
    ['0', '0'],
    ['0.0', '0'],
    ['000', '0'],
    ['108.0', '108'],
    ['0108.50', '108.5'],
    ['0.05', '0.05'],
    ['241.58000000000004', '241.58000000000004'],
    ['100', '100'],
  ])('%s becomes %s', (text, expected) => {
    expect(normalDecimal(text)).toBe(expected);
  });

  it.each([
    '',
    '.',
    '.5',
    '5.',
    '-1',
    '+1',
    '1e3',
    '1,5',
    ' 1',
    '1 ',
    'NaN',
    '１',
    '1234567890123456',
  ])('refuses %j', (text) => {
    expect(normalDecimal(text)).toBeUndefined();
  });

  it('keeps the number, whatever zeros surround it', () => {
    const digits = fc.integer({ min: 0, max: 999_999 });
    fc.assert(
      fc.property(digits, digits, fc.nat(3), fc.nat(3), (whole, part, before, after) => {
        const text = `${'0'.repeat(before)}${whole}.${part}${'0'.repeat(after)}`;
        const normal = normalDecimal(text);
        expect(Number(normal)).toBe(Number(text));
        expect(normalDecimal(normal ?? '')).toBe(normal);
      }),
    );
  });
});
