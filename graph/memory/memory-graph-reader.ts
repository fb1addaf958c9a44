/** The primitives of questions over the plain maps of the graph in memory: the oracle for every engine's answers. */
import { nodeId, relationshipParts } from '../identity.js';
import { distinctLinks, factId, linkId } from '../questions/fact.js';
import { grouped } from '../questions/grouped.js';
import type { GraphReader, Link, Sources } from '../questions/reader.js';
import { summaryOf } from '../questions/summary.js';
import type { Statement } from '../statement.js';
import { inLedgerOrder, mergedProperties } from '../statement.js';
import type { EntityRef } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';

/** The maps of the graph in memory. */
export interface MemoryMaps {
  /** Fact id → record id → statement. */
  readonly nodes: ReadonlyMap<string, ReadonlyMap<string, Statement>>;
  readonly relationships: ReadonlyMap<string, ReadonlyMap<string, Statement>>;
  /** Node id → ids of its relationships, both directions. */
  readonly incident: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads the maps as they are at each call. */
export function memoryReader(maps: MemoryMaps): GraphReader {
  const { nodes, relationships, incident } = maps;
  const linksOf = (ref: EntityRef, types?: readonly RelationshipType[]): readonly Link[] =>
    distinctLinks(
      [...(incident.get(nodeId(ref)) ?? [])]
        .map(relationshipParts)
        .filter(({ type }) => types === undefined || types.includes(type)),
    );
  return {
    nodes: async (refs) =>
      refs.flatMap((ref) => {
        const said = nodes.get(nodeId(ref));
        return said === undefined ? [] : [summaryOf(ref, mergedProperties(said.values()))];
      }),
    degrees: async (refs, types) => refs.map((ref) => linksOf(ref, types).length),
    degreesByType: async (ref) => {
      const byType = grouped(linksOf(ref), ({ type }) => type);
      return Object.fromEntries([...byType].map(([type, some]) => [type, some.length]));
    },
    links: async (refs, types) => distinctLinks(refs.flatMap((ref) => linksOf(ref, types))),
    linksAfter: async (ref, { type, most, after }) =>
      linksOf(ref, [type])
        .filter((link) => after === undefined || linkId(link) > linkId(after))
        .slice(0, Math.max(0, most)),
    linksAmong: async (refs) => {
      const inside = new Set(refs.map(nodeId));
      const all = refs.flatMap((ref) => linksOf(ref));
      return distinctLinks(all.filter(({ to, from }) => bothIn(inside, from, to)));
    },
    linkProperties: async (links) =>
      links.map((link) => mergedProperties(relationships.get(linkId(link))?.values() ?? [])),
    sources: async (facts, most) =>
      facts.map((fact) =>
        sourcesOf(nodes.get(factId(fact)) ?? relationships.get(factId(fact)), most),
      ),
    population: async (labels) =>
      [...nodes.keys()].filter((id) =>
        (labels as readonly string[]).includes(id.slice(0, id.indexOf(':'))),
      ).length,
  };
}

function bothIn(inside: ReadonlySet<string>, from: EntityRef, to: EntityRef): boolean {
  return inside.has(nodeId(from)) && inside.has(nodeId(to));
}

function sourcesOf(said: ReadonlyMap<string, Statement> | undefined, most: number): Sources {
  const statements = [...(said?.values() ?? [])].sort(inLedgerOrder);
  return {
    total: statements.length,
    records: statements.slice(0, Math.max(0, most)).map(({ provenance }) => provenance),
  };
}
