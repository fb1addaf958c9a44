/** What did not work, sorted into the six categories of the `Ledger` port. */
import type { Refusal } from '../chaincode/index.js';
import { parseRefusal } from '../chaincode/index.js';
import type { LedgerFailure, LedgerFailureCategory } from './ledger.js';

type OtherCategory = Exclude<LedgerFailureCategory, 'refused'>;

const NEXT: Readonly<Record<OtherCategory, string>> = {
  policy:
    'Name as endorsers exactly the organisations whose keys or private data the call changes, two at least.',
  conflict: 'Another transaction came first: read again and send it again.',
  unreachable: 'The peer of this organisation does not answer: try again when it is back.',
  warming: 'The network is starting: try again in a moment.',
  unknown: 'See the message; report it to the maintainers of the contract if it stays.',
};

/** A failure of the engine. */
export function failure(
  category: OtherCategory,
  message: string,
  organisation?: string,
): LedgerFailure {
  const code = category.toUpperCase() as Uppercase<OtherCategory>;
  const base = { category, code, message, next: NEXT[category] };
  return organisation === undefined ? base : { ...base, organisation };
}

/** What the contract threw: a refusal with its stable code, else unknown. */
export function contractFailure(message: string, organisation: string): LedgerFailure {
  const known: Refusal | undefined = parseRefusal(message);
  if (known !== undefined) return { category: 'refused', ...known, organisation, cause: message };
  return failure('unknown', message || 'the contract failed without a message', organisation);
}

/** Codes of transactions that another one overtook between simulation and commit: a new simulation may pass. */
const OVERTAKEN = new Set([
  'MVCC_READ_CONFLICT',
  'PHANTOM_READ_CONFLICT',
  // The chaincode was upgraded meanwhile.
  'EXPIRED_CHAINCODE',
  'CHAINCODE_VERSION_CONFLICT',
]);

/** Why a transaction that stands in a block does not count; `code` is Fabric's TxValidationCode by name. */
export function invalidation(code: string, txId: string): LedgerFailure | undefined {
  if (code === 'VALID') return undefined;
  const message = `transaction ${txId} was committed as invalid: ${code}`;
  if (code === 'ENDORSEMENT_POLICY_FAILURE') return failure('policy', message);
  return failure(OVERTAKEN.has(code) ? 'conflict' : 'unknown', message);
}

/** The proposal's sender is not accepted. */
export function identityFailure(message: string, organisation: string): LedgerFailure {
  const next = 'Renew the certificate of this client, or connect with the key that belongs to it.';
  return { ...failure('policy', message, organisation), next };
}
