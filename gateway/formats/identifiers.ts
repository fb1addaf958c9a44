/** Check digits and shapes of trade identifiers. A failed check is a finding, never a rejection. */
import { hasLuhnCheckDigit } from '../../graph/index.js';

/** ISO 6346 container number: owner, category, serial, check digit. */
export function isContainerNumber(text: string): boolean {
  return /^[A-Z]{3}[UJZ]\d{7}$/.test(text) && weightedCheck(text.slice(0, 10)) === Number(text[10]);
}

/** EU movement reference number: year, country, 13 characters and the check digit over the 17 before it. */
export function isMovementReference(text: string): boolean {
  return (
    /^\d{2}[A-Z]{2}[A-Z0-9]{13}\d$/.test(text) &&
    weightedCheck(text.slice(0, 17)) === Number(text[17])
  );
}

/** Weights 1, 2, 4 …; letters count from 10 and skip the multiples of 11; modulo 11, modulo 10. */
function weightedCheck(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) sum += characterValue(text.charCodeAt(i)) * 2 ** i;
  return (sum % 11) % 10;
}

function characterValue(code: number): number {
  if (code < 58) return code - 48;
  const value = code - 55;
  return value + Math.floor((value - 1) / 10);
}

/** Air waybill: three-digit airline prefix and a serial whose eighth digit is the first seven modulo 7. */
export function isAirWaybillNumber(text: string): boolean {
  const match = /^\d{3}-?(\d{7})(\d)$/.exec(text);
  return match !== null && Number(match[1]) % 7 === Number(match[2]);
}

/** IMO ship number: seven digits, weights 7 to 2. */
export function isImoNumber(text: string): boolean {
  const match = /^(?:IMO)?(\d{7})$/.exec(text);
  if (!match) return false;
  const digits = [...(match[1] as string)].map(Number);
  const sum = digits.slice(0, 6).reduce((total, digit, i) => total + digit * (7 - i), 0);
  return sum % 10 === digits[6];
}

/** GS1 GTIN of 8, 12, 13 or 14 digits. */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false;
  const digits = [...text].map(Number).reverse();
  return digits.reduce((sum, digit, i) => sum + digit * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

/** HS code: chapter 01 to 97 without 77, then 4, 6, 8 or 10 digits. */
export function isHsCode(text: string): boolean {
  const chapter = Number(text.slice(0, 2));
  return /^\d{4}(\d{2}){0,3}$/.test(text) && chapter >= 1 && chapter <= 97 && chapter !== 77;
}

/** UN/LOCODE: country and three letters or digits 2 to 9. */
export function isUnLocode(text: string): boolean {
  return /^[A-Z]{2}[A-Z2-9]{3}$/.test(text);
}

/** IATA location: three letters. */
export function isIataLocation(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}

/** Which list a place code is from, by its shape. */
export function placeList(text: string): 'IATA3' | 'UNLOCODE' | 'LOCAL' {
  if (isIataLocation(text)) return 'IATA3';
  return isUnLocode(text) ? 'UNLOCODE' : 'LOCAL';
}

/** UN number of dangerous goods: four digits. */
export function isUnNumber(text: string): boolean {
  return /^(UN)?\d{4}$/.test(text);
}

/** Payment card number by its length, leading digit and check digit (ISO/IEC 7812-1). */
export function isCardNumber(text: string): boolean {
  return /^[2-6]\d{12,18}$/.test(text) && hasLuhnCheckDigit(text);
}
