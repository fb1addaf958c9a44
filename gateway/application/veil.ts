/**
 * Personal data in the graph, hidden from users without `personal:read` as it is hidden in records (personal-fields.ts):
 * people and what reaches them stay as nodes under their pseudonymous keys, without names and other properties.
 */
import type {
  GraphReader,
  Label,
  Link,
  Neighbourhood,
  NodeSummary,
  Properties,
} from '../../graph/index.js';
import type { Caller } from '../application.js';

/** Labels whose nodes are about people. Addresses and accounts too: the graph does not tell a home from an office, or whose account it is. */
const PERSONAL: ReadonlySet<Label> = new Set([
  'Address',
  'Email',
  'PaymentAccount',
  'Person',
  'Phone',
]);

/** Travel documents stand under salted keys; documents of trade under their type and number. */
const SALTED_KEY = /^[0-9a-f]{64}$/;

/** What an inspection was made on is personal in the record, since it may be a traveller. */
const HIDDEN_LINK = 'INSPECTED';

/** Properties of relationships that are personal: a booking's locator leads to the traveller. */
const HIDDEN_PROPERTIES: ReadonlySet<string> = new Set(['booking']);

/** Whether the node is about a person. */
export function isPersonal({
  label,
  key,
}: {
  readonly label: string;
  readonly key: string;
}): boolean {
  return PERSONAL.has(label as Label) || (label === 'Document' && SALTED_KEY.test(key));
}

/** Whether the caller sees personal data. */
export function seesPersonal(caller: Caller): boolean {
  return caller.scopes.has('personal:read');
}

/** The reader as the caller may use it. */
export function veiled(reader: GraphReader, caller: Caller): GraphReader {
  if (seesPersonal(caller)) return reader;
  const open = async (links: Promise<readonly Link[]>): Promise<readonly Link[]> =>
    (await links).filter(({ type }) => type !== HIDDEN_LINK);
  return {
    ...reader,
    nodes: async (refs) => (await reader.nodes(refs)).map(veiledNode),
    degreesByType: async (ref) => {
      const degrees = Object.entries(await reader.degreesByType(ref));
      return Object.fromEntries(degrees.filter(([type]) => type !== HIDDEN_LINK));
    },
    links: (refs, types) => open(reader.links(refs, types)),
    linksAfter: (ref, part) => open(reader.linksAfter(ref, part)),
    linksAmong: (refs) => open(reader.linksAmong(refs)),
    linkProperties: async (links) => (await reader.linkProperties(links)).map(veiledProperties),
  };
}

/** The part of the graph as the caller may see it. */
export function veiledNeighbourhood(part: Neighbourhood, caller: Caller): Neighbourhood {
  if (seesPersonal(caller)) return part;
  const open = part.relationships.filter(({ type }) => type !== HIDDEN_LINK);
  return {
    ...part,
    nodes: part.nodes.map((node) => ({ ...veiledNode(node), recordIds: node.recordIds })),
    relationships: open.map((link) => ({ ...link, properties: veiledProperties(link.properties) })),
  };
}

/** The node without what is personal in it. */
export function veiledNode(node: NodeSummary): NodeSummary {
  return isPersonal(node) ? { label: node.label, key: node.key, properties: {} } : node;
}

function veiledProperties(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !HIDDEN_PROPERTIES.has(name)),
  );
}
