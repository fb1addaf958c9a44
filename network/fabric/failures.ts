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

const CODE = {
  INVALID_ARGUMENT: 3,
  DEADLINE: 4,
  DENIED: 7,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** Reported by the own peer before it hands anything to an ordering node, or as an ordering node's plain no. */
const BEFORE_ORDERING: ReadonlySet<number> = new Set([
  ...[CODE.INVALID_ARGUMENT, CODE.DENIED, CODE.FAILED_PRECONDITION],
  ...[CODE.ABORTED, CODE.UNAUTHENTICATED],
]);

const CONTRACT = /chaincode response \d+,? ?([\s\S]*)/;
/** Go's words and those of grpc-js, for a connection that is not there or broke. */
const CUT_OFF =
  /RST_STREAM|Call cancelled|No status information received|Write (?:error:|failed with)|Failed to start HTTP\/2 stream|Subchannel not ready|Channel closed before call|connection is closing|connection refused|ECONNREFUSED|ECONNRESET|connection error|error reading|transport is closing|could not launch chaincode|failed to create new connection|No connection established|Connection dropped|DEADLINE_EXCEEDED|deadline exceeded|timed? ?out|unexpected EOF|error while dialing|stream terminated|chaincode stream terminated/i;
const NOT_FOUND_YET =
  /no combination of peers can be derived|no peers available|failed to (?:find|select) any endorsing peers$|failed to select a set of endorsers|no endorsement combination|chaincode definition for .* not exist|failed to get config for channel|could not get last config|no Raft leader|SERVICE_UNAVAILABLE|no orderer/i;
const BUSY = /too many requests for \S+ exceeding concurrency limit/i;
const AWAY = /failed to find any endorsing peers for org\(s\): ([\w.-]+)/;
const NOBODY_TO_ASK = /no peers available to evaluate/;
const TOO_LATE = /endorsement timeout expired|evaluate timeout expired/;
const WRONG_ENDORSERS = /requires endorsement from organi[sz]ation|not in the distribution policy/i;
const MISMATCH = /ProposalResponsePayloads do not match|payloads? do(?:es)? not match/i;
const STRANGER =
  /creator org unknown|access denied|creator is malformed|not authori[sz]ed|identity expired|certificate has expired|expired certificate/i;
/** A connection that was never there carried nothing. */
const NOT_SENT =
  /connection error:|error while dialing|connection refused|ECONNREFUSED|failed to create new connection|handshake failed|No connection established|Name resolution failed/i;
/** The same words over a connection that broke while it was used. */
const BROKE_IN_USE = /error reading from server|closing transport|transport is closing/i;
const NO_LEADER = /no Raft leader|SERVICE_UNAVAILABLE/i;
const NOT_ORDERED = /no orderers? (?:nodes )?(?:could successfully process|available)/;
const ORDERER_SAYS_NO = /unsuccessful response from orderer: status=(\w+)/;

/**
 * Why a call was not endorsed or evaluated. `own` is the caller's organisation, `asked` the one whose peer was to
 * evaluate.
 */
export function sortEndorsement(error: FabricError, own: string, asked: string = own): Sorted {
  const { failure: reason, again } = endorsement(error, own, asked);
  return { failure: { ...reason, cause: textOf(error) }, again };
}

function endorsement(error: FabricError, own: string, asked: string): Sorted {
  const answered = contractAnswer(error, asked);
  if (answered) return stay(answered);
  const all = textOf(error);
  if (MISMATCH.test(all)) {
    const text = 'the endorsing organisations came to different results';
    // While a chaincode is upgraded, two members run different versions for a moment.
    return wait(failure('unknown', text));
  }
  if (WRONG_ENDORSERS.test(all)) return stay(failure('policy', firstLine(error)));
  return (
    away(all, own, asked) ??
    notReady(error) ??
    silent(error, own) ??
    stay(failure('unknown', firstLine(error)))
  );
}

/** An organisation that the own peer does not find, or that let it wait too long. */
function away(all: string, own: string, asked: string): Sorted | undefined {
  const named = AWAY.exec(all)?.[1];
  if (named !== undefined) return stay(unreachable(named));
  const other = asked === own ? undefined : asked;
  if (other !== undefined && NOBODY_TO_ASK.test(all)) return stay(unreachable(other));
  if (!TOO_LATE.test(all)) return undefined;
  return stay(failure('unreachable', 'the endorsing peers did not answer in time', other));
}

/** What passes by itself: discovery that is still filling, a peer at its limit. */
function notReady(error: FabricError): Sorted | undefined {
  const all = textOf(error);
  if (BUSY.test(all)) return wait(failure('warming', 'the peer has too much to do'));
  return NOT_FOUND_YET.test(all) ? wait(failure('warming', firstLine(error))) : undefined;
}

/** A peer that was not reached, or that does not talk to this client. */
function silent(error: FabricError, own: string): Sorted | undefined {
  const cutOff = error.details.find(({ message }) => CUT_OFF.test(message));
  if (cutOff) return stay(unreachable(cutOff.mspId || own, /chaincode/.test(cutOff.message)));
  if (isStranger(error)) return stay(identityFailure(firstLine(error), own));
  const isOwnPeer = error.code === CODE.UNAVAILABLE || error.code === CODE.DEADLINE;
  return isOwnPeer || CUT_OFF.test(error.message) ? stay(unreachable(own)) : undefined;
}

/** Whether an ordering node may have taken the transaction all the same: its answer was lost. */
export function mayHaveBeenTaken({ code, message, details }: FabricError): boolean {
  if (BEFORE_ORDERING.has(code)) return false;
  // The own peer tells of each ordering node it did not get an answer of; the others said no.
  if (NOT_ORDERED.test(message)) return details.some((report) => !wasNeverSent(report.message));
  return !wasNeverSent(message) && !BUSY.test(message);
}

/** Why an endorsed transaction was not taken by the ordering nodes. */
export function sortSubmission(error: FabricError, own: string): Sorted {
  const { failure: reason, again } = submission(error, own);
  return { failure: { ...reason, cause: textOf(error) }, again };
}

function submission(error: FabricError, own: string): Sorted {
  const all = textOf(error);
  if (mayHaveBeenTaken(error)) return stay(unanswered(all, own));
  const leaderless = wait(failure('warming', 'the ordering nodes have no leader'));
  if (NO_LEADER.test(all)) return leaderless;
  if (BUSY.test(all)) return wait(failure('warming', 'the peer has too much to do'));
  const no = ORDERER_SAYS_NO.exec(all)?.[1];
  if (no === 'FORBIDDEN' || isStranger(error)) {
    return stay(identityFailure(firstLine(error), own));
  }
  if (no !== undefined) {
    return stay(failure('unknown', `the ordering nodes refused the transaction: ${no}`));
  }
  const [silentNode] = error.details;
  // Those that are left may be electing a leader.
  if (silentNode) return wait(noOrdering(silentNode.mspId));
  if (NOT_ORDERED.test(all)) return leaderless;
  if (wasNeverSent(error.message)) return stay(unreachable(own));
  return stay(failure('unknown', firstLine(error)));
}

function noOrdering(organisation: string | undefined): LedgerFailure {
  const next = 'The ordering nodes do not answer: try again when a majority of them is back.';
  return { ...failure('unreachable', 'no ordering node answers', organisation), next };
}

function wasNeverSent(text: string): boolean {
  return NOT_SENT.test(text) && !BROKE_IN_USE.test(text);
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

function unreachable(organisation: string, isChaincode = false): LedgerFailure {
  const what = isChaincode ? 'chaincode server' : 'peer';
  return failure('unreachable', `the ${what} of ${organisation} does not answer`, organisation);
}

function stay(reason: LedgerFailure): Sorted {
  return { failure: reason, again: 'no' };
}

function wait(reason: LedgerFailure): Sorted {
  return { failure: reason, again: 'wait' };
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
