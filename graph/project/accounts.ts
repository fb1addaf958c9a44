/**
 * Payment accounts: bank accounts (ISO 13616 IBAN, or a number that only its bank knows), payment cards (ISO/IEC 7812) and
 * wallets. Like phones they show hidden links, and like phones they stand under salted keys.
 */
import type { EntityRef } from '../store.js';
import { country } from './attributes.js';
import type { Gathering } from './gathering.js';
import { plain } from './names.js';
import { present } from './partial.js';
import { compact } from './references.js';

/** How an account is numbered; `local` numbers only mean something at their bank. */
export type AccountScheme = 'card' | 'iban' | 'local' | 'wallet';

/** A bank as a file names it. */
export interface NamedBank {
  readonly bic?: string | undefined;
  readonly name?: string | undefined;
}

/** Issuer identification number and last digits of 12 to 19: all of a card number that may be kept (PCI DSS 3.4). */
const CARD = /^(\d{6})[\dX*…]{1,9}(\d{4})$/i;

/**
 * States a payment card by what its mask shows; undefined when issuer or last digits are hidden, as thousands of cards
 * look like that. Different cards of one issuer can still look alike: `precision` says so.
 */
export function cardAccount(into: Gathering, masked: string): EntityRef | undefined {
  const [, issuer, last] = CARD.exec(masked.replace(/[\s-]+/g, '')) ?? [];
  if (issuer === undefined || last === undefined) return undefined;
  const name = `card ${issuer}…${last}`;
  const key = into.keys('card', issuer, last);
  return into.node('PaymentAccount', key, { name, scheme: 'card', precision: 'masked' });
}

/** States a bank account by an IBAN whose check digits are right, and the country that it begins with. */
export function ibanAccount(into: Gathering, iban: string, bank: NamedBank = {}): EntityRef {
  const ref = account(into, into.keys('iban', iban), { name: iban, scheme: 'iban', bank });
  into.relate(ref, 'LOCATED_IN', country(into, iban.slice(0, 2)));
  return ref;
}

/** States a bank account by the bank's own number; `realm` says whose number it is where no bank is named. */
export function localAccount(
  into: Gathering,
  number: string,
  { bank, realm }: { readonly bank: NamedBank; readonly realm: string },
): EntityRef | undefined {
  const normal = compact(number);
  if (normal === '') return undefined;
  const keeper = compact(bank.bic ?? '').slice(0, 8) || plain(bank.name ?? '').toLowerCase();
  const key =
    keeper === '' ? into.keys('account-of', realm, normal) : into.keys('account', keeper, normal);
  return account(into, key, { name: normal, scheme: 'local', bank });
}

/** States a wallet by its public address; addresses in hexadecimal and bech32 mean the same in either case. */
export function walletAccount(into: Gathering, address: string): EntityRef | undefined {
  const written = address.replace(/\s+/g, '');
  if (written === '') return undefined;
  const normal = /^(0x|(bc|tb|ltc)1)/i.test(written) ? written.toLowerCase() : written;
  return account(into, into.keys('wallet', normal), { name: normal, scheme: 'wallet' });
}

/** An IBAN in one spelling, spaces out and in capitals; undefined when the text does not have the shape of one. */
export function ibanOf(text: string): string | undefined {
  const iban = text
    .replace(/\s+/g, '')
    .toUpperCase()
    .replace(/^IBAN:?/, '');
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) ? iban : undefined;
}

/** Whether the check digits of an IBAN in one spelling are right (ISO 13616, ISO/IEC 7064 MOD 97-10). */
export function hasIbanCheck(iban: string): boolean {
  let remainder = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
  }
  return remainder === 1;
}

interface Described {
  readonly name: string;
  readonly scheme: AccountScheme;
  readonly bank?: NamedBank;
}

/** An account whose number is known in full. */
function account(into: Gathering, key: string, { name, scheme, bank }: Described): EntityRef {
  const known = present({ bic: bank?.bic, bankName: bank?.name });
  return into.node('PaymentAccount', key, { name, scheme, precision: 'full', ...known });
}
