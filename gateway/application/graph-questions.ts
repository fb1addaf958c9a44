/** Questions over the node's own graph, as its users may ask them: one snapshot each, personal data veiled, pages cut. */
import type {
  AsKnown,
  EntityRef,
  GraphReader,
  GraphStore,
  Label,
  Link,
  NodeSummary,
  RelationshipType,
} from '../../graph/index.js';
import {
  caseGraph,
  connect,
  distinctRefs,
  linkPage,
  linksOf,
  namedIn,
  nodeId,
  picture,
  shares,
  timeline,
} from '../../graph/index.js';
import type { Caller, Page, PageRequest } from '../application.js';
import type { EntityView, KnownAt } from '../graph-views.js';
import type {
  Asking,
  EntityRefView,
  GraphQuestions,
  RelationshipView,
  SharerView,
} from '../questions.js';
import {
  entityView,
  factOf,
  linkOf,
  NOBODY,
  pastPictureView,
  refIn,
  refsIn,
  relationshipView,
  unknownIds,
} from './graph-answers.js';
import { cursorOfLink, linkOfCursor } from './link-cursor.js';
import { pageOf } from './page.js';
import { veiled, veiledNeighbourhood } from './veil.js';

/** The graph that is asked, and how the place in the ledger is found that `knownAt` means. */
export interface GraphParts {
  readonly graph: GraphStore;
  readonly placeOf: (knownAt: KnownAt) => Promise<AsKnown>;
}

/** The questions of a node over its graph. */
export function graphQuestions({ graph, placeOf }: GraphParts): GraphQuestions {
  const ask = <T>(
    caller: Caller,
    { signal }: Asking,
    question: (reader: GraphReader) => Promise<T>,
  ): Promise<T> => graph.read((reader) => question(veiled(reader, caller)), { signal });
  return {
    picture: async (caller, { ref: wanted, knownAt, ...rest }) => {
      const ref = refIn(wanted);
      if (ref === undefined) return undefined;
      if (knownAt !== undefined) {
        const { hops, limit } = rest;
        const found = await graph.neighbourhood({ ref, hops, limit, ...(await placeOf(knownAt)) });
        if (found === undefined) return undefined;
        const part = await veiledNeighbourhood(graph, caller, { part: found, ref, hops });
        return pastPictureView(part, caller);
      }
      return ask(caller, rest, async (reader) => {
        const found = await picture(reader, { ...rest, ref });
        return found && { ...found, ...drawn(found.nodes, found.links, caller) };
      });
    },
    relationships: (caller, question) =>
      ask(caller, question, (reader) => relationshipsPage(reader, question)),
    connections: (caller, { from, to, ...rest }) =>
      ask(caller, rest, (reader) => connections(reader, { from, to, ...rest, caller })),
    shares: (caller, { ref, kinds, page, ...rest }) =>
      ask(caller, rest, (reader) => sharesPage(reader, { ref, kinds, page, caller })),
    timeline: (caller, { ref, page, ...rest }) =>
      ask(caller, rest, (reader) => timelinePage(reader, { ref, page, caller })),
    caseGraph: (caller, { subjects, ...rest }) =>
      ask(caller, rest, async (reader) => {
        const { known, strange } = refsIn(subjects);
        const { nodes, links, ...found } = await caseGraph(reader, { ...rest, subjects: known });
        return {
          ...found,
          subjects: nodes.filter(({ isSubject }) => isSubject).map((n) => entityView(n, caller)),
          between: nodes.filter(({ isSubject }) => !isSubject).map((n) => entityView(n, caller)),
          relationships: links.map(relationshipView),
          unknown: unknownIds([...found.unknown, ...strange]),
        };
      }),
    sources: (caller, facts, most) =>
      ask(caller, {}, (reader) => reader.sources(facts.map(factOf), most)),
    properties: (caller, relationships) =>
      ask(caller, {}, (reader) => reader.linkProperties(relationships.flatMap(linkOf))),
    degrees: (caller, refs) =>
      ask(caller, {}, (reader) => reader.degrees(refs.map((ref) => refIn(ref) ?? NOBODY))),
  };
}

function drawn(
  nodes: readonly NodeSummary[],
  links: readonly Link[],
  caller: Caller,
): { nodes: readonly EntityView[]; relationships: readonly RelationshipView[] } {
  return {
    nodes: nodes.map((node) => entityView(node, caller)),
    relationships: links.map(relationshipView),
  };
}

