/** Exact decimal text arithmetic: masses and concentrations are never floats. */
const DECIMAL = /^(-?)(\d{1,18})(?:\.(\d{1,9}))?$/;
const SCALE = 9;

/** The decimal as an integer of 10^-9; undefined when the text is no decimal. */
export function parseDecimal(text: string): bigint | undefined {
  const match = DECIMAL.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const value = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return sign === '-' ? -value : value;
}

/** The integer of 10^-9 as shortest decimal text. */
export function formatDecimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction ? `.${fraction}` : ''}`;
}
