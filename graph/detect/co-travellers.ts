/**
 * Repeated co-travellers: people without a booking in common who were on the same flights again and again, more often
 * than accident explains (hypergeometric). Indicator of couriers; families and tours share bookings and are left out.
 */
import { relationshipOf } from '../answers.js';
import { byText, nodeId } from '../identity.js';
import type { CoTravel, EntityRef } from '../store.js';
import { disjointSets } from './disjoint-sets.js';
import { chanceOfOverlap, expectedOverlap } from './hypergeometric.js';
import { TYPOLOGY_DEFAULTS } from './parameters.js';
import type { DetectableGraph, Typology, TypologyHit } from './typology.js';
import { fingerprintOf } from './typology.js';
import type { Voyages } from './voyages.js';
import { coFlights, voyagesOf } from './voyages.js';

const ID = 'repeated-co-travellers';
const VERSION = '1';

/** Surprise (−log10 of the chance) at which the score is one half. */
const HALF_SURPRISE = 3;

export const repeatedCoTravellers: Typology = {
  id: ID,
  version: VERSION,
  title: 'People who fly together again and again on separate bookings',
  async detect(store, parameters) {
    const settings = { ...TYPOLOGY_DEFAULTS, ...parameters };
    const rows = await store.coTravel();
    const voyages = voyagesOf(rows);
    const tested = coFlights(voyages, settings);
    const universe = Math.max(voyages.flights, settings.flightUniverse);
    const pairs = tested
      .map((pair) => withChance(voyages, pair, { universe, tests: tested.length }))
      .filter(({ chance }) => chance <= settings.coTravelChance);
    const rowsOf = byPerson(rows);
    const hits: TypologyHit[] = [];
    for (const group of groupsOf(pairs, voyages.persons.length))
      hits.push(await groupHit(store, group, { voyages, universe, rowsOf }));
    return hits.sort((a, b) => byText(b.score, a.score) || byText(a.fingerprint, b.fingerprint));
  },
};

/** Two people (by number) with the flights they shared on different bookings, and the chance of that by accident. */
interface SuspectPair {
  readonly a: number;
  readonly b: number;
  readonly flights: readonly number[];
  readonly chance: number;
}

function withChance(
  voyages: Voyages,
  pair: Omit<SuspectPair, 'chance'>,
  { universe, tests }: { readonly universe: number; readonly tests: number },
): SuspectPair {
  const first = voyages.flightsOf[pair.a]?.length ?? 0;
  const second = voyages.flightsOf[pair.b]?.length ?? 0;
  const chance = chanceOfOverlap({ universe, first, second, overlap: pair.flights.length });
  // Bonferroni: many pairs were looked at, so each must be that much less likely.
  return { ...pair, chance: Math.min(1, chance * tests) };
}

function groupsOf(pairs: readonly SuspectPair[], people: number): readonly SuspectPair[][] {
  const sets = disjointSets(people);
  for (const { a, b } of pairs) sets.join(a, b);
  const groups = new Map<number, SuspectPair[]>();
  for (const pair of pairs) {
    const root = sets.find(pair.a);
    groups.set(root, [...(groups.get(root) ?? []), pair]);
  }
  return [...groups.values()];
}

interface GroupContext {
  readonly voyages: Voyages;
  readonly universe: number;
  /** The rows of each person by node id. */
  readonly rowsOf: ReadonlyMap<string, readonly CoTravel[]>;
}

function byPerson(rows: readonly CoTravel[]): ReadonlyMap<string, readonly CoTravel[]> {
  const found = new Map<string, CoTravel[]>();
  for (const row of rows) {
    const id = nodeId(row.person);
    const known = found.get(id);
    if (known) known.push(row);
    else found.set(id, [row]);
  }
  return found;
}

async function groupHit(
  store: DetectableGraph,
  pairs: readonly SuspectPair[],
  context: GroupContext,
): Promise<TypologyHit> {
  const people = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort((a, b) => a - b);
  const refs = people.map((i) => context.voyages.persons[i]).filter((ref) => ref !== undefined);
  const strongest = pairs.reduce((a, b) => (b.chance < a.chance ? b : a));
  const surprise = Math.min(300, -Math.log10(Math.max(strongest.chance, Number.MIN_VALUE)));
  return {
    typology: ID,
    version: VERSION,
    members: await named(store, refs),
    witnesses: witnesses(pairs, refs, context),
    score: (surprise / (surprise + HALF_SURPRISE)).toFixed(4),
    reasons: reasons(pairs, strongest, { ...context, people: people.length }),
    fingerprint: fingerprintOf(ID, refs),
  };
}

async function named(
  store: DetectableGraph,
  refs: readonly EntityRef[],
): Promise<(EntityRef & { readonly name?: string })[]> {
  const members: (EntityRef & { readonly name?: string })[] = [];
  for (const { label, key } of refs) {
    const entity = await store.entity({ label, key });
    members.push({ label, key, ...(entity?.name === undefined ? {} : { name: entity.name }) });
  }
  return members;
}

function witnesses(
  pairs: readonly SuspectPair[],
  members: readonly EntityRef[],
  { voyages, rowsOf }: GroupContext,
): TypologyHit['witnesses'] {
  const flights = new Set(
    pairs.flatMap((pair) => pair.flights.map((flight) => voyages.flightKeys[flight])),
  );
  return [...new Set(members.map(nodeId))]
    .flatMap((person) => rowsOf.get(person) ?? [])
    .filter(({ flight }) => flights.has(flight.key))
    .sort((a, b) => byText(a.flight.key, b.flight.key) || byText(a.person.key, b.person.key))
    .map(({ person, flight, booking, recordIds }) =>
      relationshipOf(
        { type: 'FLEW_ON', from: person, to: flight },
        booking === undefined ? {} : { booking },
        recordIds,
      ),
    );
}

function reasons(
  pairs: readonly SuspectPair[],
  strongest: SuspectPair,
  context: GroupContext & { readonly people: number },
): string[] {
  const { voyages, universe, people } = context;
  const first = voyages.flightsOf[strongest.a]?.length ?? 0;
  const second = voyages.flightsOf[strongest.b]?.length ?? 0;
  const expected = expectedOverlap({ universe, first, second });
  const flights = new Set(pairs.flatMap((pair) => pair.flights)).size;
  const assumed = universe > voyages.flights ? `, ${universe} assumed` : '';
  return [
    `${people} people were on the same flights under different bookings, ${flights} flights in all, and never on one booking`,
    `the two who stand out most flew ${first} and ${second} times, ${strongest.flights.length} of them together; accident explains ${expected.toFixed(2)} (${voyages.flights} flights known${assumed})`,
    `chance by accident: p = ${strongest.chance.toExponential(1)} (hypergeometric, corrected for all pairs compared)`,
  ];
}
