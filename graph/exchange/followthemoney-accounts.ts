/**
 * Bank accounts and wallets of FollowTheMoney as payment accounts. An IBAN counts only with the right check digits
 * (ISO 13616); of a card number no more is kept than a mask would show (PCI DSS 3.4), and private keys are never read.
 */
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
    return number === undefined ? undefined : cardAccount(into, number);
  const bank: NamedBank = { bic: first(entity, 'bic'), name: first(entity, 'bankName') };
  const written = first(entity, 'iban');
  const iban = checkedIban(written) ?? checkedIban(number);
  if (written !== undefined && checkedIban(written) === undefined) note(wrongIban(written));
  if (iban !== undefined) return ibanAccount(into, iban, bank);
  const local = number ?? written;
  return local === undefined ? undefined : localAccount(into, local, { bank, realm: listOf(into) });
}

/** States a wallet by its address, otherwise by its number at the exchange that keeps it. */
export function wallet(into: Gathering, entity: FollowTheMoneyEntity): EntityRef | undefined {
  const address = first(entity, 'publicKey');
  if (address !== undefined) return walletAccount(into, address);
  const number = first(entity, 'accountId');
  const bank: NamedBank = { name: first(entity, 'managingExchange') };
  return number === undefined
    ? undefined
    : localAccount(into, number, { bank, realm: listOf(into) });
}

function checkedIban(text: string | undefined): string | undefined {
  const iban = text === undefined ? undefined : ibanOf(text);
  return iban !== undefined && hasIbanCheck(iban) ? iban : undefined;
}

function wrongIban(written: string): ValueProblem {
  const rule = ibanOf(written) === undefined ? 'its form' : 'its check digits (modulo 97)';
  return {
    ...{ code: 'FTM_IBAN_INVALID', property: 'iban', value: written.slice(0, 40) },
    message: `the IBAN breaks ISO 13616: ${rule}; the account stands under its account number`,
    repair: 'compare the IBAN with its source, or give the number as accountNumber',
  };
}
