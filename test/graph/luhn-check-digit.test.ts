/** The one check digit of card numbers, which messages and lists are both held to. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCardNumber } from '../../gateway/formats/index.js';
import { hasLuhnCheckDigit } from '../../graph/index.js';
import { productSources } from '../sources.js';

const numbers = fc.stringMatching(/^\d{1,18}$/);

/** The number with the digit that makes it right. */
function checked(number: string): string {
  const right = [...'0123456789'].filter((digit) => hasLuhnCheckDigit(number + digit));
  expect(right).toHaveLength(1);
  return `${number}${right[0] ?? ''}`;
}

describe('the Luhn check digit (ISO/IEC 7812-1)', () => {
  it.each([
    ['79927398713', 'of a number that no card begins with'],
    ['49927398716', 'of a number that begins like a card'],
    ['4111111111111111', 'of a card with 16 digits'],
    ['378282246310005', 'of a card with 15 digits'],
    ['6011000990139424', 'of a card with another issuer'],
  ])('%s has it: %s', (number) => {
    expect(hasLuhnCheckDigit(number)).toBe(true);
  });

  it('is one digit of ten for every number', () => {
    fc.assert(fc.property(numbers, (number) => void checked(number)));
  });

  it('notices any one digit that is wrong', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.integer({ min: 1, max: 9 }), (number, place, shift) => {
        const right = checked(number);
        const i = place % right.length;
        const digit = String((Number(right[i]) + shift) % 10);
        expect(hasLuhnCheckDigit(right.slice(0, i) + digit + right.slice(i + 1))).toBe(false);
      }),
    );
  });

  it('notices two neighbours that changed places, save 0 and 9', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (number, place) => {
        const right = checked(number);
        const i = place % (right.length - 1);
        const [a = '', b = ''] = right.slice(i, i + 2);
        const swapped = right.slice(0, i) + b + a + right.slice(i + 2);
        const isBlind = a === b || ['09', '90'].includes(a + b);
        expect(hasLuhnCheckDigit(swapped)).toBe(isBlind);
      }),
    );
  });

  it.each(['', '0', '4111 1111 1111 1111', '４１１１１１１１１１１１１１１１', 'card'])(
    'is nothing that "%s" has, which is no number in digits alone',
    (text) => {
      expect(hasLuhnCheckDigit(text)).toBe(false);
    },
  );

  it('makes no card of a number that no card begins with', () => {
    expect(isCardNumber(checked('799273987100000'))).toBe(false);
  });

  it('is reckoned in one place', () => {
    const doubling = productSources().filter(({ text }) => /> 9 \? \w+ - 9 : \w+/.test(text));
    expect(doubling.map(({ path }) => path)).toEqual(['graph/luhn-check-digit.ts']);
  });
});
