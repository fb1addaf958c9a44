/** Decimals and counts of messages: kept as text, compared and added exactly, never as floats. */

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** A decimal as text when it is one (a decimal comma becomes a point); undefined otherwise. */
export function decimalText(text: string): string | undefined {
  const normal = text
    .trim()
    .replace(',', '.')
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.');
  return DECIMAL.test(normal) ? normal : undefined;
}

/** A count when the text is one: a whole number that JSON carries exactly. */
export function countOf(text: string): number | undefined {
  const digits = /^(\d{1,15})(?:\.0+)?$/.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The exact sum of decimals without trailing zeros; undefined when one of them is no decimal. */
export function sumDecimals(values: readonly string[]): string | undefined {
  if (!values.every((value) => DECIMAL.test(value))) return undefined;
  const scale = values.reduce((most, value) => Math.max(most, scaleOf(value)), 0);
  const sum = values.reduce((total, value) => total + scaled(value, scale), 0n);
  return unscaled(sum, scale);
}

/** Whether two decimals are the same number. */
export function sameDecimal(a: string, b: string): boolean {
  const [left, right] = [sumDecimals([a]), sumDecimals([b])];
  return left !== undefined && left === right;
}

function scaleOf(value: string): number {
  return (value.split('.')[1] ?? '').length;
}

function scaled(value: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

function unscaled(sum: bigint, scale: number): string {
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${sum < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
