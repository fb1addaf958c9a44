/** Proposal responses as peers make them, by what the contract read and wrote. */
import protos from '@hyperledger/fabric-protos';
import type { Answer } from './scripted-node.js';

export interface Simulated {
  /** Version (block, tx) by key; undefined for a key that was not there. */
  readonly reads?: Readonly<Record<string, readonly [number, number] | undefined>>;
  readonly hashedReads?: Readonly<Record<string, readonly [number, number]>>;
  readonly writes?: Readonly<Record<string, string>>;
  readonly result?: string;
}

const { kvrwset } = protos.ledger.rwset;

function version([block, tx]: readonly [number, number]) {
  const one = new kvrwset.Version();
  one.setBlockNum(block);
  one.setTxNum(tx);
  return one;
}

/** ProposalResponsePayload bytes of a simulation. */
export function payloadOf({ reads, hashedReads, writes, result }: Simulated): Buffer {
  const set = new kvrwset.KVRWSet();
  for (const [key, at] of Object.entries(reads ?? {})) {
    const read = new kvrwset.KVRead();
    read.setKey(key);
    if (at) read.setVersion(version(at));
    set.addReads(read);
  }
  for (const [key, value] of Object.entries(writes ?? {})) {
    const write = new kvrwset.KVWrite();
    write.setKey(key);
    write.setValue(Buffer.from(value));
    set.addWrites(write);
  }
  const space = new protos.ledger.rwset.NsReadWriteSet();
  space.setNamespace('probe');
  space.setRwset(set.serializeBinary());
  if (hashedReads) space.addCollectionHashedRwset(collection(hashedReads));
  const results = new protos.ledger.rwset.TxReadWriteSet();
  results.addNsRwset(space);
  const response = new protos.peer.Response();
  response.setStatus(200);
  response.setPayload(Buffer.from(result ?? ''));
  const action = new protos.peer.ChaincodeAction();
  action.setResults(results.serializeBinary());
  action.setResponse(response);
  const payload = new protos.peer.ProposalResponsePayload();
  payload.setExtension$(action.serializeBinary());
  return Buffer.from(payload.serializeBinary());
}

function collection(reads: Readonly<Record<string, readonly [number, number]>>) {
  const set = new kvrwset.HashedRWSet();
  for (const [key, at] of Object.entries(reads)) {
    const read = new kvrwset.KVReadHash();
    read.setKeyHash(Buffer.from(key));
    read.setVersion(version(at));
    set.addHashedReads(read);
  }
  const one = new protos.ledger.rwset.CollectionHashedReadWriteSet();
  one.setCollectionName('_implicit_org_AMSP');
  one.setHashedRwset(set.serializeBinary());
  return one;
}

/** The answer of a peer that endorses. */
export function endorses(
  simulated: Simulated,
  result: string | Uint8Array = simulated.result ?? '',
): Answer {
  const answer = responds(200, '', result);
  const endorsement = new protos.peer.Endorsement();
  endorsement.setEndorser(Buffer.from('endorser'));
  endorsement.setSignature(Buffer.from('signature'));
  answer.setEndorsement(endorsement);
  answer.setPayload(payloadOf(simulated));
  return answer;
}

/** The answer of a peer whose contract refuses. */
export function responds(
  status: number,
  message: string,
  result: string | Uint8Array = '',
): Answer {
  const response = new protos.peer.Response();
  response.setStatus(status);
  response.setMessage(message);
  response.setPayload(Buffer.from(result));
  const answer = new protos.peer.ProposalResponse();
  answer.setResponse(response);
  if (status >= 400) answer.setPayload(Buffer.from('payload'));
  return answer;
}
