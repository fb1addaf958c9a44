/** What one organisation's peer said to a proposal, told apart: endorsed, refused by the contract, or not answered. */
import type { EndpointReport } from '../failures.js';
import type { SdkEndorser } from './sdk-points.js';

/** A proposal response (Fabric protocol) as the SDK decodes it. */
export interface ProposalResponse {
  readonly response: {
    readonly status: number;
    readonly message: string;
    readonly payload: Buffer;
  };
  /** What was endorsed (ProposalResponsePayload). */
  readonly payload?: Buffer | null;
  readonly endorsement?: { readonly endorser: Buffer; readonly signature: Buffer } | null;
}

export type PeerAnswer =
  | { readonly kind: 'endorsed'; readonly mspId: string; readonly response: ProposalResponse }
  /** The contract ran and refused. */
  | { readonly kind: 'refused'; readonly mspId: string; readonly report: EndpointReport }
  /** The peer, or its chaincode, did not do its part. */
  | {
      readonly kind: 'failed';
      readonly mspId: string;
      readonly report: EndpointReport;
      /** gRPC status, where the call itself failed. */
      readonly code?: number;
    };

const REFUSED_FROM = 400;
const DEADLINE_EXCEEDED = 4;
/** A contract that throws where its runtime does not catch it ends in the simulation, as do faults of the peer. */
const THROWN = /error in simulation: transaction returned with failure: ([\s\S]*)/;
const PEERS_OWN =
  /^(?:error in simulation|channel '[^']*' not found|make sure the chaincode|endorsing with plugin failed|could not|failed to)/;

/** A peer that can be asked. */
export interface AskedPeer {
  readonly address: string;
  readonly endorser: SdkEndorser;
  /** Dials it anew: its connection let a call time out. */
  readonly redial: () => void;
}

/** Asks the peers of one organisation in turn until one does its part. */
export async function askOrganisation(
  peers: readonly AskedPeer[],
  mspId: string,
  signedProposal: unknown,
): Promise<PeerAnswer> {
  let answer: PeerAnswer | undefined;
  for (const { address, endorser, redial } of peers) {
    answer = await askPeer(endorser, { mspId, address }, signedProposal);
    if ('code' in answer && answer.code === DEADLINE_EXCEEDED) redial();
    if (answer.kind !== 'failed') return answer;
  }
  return answer ?? { kind: 'failed', mspId, report: { mspId, message: notKnown(mspId) } };
}

async function askPeer(
  endorser: SdkEndorser,
  where: { readonly mspId: string; readonly address: string },
  signedProposal: unknown,
): Promise<PeerAnswer> {
  try {
    const response = (await endorser.sendProposal(signedProposal as Buffer)) as ProposalResponse;
    return readAnswer(response, where);
  } catch (cause) {
    const { message, code } = cause as Error & { code?: number };
    const base = { kind: 'failed', mspId: where.mspId, report: { ...where, message } } as const;
    return code === undefined ? base : { ...base, code };
  }
}

/** Tells the kinds apart; exported for its table of texts. */
export function readAnswer(
  answer: ProposalResponse,
  where: { readonly mspId: string; readonly address: string },
): PeerAnswer {
  const { mspId } = where;
  const { status, message } = answer.response;
  if (status < REFUSED_FROM && answer.endorsement) {
    return { kind: 'endorsed', mspId, response: answer };
  }
  const thrown = THROWN.exec(message)?.[1];
  // Before 2.4 a contract's refusal came without payload too: only the text tells it from the peer's own.
  const isPeers = thrown === undefined && !answer.payload?.length && PEERS_OWN.test(message);
  if (isPeers) return { kind: 'failed', mspId, report: { ...where, message } };
  const text = `chaincode response ${status}, ${thrown ?? message}`;
  return { kind: 'refused', mspId, report: { ...where, message: text } };
}

/** Said as the gateway service says it, so that it is sorted alike. */
function notKnown(mspId: string): string {
  return `failed to find any endorsing peers for org(s): ${mspId}`;
}
