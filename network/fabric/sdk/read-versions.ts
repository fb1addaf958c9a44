/**
 * Whether two simulations differ only because one peer was behind the other: then they read the same key at different
 * versions. A contract that is not deterministic reads the same and writes something else.
 */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';

type Protos = typeof FabricProtos;
type Reads = ReadonlyMap<string, string>;

/** Whether a key or range that both read was read at different versions. Takes ProposalResponsePayload bytes. */
export function readAtDifferentHeights(one: Uint8Array, other: Uint8Array): boolean {
  const [first, second] = [readsOf(one), readsOf(other)];
  return [...first].some(([key, version]) => second.has(key) && second.get(key) !== version);
}

function readsOf(payload: Uint8Array): Reads {
  const { peer, ledger } = protos();
  const extension = peer.ProposalResponsePayload.deserializeBinary(payload).getExtension_asU8();
  const results = peer.ChaincodeAction.deserializeBinary(extension).getResults_asU8();
  const reads = new Map<string, string>();
  for (const space of ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList()) {
    const name = space.getNamespace();
    addPublic(reads, name, space.getRwset_asU8());
    for (const collection of space.getCollectionHashedRwsetList()) {
      const place = `${name} ${collection.getCollectionName()}`;
      addHashed(reads, place, collection.getHashedRwset_asU8());
    }
  }
  return reads;
}

function addPublic(reads: Map<string, string>, place: string, bytes: Uint8Array): void {
  const set = protos().ledger.rwset.kvrwset.KVRWSet.deserializeBinary(bytes);
  for (const read of set.getReadsList()) {
    reads.set(`${place} key ${read.getKey()}`, versionOf(read.getVersion()));
  }
  for (const query of set.getRangeQueriesInfoList()) {
    const found = Buffer.from(query.serializeBinary()).toString('base64');
    reads.set(`${place} range ${query.getStartKey()} ${query.getEndKey()}`, found);
  }
}

function addHashed(reads: Map<string, string>, place: string, bytes: Uint8Array): void {
  const set = protos().ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(bytes);
  for (const read of set.getHashedReadsList()) {
    const hash = Buffer.from(read.getKeyHash_asU8()).toString('base64');
    reads.set(`${place} hash ${hash}`, versionOf(read.getVersion()));
  }
}

function versionOf(version: { getBlockNum(): number; getTxNum(): number } | undefined): string {
  return version ? `${version.getBlockNum()} ${version.getTxNum()}` : 'none';
}

function protos(): Protos {
  return createRequire(import.meta.url)('@hyperledger/fabric-protos') as Protos;
}
