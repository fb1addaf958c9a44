/**
 * The base of all contracts: the clock rule and the few reads that every contract makes.
 * Plain classes, no decorators (build tools drop their metadata silently); helpers are functions, because every
 * method of a contract whose name does not begin with `_` can be called from outside.
 */
import type { Context } from 'fabric-contract-api';
import { Contract } from 'fabric-contract-api';
import { isMspId } from '../identifiers.js';
import type { Organisation } from '../organisation.js';
import type { Outcome } from '../refusal.js';
import { ContractRefusal, refuse } from '../refusal.js';

/** How far a transaction's time may be from the endorser's clock, ms (DESIGN decision 2). */
export const MAX_CLOCK_SKEW_MS = 120_000;

export abstract class GuanlianContract extends Contract {
  readonly #now: () => number;

  /** `now` is the endorser's clock in ms; it is used for the skew rule and for nothing else. */
  constructor(name: string, now: () => number) {
    super(name);
    this.#now = now;
  }

  override async beforeTransaction(ctx: Context): Promise<void> {
    const skew = Math.abs(Date.parse(txTime(ctx)) - this.#now());
    if (skew > MAX_CLOCK_SKEW_MS) {
      refuse(
        'CLOCK_SKEW',
        `the transaction is ${Math.round(skew / 1000)} s from the endorser's clock`,
      );
    }
  }
}

/** The transaction's time, ISO 8601 UTC: the contracts' only notion of time. */
export function txTime(ctx: Context): string {
  const { seconds, nanos } = ctx.stub.getTxTimestamp() as unknown as {
    seconds: { toNumber(): number } | number;
    nanos: number;
  };
  const whole = typeof seconds === 'number' ? seconds : seconds.toNumber();
  return new Date(whole * 1000 + Math.floor(nanos / 1e6)).toISOString();
}

/** The MSP id of the organisation whose client signed the proposal. */
export function clientMsp(ctx: Context): string {
  const mspId = ctx.clientIdentity.getMSPID();
  return isMspId(mspId) ? mspId : refuse('UNKNOWN_ORGANISATION', 'the client has no MSP id');
}

/** Key of a ledger object: Fabric composite keys keep types apart and scans cheap. */
export function keyOf(ctx: Context, type: string, ...parts: string[]): string {
  return ctx.stub.createCompositeKey(type, parts);
}

/** Reads a JSON object of the ledger; undefined when absent. */
export async function readState<T>(ctx: Context, key: string): Promise<T | undefined> {
  const bytes = await ctx.stub.getState(key);
  return bytes.length === 0 ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as T);
}

/** Reads a JSON object that must be there. */
export async function requireState<T>(ctx: Context, key: string, what: string): Promise<T> {
  return (await readState<T>(ctx, key)) ?? refuse('NOT_FOUND', `no ${what} on the ledger`);
}

/** All JSON objects under a composite key prefix, in key order. */
export async function listState<T>(ctx: Context, type: string, ...parts: string[]): Promise<T[]> {
  const items: T[] = [];
  for await (const { value } of ctx.stub.getStateByPartialCompositeKey(type, parts)) {
    items.push(JSON.parse(Buffer.from(value).toString()) as T);
  }
  return items;
}

/** Writes a JSON object as given text. */
export async function writeState(ctx: Context, key: string, text: string): Promise<void> {
  await ctx.stub.putState(key, Buffer.from(text));
}

/** Parses a JSON argument; text that is no JSON is the caller's to correct. */
export function parseArgument(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return refuse('INVALID_INPUT', `${what} must be JSON`);
  }
}

/** Parses a JSON argument that must be an object. */
export function parseObject(text: string, what: string): Record<string, unknown> {
  const value = parseArgument(text, what);
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  return refuse('INVALID_INPUT', `${what} must be a JSON object`);
}

/** Refuses a signed time that is not about now: an old key must not date something back. */
export function requireRecent(ctx: Context, instant: string, what: string): void {
  if (Math.abs(Date.parse(instant) - Date.parse(txTime(ctx))) <= MAX_CLOCK_SKEW_MS) return;
  refuse('CLOCK_SKEW', `${what} is more than two minutes from the transaction`);
}

/** Unwraps an outcome, throwing its refusal as the contract's answer. */
export function demand<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new ContractRefusal(outcome.refusal);
  return outcome.value;
}

/** The directory entry of an organisation. */
export async function requireOrganisation(ctx: Context, mspId: string): Promise<Organisation> {
  const entry = await readState<Organisation>(ctx, keyOf(ctx, 'organisation', mspId));
  return entry ?? refuse('UNKNOWN_ORGANISATION', `${mspId} is not in the directory`);
}

/** The directory entry of an organisation that takes part at present. */
export async function requireActive(ctx: Context, mspId: string): Promise<Organisation> {
  const entry = await requireOrganisation(ctx, mspId);
  if (entry.status === 'active') return entry;
  return refuse('ORGANISATION_SUSPENDED', `${mspId} is ${entry.status}`);
}

/** Text of a private input; absent inputs are refused by name. */
export function transientText(ctx: Context, name: string): string {
  const bytes = ctx.stub.getTransient().get(name);
  if (!bytes || bytes.length === 0) return refuse('INVALID_INPUT', `transient ${name} is missing`);
  return Buffer.from(bytes).toString();
}

/**
 * Refuses unless the client asks its own organisation's peer: Fabric itself lets a third party's client read an
 * implicit collection on the recipient's peer (research: fabric.md section 7).
 */
export function requireOwnPeer(ctx: Context): string {
  const mspId = clientMsp(ctx);
  if (ctx.stub.getMspID() === mspId) return mspId;
  return refuse('NOT_OWN_PEER', `${mspId} asked the peer of another organisation`);
}

/** Sets the transaction's one event. */
export function emit(ctx: Context, name: string, payload: Record<string, unknown>): void {
  ctx.stub.setEvent(name, Buffer.from(JSON.stringify(payload)));
}
