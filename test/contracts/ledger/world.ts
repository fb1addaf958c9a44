/** What the ledger contract suite needs of an adapter, and the few steps that its tests share. */
import { inspect } from 'node:util';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Outcome } from '../../../chaincode/index.js';
import type {
  Committed,
  ContractCall,
  Ledger,
  LedgerEvent,
  LedgerFailure,
  LedgerFailureCategory,
} from '../../../network/index.js';

/** A running network of three organisations or more with the probe contract. */
export interface World {
  /** MSP ids, sorted; three at least. */
  readonly organisations: readonly string[];
  /** A connection of this organisation that does not retry conflicts by itself. */
  ledger(mspId: string): Ledger;
  stopPeer(mspId: string): Promise<void>;
  startPeer(mspId: string): Promise<void>;
  /** Where the contract runs in a process of its own: kills this organisation's. */
  stopChaincode?(mspId: string): Promise<void>;
  startChaincode?(mspId: string): Promise<void>;
  /** Where ordering nodes run in processes of their own: kills them all. */
  stopOrdering?(): Promise<void>;
  startOrdering?(): Promise<void>;
  close(): Promise<void>;
}

export type OpenWorld = () => Promise<World>;

/** The three organisations of a story: owner, recipient, and a third party. */
export interface Cast {
  readonly world: World;
  readonly owner: string;
  readonly recipient: string;
  readonly stranger: string;
}

export function castOf(world: World): Cast {
  const [owner, recipient, stranger] = world.organisations;
  if (!owner || !recipient || !stranger) throw new Error('the world needs three organisations');
  return { world, owner, recipient, stranger };
}

/** A key that no other test uses, whatever the ledger held before. */
export function freshKey(name: string): string {
  return `${name}-${randomUUID()}`;
}

type CallOptions = Pick<ContractCall, 'transient' | 'endorsers'>;

export function call(
  name: string,
  args: readonly string[],
  options: CallOptions = {},
): ContractCall {
  return { name: `probe:${name}`, args, ...options };
}

export function value<T>(outcome: Outcome<T, LedgerFailure>): T {
  if (!outcome.ok) throw new Error(`${outcome.refusal.category}: ${outcome.refusal.message}`);
  return outcome.value;
}

export async function submitted(ledger: Ledger, request: ContractCall): Promise<Committed> {
  return value(await ledger.submit(request));
}

export async function answer(ledger: Ledger, request: ContractCall): Promise<string> {
  return value(await ledger.evaluate(request));
}

/** Expects the failure of this category, with advice and without the secret in its text. */
export function failed<T>(
  outcome: Outcome<T, LedgerFailure>,
  category?: LedgerFailureCategory,
): LedgerFailure {
  if (outcome.ok)
    throw new Error(`expected a failure${category ? ` of category ${category}` : ''}`);
  if (category) expect(outcome.refusal, inspect(outcome.refusal)).toMatchObject({ category });
  expect(outcome.refusal.next.length).toBeGreaterThan(10);
  return outcome.refusal;
}

/** Tries again while the network finds itself (a peer that has just been started). */
export async function eventually<T>(
  attempt: () => Promise<Outcome<T, LedgerFailure>>,
): Promise<Outcome<T, LedgerFailure>> {
  for (let left = 100; ; left -= 1) {
    const outcome = await attempt();
    const isStarting = !outcome.ok && ['warming', 'unreachable'].includes(outcome.refusal.category);
    if (!isStarting || left === 0) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Takes events until this many have come that match. */
export async function takeEvents(
  events: AsyncIterable<LedgerEvent>,
  count: number,
  matches: (event: LedgerEvent) => boolean,
): Promise<LedgerEvent[]> {
  const taken: LedgerEvent[] = [];
  for await (const event of events) {
    if (matches(event)) taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}