async function relationshipsPage(
  reader: GraphReader,
  question: Parameters<GraphQuestions['relationships']>[1],
): Promise<Page<RelationshipView> | undefined> {
  const ref = refIn(question.ref);
  if (ref === undefined || (await reader.nodes([ref])).length === 0) return undefined;
  const { first, after } = question.page;
  const found = await linkPage(reader, {
    ref,
    types: question.types,
    first,
    after: after === undefined ? undefined : linkOfCursor(after, ref),
  });
  return {
    items: found.links.map((link) => ({
      node: relationshipView(link),
      cursor: cursorOfLink(link),
    })),
    hasNextPage: found.hasNext,
    totalCount: found.total,
  };
}

interface ConnectionsQuestion {
  readonly from: EntityRefView;
  readonly to: EntityRefView;
  readonly paths: number;
  readonly longest: number;
  readonly types?: readonly RelationshipType[] | undefined;
  readonly without?: readonly Label[] | undefined;
  readonly caller: Caller;
}

async function connections(
  reader: GraphReader,
  { caller, ...question }: ConnectionsQuestion,
): ReturnType<GraphQuestions['connections']> {
  const [from, to] = [refIn(question.from), refIn(question.to)];
  if (from === undefined || to === undefined) return undefined;
  const { paths, longest, types, without } = question;
  const ground = { ...(types ? { types } : {}), ...(without ? { without } : {}) };
  const found = await connect(reader, { from, to, paths, longest, ...ground });
  if (found === undefined) return undefined;
  const named = await entitiesById(
    reader,
    found.paths.flatMap(({ nodes }) => nodes),
    caller,
  );
  return {
    ...found,
    paths: found.paths.map(({ nodes, steps }) => ({
      nodes: nodes.map(named),
      steps: steps.map((links) => links.map(relationshipView)),
    })),
  };
}

async function sharesPage(
  reader: GraphReader,
  question: {
    readonly ref: EntityRefView;
    readonly kinds: Parameters<GraphQuestions['shares']>[1]['kinds'];
    readonly page: PageRequest;
    readonly caller: Caller;
  },
): ReturnType<GraphQuestions['shares']> {
  const ref = refIn(question.ref);
  const found = ref && (await shares(reader, { ref, kinds: question.kinds }));
  if (found === undefined) return undefined;
  const page = await pageOf(found.sharers, question.page, {
    of: ({ sharer }) => nodeId(sharer),
  });
  const refs = namedIn(page.items.map(({ node }) => node));
  const named = await entitiesById(reader, refs, question.caller);
  const items = page.items.map(({ node: { sharer, bits, things }, cursor }) => {
    const node: SharerView = {
      sharer: named(sharer),
      bits,
      things: things.map(({ attribute, ways, ...thing }) => ({
        ...thing,
        attribute: named(attribute),
        relationships: linksOf({ ways }).map(relationshipView),
      })),
    };
    return { node, cursor };
  });
  return { page: { ...page, items }, truncated: found.truncated };
}

async function timelinePage(
  reader: GraphReader,
  question: { readonly ref: EntityRefView; readonly page: PageRequest; readonly caller: Caller },
): ReturnType<GraphQuestions['timeline']> {
  const ref = refIn(question.ref);
  const found = ref && (await timeline(reader, ref));
  if (found === undefined) return undefined;
  const page = await pageOf(found.events, question.page, { of: ({ event }) => nodeId(event) });
  const items = page.items.map(({ node: { event, at, datedBy, links }, cursor }) => ({
    cursor,
    node: {
      event: entityView(event, question.caller),
      ...(at === undefined ? {} : { at }),
      ...(datedBy === undefined ? {} : { datedBy: nodeId(datedBy) }),
      relationships: links.map(relationshipView),
    },
  }));
  return { page: { ...page, items }, truncated: found.truncated };
}

async function entitiesById(
  reader: GraphReader,
  refs: readonly EntityRef[],
  caller: Caller,
): Promise<(ref: EntityRef) => EntityView> {
  const nodes = await reader.nodes(distinctRefs(refs));
  const views = new Map(nodes.map((node) => [nodeId(node), entityView(node, caller)]));
  return (ref) => views.get(nodeId(ref)) ?? { ...ref, properties: {} };
}
