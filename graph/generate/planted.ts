/**
 * What is hidden in a generated network, with the answers: shell rings (companies under different names with an address,
 * a phone and a director in common) and groups who fly together again and again under different bookings.
 */
import type { EntityRef } from '../store.js';
import { diceOf } from './dice.js';
import type { NetworkPlan } from './plan.js';
import { companyKey, travellerKey } from './refs.js';

/** A planted ring: its companies, and how its shared attributes are keyed. */
export interface PlantedRing {
  readonly companies: readonly EntityRef[];
}

/** A planted group of travellers. */
export interface PlantedGroup {
  readonly people: readonly EntityRef[];
  readonly flights: readonly number[];
}

/** The known answers of a network. */
export interface NetworkAnswers {
  readonly rings: readonly PlantedRing[];
  readonly groups: readonly PlantedGroup[];
}

const RING = 31;
const GROUP = 32;
const RING_STRIDE = 8;
const GROUP_STRIDE = 4;

/** The ring of a company by its number; undefined for nearly all. Rings stand at the end of the numbers. */
export function ringOf(plan: NetworkPlan, company: number): number | undefined {
  const place = plan.companies - 1 - company;
  const ring = Math.floor(place / RING_STRIDE);
  return ring < plan.rings && place % RING_STRIDE < ringSize(plan, ring) ? ring : undefined;
}

/** Travellers of the groups stand at the end of the numbers and are on no other flights. */
export function ordinaryTravellers(plan: NetworkPlan): number {
  return plan.travellers - plan.groups * GROUP_STRIDE;
}

/** Members of planted groups on a flight, by traveller number. */
export function plantedOn(plan: NetworkPlan): ReadonlyMap<number, readonly number[]> {
  const onFlight = new Map<number, number[]>();
  for (let group = 0; group < plan.groups; group++)
    for (const flight of groupFlights(plan, group))
      onFlight.set(flight, [...(onFlight.get(flight) ?? []), ...groupMembers(plan, group)]);
  return onFlight;
}

/** All that is planted. */
export function answersOf(plan: NetworkPlan): NetworkAnswers {
  const rings = Array.from({ length: plan.rings }, (_, ring) => ({
    companies: Array.from({ length: ringSize(plan, ring) }, (_none, i) =>
      companyKey(plan, plan.companies - 1 - ring * RING_STRIDE - i),
    ),
  }));
  const groups = Array.from({ length: plan.groups }, (_, group) => ({
    people: groupMembers(plan, group).map((traveller) => travellerKey(plan, traveller)),
    flights: groupFlights(plan, group),
  }));
  return { rings, groups };
}

function ringSize(plan: NetworkPlan, ring: number): number {
  return 3 + diceOf(plan.seed, RING, ring).below(1, 4);
}

function groupMembers(plan: NetworkPlan, group: number): readonly number[] {
  const size = 2 + diceOf(plan.seed, GROUP, group).below(1, 3);
  const first = plan.travellers - (group + 1) * GROUP_STRIDE;
  return Array.from({ length: size }, (_, i) => first + i);
}

function groupFlights(plan: NetworkPlan, group: number): readonly number[] {
  const dice = diceOf(plan.seed, GROUP, group);
  const flights = new Set<number>();
  for (let draw = 0; flights.size < 5 && draw < 40; draw++)
    flights.add(dice.below(10 + draw, plan.flights));
  return [...flights].sort((a, b) => a - b);
}
