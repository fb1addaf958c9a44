/** Customs declarations (who imports what from whom, through whom, in what) and flights with their passengers. */
import type { EntityRef, NodeFact, RecordFacts, RelationshipFact } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import type { Dice } from './dice.js';
import { diceOf } from './dice.js';
import { personNameOf } from './names.js';
import type { NetworkPlan } from './plan.js';
import { PER_FLIGHT } from './plan.js';
import { ordinaryTravellers } from './planted.js';
import { countryOf, flightRef, generated, travellerKey } from './refs.js';
import { companyFact, phoneOf } from './registrations.js';

const DECLARATION = 11;
const PARTNER = 12;
const FLIGHT = 13;
/** A company buys from this many others, again and again. */
const PARTNERS = 6;

/** One import declaration: ten relationships, sometimes one that a register tells too. */
export function declaration(
  plan: NetworkPlan,
  number: number,
  provenance: RecordFacts['provenance'],
): RecordFacts {
  const dice = diceOf(plan.seed, DECLARATION, number);
  const parties = partiesOf(plan, dice);
  const [importer, exporter, broker] = parties.map((party) => companyFact(plan, party));
  const name = `26GL${plan.seed}${String(number).padStart(9, '0')}`;
  const declaredOn = new Date(Date.UTC(2026, 0, 1 + (number % 330))).toISOString().slice(0, 10);
  const declared: NodeFact = {
    ...generated(plan, 'Declaration', 'mrn', number),
    properties: { name, declaredOn, procedure: 'import', value: 500 + dice.skewed(20, 900_000, 4) },
  };
  const consignment = named(generated(plan, 'Consignment', 'bl', number), `BL ${number}`);
  const voyage = dice.below(21, plan.voyages);
  const vessel = named(generated(plan, 'Conveyance', 'voyage', voyage), `MV Generated ${voyage}`);
  const box = generated(plan, 'Container', 'box', dice.skewed(22, plan.voyages * 20, 1.2));
  const goods: EntityRef = { label: 'Goods', key: goodsCode(dice) };
  const said: [RelationshipType, EntityRef | undefined][] = [
    ['IMPORTED_BY', importer],
    ['EXPORTED_BY', exporter],
    ['DECLARED_BY', broker],
    ['DECLARES', consignment],
    ['CARRIED_IN', vessel],
    ['CARRIED_IN', box],
    ['COVERS_GOODS', goods],
    ['ORIGIN', countryOf(plan, 1, parties[1] ?? 0)],
    ['EXPORTED_FROM', countryOf(plan, 1, parties[1] ?? 0)],
    ['DESTINED_TO', countryOf(plan, 1, parties[0] ?? 0)],
  ];
  const nodes = [declared, consignment, vessel, importer, exporter, broker].filter(
    (node) => node !== undefined,
  );
  const relationships = said.flatMap(([type, to]) => (to ? [relate(declared, type, to)] : []));
  if (importer && dice.oneIn(23, 4)) {
    const phone = phoneOf(plan, parties[0] ?? 0);
    nodes.push(phone);
    relationships.push(relate(importer, 'HAS_PHONE', phone));
  }
  return { provenance, nodes, relationships };
}

/** One flight and who was on it; planted travellers each under a booking of their own. */
export function flight(
  plan: NetworkPlan,
  number: number,
  planted: readonly number[],
  provenance: RecordFacts['provenance'],
): RecordFacts {
  const ref = flightRef(plan, number);
  const dice = diceOf(plan.seed, FLIGHT, number);
  const seats = new Map<number, string>();
  for (const traveller of planted) seats.set(traveller, `P${traveller.toString(36)}X${number}`);
  const room = Math.max(4, PER_FLIGHT - planted.length);
  for (let seat = 0; seats.size < room; seat++) {
    // Families sit in threes on one booking, and fly together.
    const family = dice.below(100 + seat, Math.max(1, Math.floor(ordinaryTravellers(plan) / 3)));
    const size = 1 + diceOf(plan.seed, FLIGHT, 0, family).below(1, 3);
    for (let i = 0; i < size; i++) seats.set(family * 3 + i, `B${family.toString(36)}X${number}`);
  }
  const flown: NodeFact = named(ref, ref.key.replace('/', ' '));
  const people = [...seats.keys()].map((traveller) =>
    named(travellerKey(plan, traveller), personNameOf(diceOf(plan.seed, 14, traveller))),
  );
  const bookings = [...seats.values()];
  const relationships = people.map((person, i) => ({
    ...relate(person, 'FLEW_ON', ref),
    properties: { booking: bookings[i] ?? '' },
  }));
  return { provenance, nodes: [flown, ...people], relationships };
}

/** Importer, exporter and broker by number: a few firms trade most, and with the same partners. */
function partiesOf(plan: NetworkPlan, dice: Dice): readonly [number, number, number] {
  const importer = dice.skewed(1, plan.companies, 3);
  const partners = diceOf(plan.seed, PARTNER, importer);
  const exporter = partners.skewed(1 + dice.skewed(2, PARTNERS, 2), plan.companies, 1.5);
  const usual = partners.skewed(50, plan.brokers, 2.5);
  const broker = dice.oneIn(3, 8) ? dice.below(4, plan.brokers) : usual;
  const apart = exporter === importer ? (exporter + 1) % plan.companies : exporter;
  return [importer, apart, broker];
}

function goodsCode(dice: Dice): string {
  const heading = 101 + dice.skewed(30, 9600, 2);
  return `${String(heading).padStart(4, '0')}${dice.below(31, 9)}0`;
}

function named({ label, key }: EntityRef, name: string): NodeFact {
  return { label, key, properties: { name } };
}

function relate(from: EntityRef, type: RelationshipType, to: EntityRef): RelationshipFact {
  return {
    type,
    from: { label: from.label, key: from.key },
    to: { label: to.label, key: to.key },
    properties: {},
  };
}
