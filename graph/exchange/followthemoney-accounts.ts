/**
 * Bank accounts and wallets of FollowTheMoney as payment accounts. An IBAN counts only with the right check digits
 * (ISO 13616); of a card number no more is kept than a mask would show (PCI DSS 3.4), and private keys are never read.
 * Lists do not always say that an account is a card: what its digits show to be one is masked like one, whatever it is called.
 */
import { hasLuhnCheckDigit } from '../luhn-check-digit.js';
import type { NamedBank } from '../project/accounts.js';
import {
  cardAccount,
  hasIbanCheck,
  ibanAccount,
  ibanOf,
  localAccount,
  walletAccount,
} from '../project/accounts.js';
import type { Gathering } from '../project/gathering.js';
import type { EntityRef } from '../store.js';
import type { FollowTheMoneyEntity } from './followthemoney.js';
import type { NoteProblem, ValueProblem } from './followthemoney-values.js';
import { first, listOf } from './followthemoney-values.js';

/** The `accountType` that cards are exported with. */
export const CARD_TYPE = 'payment card';

/** States a bank account, or the card it is said to be; undefined when no number tells which. */
export function bankAccount(
  into: Gathering,
  entity: FollowTheMoneyEntity,
  note: NoteProblem,
): EntityRef | undefined {
  const number = first(entity, 'accountNumber');
  if (/\bcard\b/i.test(first(entity, 'accountType') ?? ''))
    return number === undefined ? undefined : cardAccount(into, cardDigits(number) ?? number);
  const bank: NamedBank = { bic: first(entity, 'bic'), name: first(entity, 'bankName') };
  const written = first(entity, 'iban');
  const iban = checkedIban(written) ?? checkedIban(number);
  if (written !== undefined && checkedIban(written) === undefined) note(wrongIban(written));
  if (iban !== undefined) return ibanAccount(into, iban, bank);
  return numbered(into, number ?? written, bank);
}

/** States a wallet by its address, otherwise by its number at the exchange that keeps it. */
export function wallet(into: Gathering, entity: FollowTheMoneyEntity): EntityRef | undefined {
  const address = first(entity, 'publicKey');
  if (address !== undefined) return walletAccount(into, address);
  return numbered(into, first(entity, 'accountId'), { name: first(entity, 'managingExchange') });
}

/** States an account by a number that no standard orders, or the card that the number is. */
function numbered(
  into: Gathering,
  number: string | undefined,
  bank: NamedBank,
): EntityRef | undefined {
  if (number === undefined) return undefined;
  const card = cardDigits(number);
  return card === undefined
    ? localAccount(into, number, { bank, realm: listOf(into) })
    : cardAccount(into, card);
}

/**
 * The digits of a payment card number: 13 to 19 with the right check digit (ISO/IEC 7812-1), alone or after words.
 * One in ten bank accounts of that length passes too and is masked: better that than one card kept whole.
 */
function cardDigits(text: string): string | undefined {
  const [, written = ''] = /^(?:\p{L}+[\s:.-]+)*([\d\s.-]+)$/u.exec(text.trim()) ?? [];
  const digits = written.replace(/\D+/g, '');
  return /^\d{13,19}$/.test(digits) && hasLuhnCheckDigit(digits) ? digits : undefined;
}

function checkedIban(text: string | undefined): string | undefined {
  const iban = text === undefined ? undefined : ibanOf(text);
  return iban !== undefined && hasIbanCheck(iban) ? iban : undefined;
}

function wrongIban(written: string): ValueProblem {
  const rule = ibanOf(written) === undefined ? 'its form' : 'its check digits (modulo 97)';
  // Findings are printed and kept.
  const shown = cardDigits(written)?.replace(/^(\d{6})\d+(\d{4})$/, '$1…$2') ?? written;
  return {
    ...{ code: 'FTM_IBAN_INVALID', property: 'iban', value: shown.slice(0, 40) },
    message: `the IBAN breaks ISO 13616: ${rule}; the account stands under its account number`,
    repair: 'compare the IBAN with its source, or give the number as accountNumber',
  };
}
