/**
 * What happened around an entity, by date: papers, flights, inspections and certificates beside it. A paper without a
 * date of its own has that of the flight it was carried on; what has none at all comes last, by id.
 */
import { byText, nodeId, refOf } from '../identity.js';
import type { EntityRef } from '../store.js';
import type { Label, RelationshipType } from '../vocabulary.js';
import { distinctRefs, otherEnd } from './fact.js';
import { grouped } from './grouped.js';
import { HUB_DEGREE } from './limits.js';
import { linkPage } from './link-page.js';
import type { GraphReader, Link, NodeSummary } from './reader.js';

/** What can happen, with the property that dates it: ISO 8601, local time as written. */
const DATED: Readonly<Partial<Record<Label, readonly string[]>>> = {
  Certificate: ['validFrom', 'validUntil'],
  Consignment: [],
  Conveyance: ['day'],
  Declaration: ['declaredOn'],
  Flight: ['day'],
  Inspection: ['startedAt', 'endedAt'],
};

/** The most events of one entity that are put in order; the first by relationship id, and the answer says so. */
export const MOST_EVENTS = 2000;

/** One event: what is beside the entity, over which relationships, and when, when that is known. */
export interface TimelineEvent {
  readonly event: NodeSummary;
  /** ISO 8601 date or time; absent when nothing dates it. */
  readonly at?: string;
  /** The flight that dates it, when it has no date of its own. */
  readonly datedBy?: EntityRef;
  readonly links: readonly Link[];
}

/** Events, the earliest first. */
export interface Timeline {
  readonly events: readonly TimelineEvent[];
  readonly truncated: boolean;
}

/** The timeline of a node; undefined when there is no such node. */
export async function timeline(reader: GraphReader, ref: EntityRef): Promise<Timeline | undefined> {
  const [self] = await reader.nodes([ref]);
  if (self === undefined) return undefined;
  const page = await linkPage(reader, { ref, first: MOST_EVENTS });
  const id = nodeId(ref);
  const byEvent = grouped(page.links, (link) => nodeId(otherEnd(link, id)));
  const refs = [...byEvent.keys()].map(refOf).filter(({ label }) => label in DATED);
  const nodes = await reader.nodes(refs);
  const carried = await carriers(
    reader,
    nodes.filter((node) => ownDate(node) === undefined),
  );
  const events = nodes.map((event): TimelineEvent => {
    const links = byEvent.get(nodeId(event)) ?? [];
    const own = ownDate(event);
    if (own !== undefined) return { event, at: own, links };
    const by = carried.get(nodeId(event));
    const at = by && ownDate(by);
    if (by === undefined || at === undefined) return { event, links };
    return { event, at, datedBy: { label: by.label, key: by.key }, links };
  });
  return { events: events.sort(inTime), truncated: page.hasNext };
}

function ownDate({ label, properties }: NodeSummary): string | undefined {
  return (DATED[label] ?? [])
    .map((name) => properties[name])
    .find((value): value is string => typeof value === 'string' && value !== '');
}

const CARRIED: readonly RelationshipType[] = ['CARRIED_IN'];

/** For each of the papers, the earliest dated flight or conveyance that carried it. */
async function carriers(
  reader: GraphReader,
  papers: readonly NodeSummary[],
): Promise<ReadonlyMap<string, NodeSummary>> {
  if (papers.length === 0) return new Map();
  const degrees = await reader.degrees(papers, CARRIED);
  const few = papers.filter((_paper, i) => (degrees[i] ?? 0) <= HUB_DEGREE);
  const links = await reader.links(few, CARRIED);
  const flights = await reader.nodes(
    distinctRefs(links.map(({ to }) => to)).filter(({ label }) => label in DATED),
  );
  const dated = new Map(
    flights.filter((flight) => ownDate(flight)).map((flight) => [nodeId(flight), flight]),
  );
  const found = new Map<string, NodeSummary>();
  for (const { from, to } of links) {
    const flight = dated.get(nodeId(to));
    const before = found.get(nodeId(from));
    if (flight && (before === undefined || earlier(flight, before)))
      found.set(nodeId(from), flight);
  }
  return found;
}

function earlier(a: NodeSummary, b: NodeSummary): boolean {
  return byText(ownDate(a) ?? '', ownDate(b) ?? '') < 0;
}

function inTime(a: TimelineEvent, b: TimelineEvent): number {
  if (a.at === undefined || b.at === undefined)
    return Number(a.at === undefined) - Number(b.at === undefined) || byId(a, b);
  return byText(a.at, b.at) || byId(a, b);
}

function byId(a: TimelineEvent, b: TimelineEvent): number {
  return byText(nodeId(a.event), nodeId(b.event));
}
