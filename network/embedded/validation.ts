/**
 * Validation at commit, transaction by transaction (Fabric: validator v20 with key-level policies, then MVCC):
 * endorsement policies first, then point reads, ranges, hashed private reads.
 */
import type { BlockUpdates } from './block-updates.js';
import { collectionOwner } from './collections.js';
import { CHAINCODE_ENDORSEMENTS, satisfies } from './endorsement-policy.js';
import type { Transaction, ValidationCode } from './block.js';
import type { CollectionSet, RangeRead } from './rwset.js';
import { RangeDigest, sameVersion, writesAnything } from './rwset.js';
import type { Protos } from './shim-runtime.js';

/** The verdict on a transaction after those before it in the block. */
export async function validate(
  protos: Protos,
  transaction: Transaction,
  updates: BlockUpdates,
): Promise<ValidationCode> {
  if (!isEndorsed(protos, transaction, updates)) return 'ENDORSEMENT_POLICY_FAILURE';
  const { reads, ranges, collections } = transaction.rwset;
  const stale = reads.some(
    ({ key, version }) => !sameVersion(updates.state(key)?.version ?? null, version),
  );
  if (stale) return 'MVCC_READ_CONFLICT';
  for (const range of ranges) {
    if (!(await isUnchanged(range, updates))) return 'PHANTOM_READ_CONFLICT';
  }
  return collections.some((each) => readsStale(each, updates)) ? 'MVCC_READ_CONFLICT' : 'VALID';
}

function readsStale({ collection, reads }: CollectionSet, updates: BlockUpdates): boolean {
  return reads.some(
    ({ key, version }) => !sameVersion(updates.hashed(collection, key)?.version ?? null, version),
  );
}

/** Runs the scan again, up to where the contract stopped. */
async function isUnchanged(range: RangeRead, updates: BlockUpdates): Promise<boolean> {
  const { start, end, exhausted, last } = range;
  if (!exhausted && last === null) return true;
  const digest = new RangeDigest();
  // The last key itself belongs to the range: its successor is the same text with a NUL.
  const scanEnd = exhausted ? end : `${last}\u0000`;
  for await (const { key, version } of updates.scan({ start, end: scanEnd })) {
    digest.add(key, version);
  }
  return digest.hex() === range.digest;
}

/**
 * A key with a policy of its own needs that policy, a key of an implicit collection its organisation, any other key
 * the chaincode's policy; several keys need all of theirs. A transaction without writes needs the chaincode's.
 */
function isEndorsed(protos: Protos, transaction: Transaction, updates: BlockUpdates): boolean {
  const endorsers = new Set(transaction.endorsers);
  const { rwset } = transaction;
  const byChaincode = endorsers.size >= CHAINCODE_ENDORSEMENTS;
  if (!writesAnything(rwset)) return byChaincode;
  const isKeyEndorsed = (collection: string, key: string, otherwise: boolean): boolean => {
    // As in Fabric: a policy set earlier in the same block was unknown to the endorsers.
    if (updates.policyChanged(collection, key)) return false;
    const entry = collection === '' ? updates.state(key) : updates.hashed(collection, key);
    const policy = entry?.policy;
    return policy?.length ? satisfies(protos, policy, endorsers) : otherwise;
  };
  const publicKeys = [...rwset.writes, ...rwset.metadata];
  if (!publicKeys.every(({ key }) => isKeyEndorsed('', key, byChaincode))) return false;
  return rwset.collections.every(({ collection, writes, metadata }) => {
    const byOwner = endorsers.has(collectionOwner(collection) ?? '');
    return [...writes, ...metadata].every(({ key }) => isKeyEndorsed(collection, key, byOwner));
  });
}
