/** What a transaction of a real Fabric block read and wrote: its read-write sets, private ones by hash (protobuf). */
import type { common as Common } from '@hyperledger/fabric-protos';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import type { Written } from './differential-sides.js';
import { inOrder } from './differential-sides.js';

const { rwset } = ledger;
const { kvrwset } = rwset;
const POLICY = 'VALIDATION_PARAMETER';
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The reads and writes of the chaincode's own namespace in the transaction at this index. */
export function writtenIn(block: Common.Block, tx: number, chaincode: string): Written {
  const envelope = block.getData()!.getDataList_asU8()[tx]!;
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(envelope).getPayload_asU8(),
  );
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
  const response = peer.ProposalResponsePayload.deserializeBinary(
    endorsed.getAction()!.getProposalResponsePayload_asU8(),
  );
  const { results } = {
    results: peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()),
  };
  const sets = rwset.TxReadWriteSet.deserializeBinary(results.getResults_asU8());
  const own = sets.getNsRwsetList().find((one) => one.getNamespace() === chaincode);
  if (!own) throw new Error(`transaction ${tx} does not touch ${chaincode}`);
  const set = kvrwset.KVRWSet.deserializeBinary(own.getRwset_asU8());
  return inOrder({
    reads: set.getReadsList().map((read) => read.getKey()),
    writes: set
      .getWritesList()
      .map((write) => [
        write.getKey(),
        write.getIsDelete() ? null : Buffer.from(write.getValue_asU8()).toString(),
      ]),
    policies: set.getMetadataWritesList().map((write) => [
      write.getKey(),
      write
        .getEntriesList()
        .filter((entry) => entry.getName() === POLICY)
        .map((entry) => Buffer.from(entry.getValue_asU8()).toString('base64'))
        .join(),
    ]),
    collections: own.getCollectionHashedRwsetList().map((collection) => {
      const hashed = kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
      return {
        collection: collection.getCollectionName(),
        reads: hashed.getHashedReadsList().map((read) => hex(read.getKeyHash_asU8())),
        writes: hashed
          .getHashedWritesList()
          .map((write) => [hex(write.getKeyHash_asU8()), hashOf(write)]),
      };
    }),
  });
}

function hashOf(write: {
  getIsPurge(): boolean;
  getIsDelete(): boolean;
  getValueHash_asU8(): Uint8Array;
}): string | null {
  if (write.getIsPurge()) return 'purged';
  return write.getIsDelete() ? null : hex(write.getValueHash_asU8());
}
