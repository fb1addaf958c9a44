/** Phone numbers and e-mail addresses in one spelling (ITU-T E.164 digits; PADIS writes `//` for `@`). */

/** Digits of a number that can be told apart from others: 7 to 15 of them, international prefix 00 read as +. */
export function phoneDigits(phone: string): string | undefined {
  const international = /^\s*(\+|00)/.test(phone);
  const digits = phone.replace(/\D/g, '').replace(/^00/, international ? '' : '00');
  const trimmed = international ? digits : digits.replace(/^0+/, '');
  return trimmed.length >= 7 && trimmed.length <= 15 ? trimmed : undefined;
}

/** The address in lower case; undefined when it is none. */
export function emailAddress(email: string): string | undefined {
  const address = email.replace('//', '@').replace(/\s+/g, '').toLowerCase();
  return /^[^@]+@[^@]+\.[^@.]+$/.test(address) ? address : undefined;
}
