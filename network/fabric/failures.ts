/**
 * What Fabric's clients report, sorted into the six categories of the `Ledger` port (research: fabric.md section 7).
 * Both drivers bring their errors into the form of the gateway's: gRPC code, text, what each peer said.
 */
import { failure, contractFailure, identityFailure } from '../failure.js';
import type { LedgerFailure } from '../ledger.js';

/** What one peer or ordering node said. */
export interface EndpointReport {
  readonly address?: string;
  readonly mspId?: string;
  readonly message: string;
}

export interface FabricError {
  /** gRPC status. */
  readonly code: number;
  readonly message: string;
  readonly details: readonly EndpointReport[];
}

/** A failure, and whether it may pass by itself. */
export interface Sorted {
  readonly failure: LedgerFailure;
  /** `fresh`: a new simulation at once; `wait`: later, the network finds itself; `no`: the caller decides. */
  readonly again: 'fresh' | 'wait' | 'no';
}

const CODE = { DEADLINE: 4, DENIED: 7, UNAVAILABLE: 14, UNAUTHENTICATED: 16 } as const;

const CONTRACT = /chaincode response \d+,? ?([\s\S]*)/;
const CUT_OFF =
  /connection refused|ECONNREFUSED|ECONNRESET|connection error|error reading|transport is closing|could not launch chaincode|failed to create new connection|No connection established|Connection dropped|DEADLINE_EXCEEDED|deadline exceeded|timed? ?out|unexpected EOF|error while dialing|stream terminated|chaincode stream terminated/i;
const NOT_FOUND_YET =
  /no combination of peers can be derived|no peers available|failed to (?:find|select) any endorsing peers$|no endorsement combination|chaincode definition for .* not exist|no Raft leader|SERVICE_UNAVAILABLE|no orderer/i;
const AWAY = /failed to find any endorsing peers for org\(s\): ([\w.-]+)/;
const WRONG_ENDORSERS = /requires endorsement from organi[sz]ation|not in the distribution policy/i;
const MISMATCH = /ProposalResponsePayloads do not match|payloads? do(?:es)? not match/i;
const STRANGER =
  /creator org unknown|access denied|creator is malformed|not authori[sz]ed|expired/i;

/** Why a call was not endorsed or evaluated. `own` is the caller's organisation. */
export function sortEndorsement(error: FabricError, own: string): Sorted {
  const { failure: reason, again } = endorsement(error, own);
  return { failure: { ...reason, cause: textOf(error) }, again };
}

function endorsement(error: FabricError, own: string): Sorted {
  const all = textOf(error);
  const answered = contractAnswer(error, own);
  if (answered) return stay(answered);
  if (MISMATCH.test(all)) {
    const text = 'the endorsing organisations came to different results';
    // While a chaincode is upgraded, two members run different versions for a moment.
    return { failure: failure('unknown', text), again: 'wait' };
  }
  if (WRONG_ENDORSERS.test(all)) return stay(failure('policy', firstLine(error)));
  const away = AWAY.exec(all)?.[1];
  if (away !== undefined) return stay(unreachable(away));
  if (NOT_FOUND_YET.test(all)) return wait(failure('warming', firstLine(error)));
  return silent(error, own) ?? stay(failure('unknown', firstLine(error)));
}

/** A peer that was not reached, or that does not talk to this client. */
function silent(error: FabricError, own: string): Sorted | undefined {
  const cutOff = error.details.find(({ message }) => CUT_OFF.test(message));
  if (cutOff) return stay(unreachable(cutOff.mspId || own));
  if (isStranger(error)) return stay(identityFailure(firstLine(error), own));
  const isOwnPeer = error.code === CODE.UNAVAILABLE || error.code === CODE.DEADLINE;
  return isOwnPeer || CUT_OFF.test(error.message) ? stay(unreachable(own)) : undefined;
}

/** Why an endorsed transaction was not taken by the ordering nodes. */
export function sortSubmission(error: FabricError, own: string): Sorted {
  const all = textOf(error);
  const wasSeen = error.details.length > 0;
  if (/no Raft leader|SERVICE_UNAVAILABLE/i.test(all)) {
    return wait(withCause(failure('warming', 'the ordering nodes have no leader'), all));
  }
  if (wasSeen && error.details.every(({ message }) => CUT_OFF.test(message))) {
    const text = 'no ordering node answers';
    return stay(withCause(failure('unreachable', text, error.details[0]?.mspId), all));
  }
  return stay(unanswered(all, own));
}

/** The transaction was handed over and nothing more was heard: it may stand in a block, or not. */
export function unanswered(cause: string, own: string): LedgerFailure {
  return {
    ...failure('unknown', 'the transaction was sent, its commit was not reported', own),
    next: 'It may have been committed: look before sending anything else; the same idempotent call may be repeated.',
    cause,
  };
}

/** Private inputs without named endorsers would be shown to whom the engine picks: never sent. */
export function unnamedEndorsers(): LedgerFailure {
  return failure('policy', 'a call with transient data must name its endorsing organisations');
}

/** A refusal with a stable code counts before any other text that a contract answered. */
function contractAnswer({ details, message }: FabricError, own: string): LedgerFailure | undefined {
  const answers = [...details, { message }].flatMap((report: EndpointReport) => {
    const text = CONTRACT.exec(report.message)?.[1];
    return text === undefined ? [] : [contractFailure(text, report.mspId || own)];
  });
  return answers.find(({ category }) => category === 'refused') ?? answers[0];
}

function isStranger({ code, message, details }: FabricError): boolean {
  if (code === CODE.UNAUTHENTICATED || code === CODE.DENIED) return true;
  return [{ message }, ...details].some((report) => STRANGER.test(report.message));
}

function unreachable(organisation: string): LedgerFailure {
  return failure('unreachable', `the peer of ${organisation} does not answer`, organisation);
}

function stay(reason: LedgerFailure): Sorted {
  return { failure: reason, again: 'no' };
}

function wait(reason: LedgerFailure): Sorted {
  return { failure: reason, again: 'wait' };
}

function withCause(reason: LedgerFailure, cause: string): LedgerFailure {
  return { ...reason, cause };
}

function firstLine({ message, details }: FabricError): string {
  return (details[0]?.message || message).split('\n')[0]!.slice(0, 500);
}

function textOf({ message, details }: FabricError): string {
  const said = details.map((one) =>
    `${one.mspId ?? ''} ${one.address ?? ''} ${one.message}`.trim(),
  );
  return [message, ...said].join('; ');
}
