/**
 * A made-up trade network of any size, record by record and always the same for a seed: for trying questions out, for
 * detectors (what is planted is known) and for measuring. Nothing of it is kept in memory but what is planted.
 */
import { PlatformFault } from '../../network/index.js';
import type { GraphPosition, Provenance, RecordFacts } from '../store.js';
import { declaration, flight } from './movements.js';
import type { NetworkPlan } from './plan.js';
import { LEAST_RELATIONSHIPS, MOST_RELATIONSHIPS, planOf } from './plan.js';
import type { NetworkAnswers } from './planted.js';
import { answersOf, plantedOn } from './planted.js';
import { registration } from './registrations.js';

/** What to make. */
export interface NetworkOptions {
  /** Different relationships, 2,000 to 100,000,000. */
  readonly relationships: number;
  /** 0 to 999,999; part of all keys. */
  readonly seed: number;
  /** MSP id of the member whose records they are. */
  readonly owner: string;
  /** Where the ledger stood; the beginning when absent. */
  readonly position?: GraphPosition;
}

/** A network: its records to stream, and what is planted in it. */
export interface GeneratedNetwork {
  readonly plan: NetworkPlan;
  readonly answers: NetworkAnswers;
  /** May be read again and again. */
  readonly records: Iterable<RecordFacts>;
}

/** The network of a size and a seed. Throws PlatformFault GRAPH_SIZE for one that cannot be made. */
export function generateNetwork(options: NetworkOptions): GeneratedNetwork {
  const { relationships, seed } = options;
  const isSize =
    Number.isInteger(relationships) &&
    relationships >= LEAST_RELATIONSHIPS &&
    relationships <= MOST_RELATIONSHIPS;
  if (!isSize || !Number.isInteger(seed) || seed < 0 || seed > 999_999)
    throw new PlatformFault(
      'GRAPH_SIZE',
      `a network has ${LEAST_RELATIONSHIPS} to ${MOST_RELATIONSHIPS} relationships and a seed from 0 to 999999`,
    );
  const plan = planOf(relationships, seed);
  const records = { [Symbol.iterator]: () => recordsOf(plan, options) };
  return { plan, answers: answersOf(plan), records };
}

/** Registrations, flights, then declarations until the network has its size. */
function* recordsOf(plan: NetworkPlan, options: NetworkOptions): Generator<RecordFacts> {
  const { owner, position = { block: 0, tx: 0 } } = options;
  let records = 0;
  // Ids in the order of the stream: each record is then the latest so far, and hubs need not be read again.
  const next = (kind: string): Provenance => {
    const number = String(records++).padStart(10, '0');
    const recordId = `generated-${plan.seed}/${number}-${kind}`;
    return { recordId, revision: 1, owner, position };
  };
  let made = 0;
  for (let i = 0; i < plan.companies; i++) {
    const facts = registration(plan, i, next('registration'));
    made += facts.relationships.length;
    yield facts;
  }
  const planted = plantedOn(plan);
  for (let i = 0; i < plan.flights; i++) {
    const facts = flight(plan, i, planted.get(i) ?? [], next('flight'));
    made += facts.relationships.length;
    yield facts;
  }
  for (let i = 0; made < plan.relationships; i++) {
    const facts = cut(declaration(plan, i, next('declaration')), plan.relationships - made);
    made += facts.relationships.filter(({ from: { label } }) => label === 'Declaration').length;
    yield facts;
  }
}

/** The last declaration says only as much as is wanted. What a register told already does not count. */
function cut(facts: RecordFacts, most: number): RecordFacts {
  const own = facts.relationships.filter(({ from: { label } }) => label === 'Declaration');
  return own.length <= most ? facts : { ...facts, relationships: own.slice(0, most) };
}
