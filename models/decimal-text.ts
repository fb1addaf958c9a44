/** Plain decimals as text: the normal form that training and scoring share (models/train/kcs.py). */

const DECIMAL = /^[0-9]{1,15}(\.[0-9]{1,18})?$/;

/** Drops leading and trailing zeros: `0108.50` gives `108.5`. Undefined when the text is no plain decimal. */
export function normalDecimal(text: string): string | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const [whole = '', part = ''] = text.split('.');
  const integer = whole.replace(/^0+(?=.)/, '');
  const fraction = part.replace(/0+$/, '');
  return fraction === '' ? integer : `${integer}.${fraction}`;
}
