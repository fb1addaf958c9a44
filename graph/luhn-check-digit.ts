/** The Luhn check digit of identification numbers (ISO/IEC 7812-1, Annex B): modulus 10 "double-add-double". */

/**
 * Whether the last digit of a number is its Luhn check digit. One in ten numbers has it by chance, so that it tells a
 * mistyped card number from a right one, not a card from something else. False for what is not digits alone.
 */
export function hasLuhnCheckDigit(number: string): boolean {
  if (!/^\d{2,}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, sign, i) => {
    const value = Number(sign) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
