/** A part of the graph as one JSON document, and as GraphML (graphml.graphdrawing.org) for Gephi, yEd, Cytoscape and networkx. */
import { byText, nodeId } from '../identity.js';
import type { Entity, Neighbourhood, Properties, Relationship } from '../store.js';
import type { CaseSubgraph } from './case-subgraph.js';

/** A part of the graph around an entity, or of a case, which says besides what it is about. */
export type Subgraph = Neighbourhood &
  Partial<Pick<CaseSubgraph, 'hubs' | 'subjects' | 'unconnected'>>;

/** One JSON document with nodes, relationships and the records that state them. */
export function toSubgraphJson(part: Subgraph): string {
  const { nodes, relationships, truncated, subjects, unconnected, hubs } = part;
  const written = {
    format: 'guanlian-subgraph/1',
    // What is undefined is not written.
    ...{ truncated, subjects, unconnected, hubs },
    nodes: nodes.map((entity) => ({ id: nodeId(entity), ...entity })),
    relationships: relationships.map((relationship) => ({
      ...relationship,
      from: nodeId(relationship.from),
      to: nodeId(relationship.to),
    })),
  };
  return `${JSON.stringify(written, undefined, 2)}\n`;
}

interface Key {
  readonly id: string;
  readonly name: string;
  readonly type: 'string' | 'long' | 'boolean';
}

/** One GraphML document, well-formed whatever the properties hold. */
export function toGraphMl(part: Subgraph): string {
  const about = { _truncated: part.truncated };
  const subjects = part.subjects && new Set(part.subjects);
  const valuesOf = (entity: Entity): Properties => nodeValues(entity, subjects);
  const graphKeys = keysOf('g', [about]);
  const nodeKeys = keysOf('n', part.nodes.map(valuesOf));
  const edgeKeys = keysOf('e', part.relationships.map(edgeValues));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...[...graphKeys.values()].map((key) => keyElement('graph', key)),
    ...[...nodeKeys.values()].map((key) => keyElement('node', key)),
    ...[...edgeKeys.values()].map((key) => keyElement('edge', key)),
    '  <graph id="guanlian" edgedefault="directed">',
    `    ${data(graphKeys, about)}`,
    ...part.nodes.map(
      (entity) =>
        `    <node id="${xmlText(nodeId(entity))}">${data(nodeKeys, valuesOf(entity))}</node>`,
    ),
    ...part.relationships.map(
      (relationship, i) =>
        `    <edge id="e${i}" source="${xmlText(nodeId(relationship.from))}" target="${xmlText(nodeId(relationship.to))}">${data(edgeKeys, edgeValues(relationship))}</edge>`,
    ),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}

/** Our own columns have an underscore, which no property's name has. */
function nodeValues(
  { label, key, properties, recordIds }: Entity,
  subjects: ReadonlySet<string> | undefined,
): Properties {
  const own = { _label: label, _key: key, _records: recordIds.join(' ') };
  const isSubject = subjects?.has(nodeId({ label, key }));
  return { ...properties, ...own, ...(isSubject === undefined ? {} : { _subject: isSubject }) };
}

function edgeValues({ type, properties, recordIds }: Relationship): Properties {
  return { ...properties, _type: type, _records: recordIds.join(' ') };
}

/** A column that holds values of several types is text. */
function keysOf(prefix: string, rows: readonly Properties[]): ReadonlyMap<string, Key> {
  const types = new Map<string, Key['type']>();
  for (const [name, value] of rows.flatMap((row) => Object.entries(row))) {
    const type = typeOf(value);
    types.set(name, (types.get(name) ?? type) === type ? type : 'string');
  }
  const ordered = [...types].sort(([a], [b]) => byText(a, b));
  return new Map(ordered.map(([name, type], i) => [name, { id: `${prefix}${i}`, name, type }]));
}

function typeOf(value: string | number | boolean): Key['type'] {
  if (typeof value === 'number') return 'long';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

function keyElement(of: 'graph' | 'node' | 'edge', { id, name, type }: Key): string {
  return `  <key id="${id}" for="${of}" attr.name="${xmlText(name)}" attr.type="${type}"/>`;
}

function data(keys: ReadonlyMap<string, Key>, values: Properties): string {
  return Object.entries(values)
    .map(
      ([name, value]) => `<data key="${keys.get(name)?.id ?? ''}">${xmlText(String(value))}</data>`,
    )
    .join('');
}

/** Escaped for text and attributes; what XML 1.0 cannot hold at all becomes the replacement character. */
function xmlText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu, '\ufffd')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/\t/g, '&#9;')
      .replace(/\n/g, '&#10;')
      .replace(/\r/g, '&#13;')
  );
}
