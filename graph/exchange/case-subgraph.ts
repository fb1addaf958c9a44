/** The subgraph of a case with the records that state it, as files carry it; and what not every format can say of it. */
import type { Finding } from '../../chaincode/index.js';
import { entityOf, relationshipOf } from '../answers.js';
import { nodeId } from '../identity.js';
import type { CaseGraph } from '../questions/case-graph.js';
import type { GraphReader, Sources } from '../questions/reader.js';
import type { Neighbourhood } from '../store.js';

/** A part of the graph that is about several entities; ids are `Label:key`. */
export interface CaseSubgraph extends Neighbourhood, Pick<CaseGraph, 'hubs' | 'unconnected'> {
  /** What the case is about, in the order asked. */
  readonly subjects: readonly string[];
  /** How many entities and relationships more records state than are named. */
  readonly notAllNamed: number;
}

/** Pairs that one finding spells out. */
const MOST_PAIRS = 10;

/** Reads what the records say of a case, with the reader that found it; at most `most` records are named for each fact. */
export async function caseSubgraph(
  reader: GraphReader,
  { nodes, links, truncated, unconnected, hubs }: CaseGraph,
  most: number,
): Promise<CaseSubgraph> {
  const sources = await reader.sources([...nodes, ...links], most);
  const properties = await reader.linkProperties(links);
  return {
    nodes: nodes.map((node, i) => entityOf(node, node.properties, recordsOf(sources[i]))),
    relationships: links.map((link, i) =>
      relationshipOf(link, properties[i] ?? {}, recordsOf(sources[nodes.length + i])),
    ),
    ...{ truncated, unconnected, hubs },
    subjects: nodes.filter(({ isSubject }) => isSubject).map(nodeId),
    notAllNamed: sources.filter(({ total, records }) => total > records.length).length,
  };
}

function recordsOf(sources: Sources | undefined): readonly string[] {
  return (sources?.records ?? []).map(({ recordId }) => recordId);
}

/** What whoever gets the file should know besides: subjects that nothing connects, facts that more records state. */
export function caseFindings(
  { unconnected, notAllNamed }: CaseSubgraph,
  { longest, most }: { readonly longest: number; readonly most: number },
): readonly Finding[] {
  return [
    ...(unconnected.length === 0 ? [] : [unconnectedFinding(unconnected, longest)]),
    ...(notAllNamed === 0 ? [] : [notAllNamedFinding(notAllNamed, most)]),
  ];
}

function unconnectedFinding(pairs: CaseGraph['unconnected'], longest: number): Finding {
  const named = pairs.slice(0, MOST_PAIRS).map((pair) => pair.join(' and '));
  const more = pairs.length > MOST_PAIRS ? `, and ${pairs.length - MOST_PAIRS} pairs more` : '';
  return {
    ...{ code: 'GRAPH_EXPORT_UNCONNECTED', severity: 'info', path: 'subjects' },
    message: `nothing connects within ${longest} relationships: ${named.join(', ')}${more}`,
    value: String(pairs.length),
    repair: 'allow longer paths if they would mean anything',
  };
}

function notAllNamedFinding(facts: number, most: number): Finding {
  return {
    ...{ code: 'GRAPH_EXPORT_RECORDS_CUT', severity: 'info', path: 'recordIds' },
    message: `of the entities and relationships, ${facts} name the first ${most} of their records only`,
    value: String(facts),
    repair: 'ask caseGraph for `sources`: it counts them all',
  };
}
