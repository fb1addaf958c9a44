/**
 * Shell ring: at least three companies held together by shared addresses, phones, e-mails, directors or contacts
 * (structural indicator of FATF/Egmont, Trade-Based Money Laundering: Risk Indicators, 2021). What many share is damped by IDF.
 */
import { relationshipOf } from '../answers.js';
import { byText, nodeId } from '../identity.js';
import { companyName } from '../project/names.js';
import type { Entity, Relationship, SharedAttribute } from '../store.js';
import { attributeEnd } from '../vocabulary.js';
import { disjointSets } from './disjoint-sets.js';
import type { TypologyParameters } from './parameters.js';
import { TYPOLOGY_DEFAULTS } from './parameters.js';
import type { DetectableGraph, Typology, TypologyHit } from './typology.js';
import { fingerprintOf } from './typology.js';

const ID = 'shell-ring';
const VERSION = '1';

export const shellRing: Typology = {
  id: ID,
  version: VERSION,
  title: 'Companies held together by shared addresses, phones, e-mails or people',
  async detect(store, parameters) {
    const settings = { ...TYPOLOGY_DEFAULTS, ...parameters };
    const { byLabel } = await store.counts();
    const population = Math.max(byLabel['Company'] ?? 0, settings.ringPopulation);
    const pairs = (await store.sharedAttributes(settings.ringTypes)).filter(
      ({ owner }) => owner.label === 'Company',
    );
    const attributes = rareAttributes(pairs, population, settings);
    const hits: TypologyHit[] = [];
    for (const ring of rings(attributes, settings)) {
      const hit = await ringHit(store, ring, { population, settings });
      if (hit) hits.push(hit);
    }
    return hits.sort((a, b) => byText(b.score, a.score) || byText(a.fingerprint, b.fingerprint));
  },
};

/** An attribute with the companies that share it, and how rare it is (1: unique, 0: everyone's). */
interface RareAttribute {
  readonly id: string;
  readonly rarity: number;
  readonly pairs: readonly SharedAttribute[];
  readonly owners: readonly string[];
}

interface Ring {
  readonly owners: readonly string[];
  readonly attributes: readonly RareAttribute[];
}

/** Attributes rare enough to mean something: IDF = ln(population / owners) / ln(population). */
function rareAttributes(
  pairs: readonly SharedAttribute[],
  population: number,
  settings: TypologyParameters,
): readonly RareAttribute[] {
  const byAttribute = new Map<string, SharedAttribute[]>();
  for (const pair of pairs) {
    const id = nodeId(pair.attribute);
    const known = byAttribute.get(id);
    if (known) known.push(pair);
    else byAttribute.set(id, [pair]);
  }
  return [...byAttribute].flatMap(([id, held]) => {
    const owners = [...new Set(held.map(({ owner }) => nodeId(owner)))];
    const rarity = Math.log(population / owners.length) / Math.log(population);
    return owners.length < 2 || rarity < settings.ringRarity
      ? []
      : [{ id, rarity, pairs: held, owners }];
  });
}

function rings(
  attributes: readonly RareAttribute[],
  settings: TypologyParameters,
): readonly Ring[] {
  const joined = components(attributes, settings.ringCompanies, (attribute) => [attribute.owners]);
  return joined.flatMap((ring) =>
    ring.owners.length <= settings.ringMaximum ? [ring] : tightened(ring, settings),
  );
}

/** Companies joined wherever `groupsOf` an attribute puts them together, with the attributes that at least two of them share. */
function components(
  attributes: readonly RareAttribute[],
  least: number,
  groupsOf: (attribute: RareAttribute) => readonly (readonly string[])[],
): readonly Ring[] {
  const owners = [...new Set(attributes.flatMap((attribute) => attribute.owners))].sort(byText);
  const numbers = new Map(owners.map((owner, i) => [owner, i]));
  const sets = disjointSets(owners.length);
  for (const group of attributes.flatMap(groupsOf))
    for (const owner of group)
      sets.join(numbers.get(group[0] ?? owner) ?? 0, numbers.get(owner) ?? 0);
  const insides = sets.groups(least).map((members) => new Set(members.map((i) => owners[i] ?? '')));
  const held = sharedWithin(attributes, insides);
  return insides.map((inside, i) => ({ owners: [...inside], attributes: held[i] ?? [] }));
}

/** For each group the attributes that at least two of its owners share; each attribute is looked at once, not once per group. */
function sharedWithin(
  attributes: readonly RareAttribute[],
  insides: readonly ReadonlySet<string>[],
): readonly (readonly RareAttribute[])[] {
  const groupOf = new Map<string, number>();
  for (const [i, inside] of insides.entries()) for (const owner of inside) groupOf.set(owner, i);
  const held: RareAttribute[][] = insides.map(() => []);
  for (const attribute of attributes) {
    const touched = new Set(attribute.owners.map((owner) => groupOf.get(owner)));
    for (const group of touched) {
      const inside = group === undefined ? undefined : insides[group];
      if (group === undefined || inside === undefined) continue;
      const part = within(attribute, inside);
      if (part.owners.length > 1) held[group]?.push(part);
    }
  }
  return held;
}

function within(attribute: RareAttribute, inside: ReadonlySet<string>): RareAttribute {
  const { id, rarity } = attribute;
  const owners = attribute.owners.filter((owner) => inside.has(owner));
  const pairs = attribute.pairs.filter(({ owner }) => inside.has(nodeId(owner)));
  return { id, rarity, owners, pairs };
}

/** An oversized ring again, joining only companies that have two attributes in common. */
function tightened(ring: Ring, settings: TypologyParameters): readonly Ring[] {
  const shared = new Map<string, number>();
  const couples = ({ owners }: RareAttribute): string[][] =>
    owners.flatMap((a, i) => owners.slice(i + 1).map((b) => [a, b].sort(byText)));
  for (const couple of ring.attributes.flatMap(couples)) {
    const id = couple.join('\n');
    shared.set(id, (shared.get(id) ?? 0) + 1);
  }
  return components(ring.attributes, settings.ringCompanies, (attribute) =>
    couples(attribute).filter((couple) => (shared.get(couple.join('\n')) ?? 0) > 1),
  );
}

async function ringHit(
  store: DetectableGraph,
  ring: Ring,
  context: { readonly population: number; readonly settings: TypologyParameters },
): Promise<TypologyHit | undefined> {
  const { settings } = context;
  if (ring.attributes.length < settings.ringAttributes) return undefined;
  const members = await memberEntities(store, ring);
  const names = distinctNames(members);
  if (names < settings.ringCompanies) return undefined;
  const strength = ringStrength(ring);
  return {
    typology: ID,
    version: VERSION,
    members: members.map(({ label, key, name }) => ({ label, key, ...(name ? { name } : {}) })),
    witnesses: ring.attributes.flatMap(({ pairs }) => pairs.map(witness)),
    score: (1 - Math.exp(-strength)).toFixed(4),
    reasons: reasons(ring, { names, strength, population: context.population }),
    fingerprint: fingerprintOf(ID, members),
  };
}

async function memberEntities(store: DetectableGraph, ring: Ring): Promise<readonly Entity[]> {
  const refs = new Map(
    ring.attributes.flatMap(({ pairs }) => pairs).map(({ owner }) => [nodeId(owner), owner]),
  );
  const entities: Entity[] = [];
  for (const [, ref] of [...refs].sort(([a], [b]) => byText(a, b))) {
    const entity = await store.entity(ref);
    if (entity) entities.push(entity);
  }
  return entities;
}

/** One firm written in two ways (with and without its tax number) is one company, not two. */
function distinctNames(members: readonly Entity[]): number {
  return new Set(members.map((member) => companyName(member.name ?? '') || nodeId(member))).size;
}

/** Links beyond the first owner of each attribute, weighted by rarity, per link that a ring of this size needs. */
function ringStrength(ring: Ring): number {
  const links = ring.attributes.reduce((sum, a) => sum + a.rarity * (a.owners.length - 1), 0);
  return links / (ring.owners.length - 1);
}

function witness({ owner, attribute, type, recordIds }: SharedAttribute): Relationship {
  const [from, to] = attributeEnd(type) === 'to' ? [owner, attribute] : [attribute, owner];
  return relationshipOf({ type, from, to }, {}, recordIds);
}

function reasons(
  ring: Ring,
  figures: { readonly names: number; readonly strength: number; readonly population: number },
): string[] {
  const byLabel = new Map<string, number>();
  for (const { id } of ring.attributes) {
    const label = id.slice(0, id.indexOf(':'));
    byLabel.set(label, (byLabel.get(label) ?? 0) + 1);
  }
  const kinds = [...byLabel].map(([label, count]) => `${count} × ${label}`).join(', ');
  const widest = ring.attributes.reduce((a, b) => (b.owners.length > a.owners.length ? b : a));
  return [
    `${figures.names} companies under different names are held together by ${ring.attributes.length} shared attributes (${kinds})`,
    `the most shared one, of kind ${widest.id.slice(0, widest.id.indexOf(':'))}, belongs to ${widest.owners.length} of them; its rarity is ${widest.rarity.toFixed(2)} among ${figures.population} companies (1 is unique)`,
    `they share ${figures.strength.toFixed(2)} times the links that a ring of this size needs, weighted by rarity; the score is 1 − e^−${figures.strength.toFixed(2)}`,
  ];
}
