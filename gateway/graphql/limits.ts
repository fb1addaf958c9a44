/**
 * Limits on what a GraphQL document may ask, checked before validation and execution. One walk counts depth, aliases
 * (`__typename` too), root fields and directives with fragments expanded, so that nothing hides in a fragment.
 */
import type {
  ASTNode,
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { Caller } from '../application.js';
import { GraphQLError, Kind } from './graphql-js.js';

export interface DocumentLimits {
  /** Characters of the query text; also bounds the memory of the document cache. */
  readonly length: number;
  readonly tokens: number;
  readonly depth: number;
  /** Depth below `__schema` and `__type`, which the standard introspection query needs. */
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** Fields after expanding fragments. */
  readonly fields: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  length: 20_000,
  tokens: 2000,
  depth: 10,
  introspectionDepth: 18,
  aliases: 20,
  rootFields: 10,
  directives: 20,
  fields: 600,
};

/** How much work one request of a caller may ask for; a plain field costs 1, lists multiply. */
export function complexityBudget(caller: Caller | undefined): number {
  if (!caller) return 200;
  if (caller.scopes.has('operate')) return 20_000;
  return caller.role === 'partner' ? 5000 : 10_000;
}

/** A limit that a document passes. */
export interface PassedLimit {
  readonly code: string;
  readonly message: string;
  /** What to ask less of. */
  readonly next: string;
  /** What the document asks for; absent where reading it ended at the limit. */
  readonly asked?: number;
  readonly limit: number;
}

/** A refusal of a document: answered 400 whatever the client accepts. */
export function limitError({ message, ...told }: PassedLimit): GraphQLError {
  return new GraphQLError(message, { extensions: { ...told, http: { status: 400, spec: false } } });
}

interface Counts {
  /** Fields on this level itself. */
  level: number;
  depth: number;
  introspectionDepth: number;
  aliases: number;
  fields: number;
}

const NOTHING: Counts = { level: 0, depth: 0, introspectionDepth: 0, aliases: 0, fields: 0 };

/** The first limit that the document passes, or undefined when it stays within all. */
export function checkDocument(
  document: DocumentNode,
  limits: DocumentLimits,
): GraphQLError | undefined {
  const directives = countDirectives(document);
  if (directives > limits.directives) {
    return limitError({
      code: 'TOO_MANY_DIRECTIVES',
      message: `The document has ${directives} directives; at most ${limits.directives} are allowed.`,
      next: 'Use fewer of @include and @skip, or send a query for each case.',
      ...{ asked: directives, limit: limits.directives },
    });
  }
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const measure = measurer(fragments);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const error = checkOperation(definition, measure, limits);
    if (error) return error;
  }
  return undefined;
}

interface OperationRule {
  readonly code: string;
  readonly limit: keyof DocumentLimits;
  readonly words: string;
  readonly next: string;
  readonly of: (counts: Counts) => number;
}

const NEST_LESS =
  'Nest fewer fields inside each other; ask for what lies deeper in a request of its own.';
const SPLIT = 'Send the operation in several requests.';

const OPERATION_RULES: readonly OperationRule[] = [
  {
    ...{ code: 'QUERY_TOO_DEEP', limit: 'depth', words: 'levels' },
    ...{ next: NEST_LESS, of: ({ depth }) => depth },
  },
  {
    ...{ code: 'QUERY_TOO_DEEP', limit: 'introspectionDepth', words: 'levels of introspection' },
    ...{ next: NEST_LESS, of: ({ introspectionDepth }) => introspectionDepth },
  },
  {
    ...{ code: 'TOO_MANY_ALIASES', limit: 'aliases', words: 'aliases' },
    ...{ next: SPLIT, of: ({ aliases }) => aliases },
  },
  {
    ...{ code: 'TOO_MANY_ROOT_FIELDS', limit: 'rootFields', words: 'root fields' },
    ...{ next: SPLIT, of: ({ level }) => level },
  },
  {
    ...{ code: 'TOO_MANY_FIELDS', limit: 'fields', words: 'fields, those of fragments included' },
    ...{ next: 'Ask for fewer fields, or in several requests.', of: ({ fields }) => fields },
  },
];

function checkOperation(
  operation: OperationDefinitionNode,
  measure: (set: SelectionSetNode) => Counts,
  limits: DocumentLimits,
): GraphQLError | undefined {
  const counts = measure(operation.selectionSet);
  for (const { of, code, limit: name, words, next } of OPERATION_RULES) {
    const [asked, limit] = [of(counts), limits[name]];
    if (asked <= limit) continue;
    const message = `The operation has ${asked} ${words}; at most ${limit} are allowed.`;
    return limitError({ code, message, next, asked, limit });
  }
  return undefined;
}

/** Measures selection sets; each fragment once, so that fragments of fragments cost no more than their text. */
function measurer(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): (set: SelectionSetNode) => Counts {
  const known = new Map<SelectionSetNode, Counts>();
  const open = new Set<SelectionSetNode>();
  const measure = (set: SelectionSetNode): Counts => {
    const done = known.get(set);
    if (done) return done;
    // A fragment inside itself: validation names the cycle, here it must only not loop.
    if (open.has(set)) return NOTHING;
    open.add(set);
    const counts = set.selections
      .map((node) => ofSelection(node, measure, fragments))
      .reduce(add, NOTHING);
    open.delete(set);
    known.set(set, counts);
    return counts;
  };
  return measure;
}

function ofSelection(
  node: SelectionNode,
  measure: (set: SelectionSetNode) => Counts,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Counts {
  if (node.kind === Kind.INLINE_FRAGMENT) return measure(node.selectionSet);
  if (node.kind === Kind.FRAGMENT_SPREAD) {
    const fragment = fragments.get(node.name.value);
    return fragment ? measure(fragment.selectionSet) : NOTHING;
  }
  const inner = node.selectionSet ? measure(node.selectionSet) : NOTHING;
  const own = { level: 1, aliases: inner.aliases + (node.alias ? 1 : 0), fields: inner.fields + 1 };
  if (node.name.value !== '__schema' && node.name.value !== '__type') {
    return { ...own, depth: inner.depth + 1, introspectionDepth: inner.introspectionDepth };
  }
  return {
    ...own,
    depth: 1,
    introspectionDepth: 1 + Math.max(inner.depth, inner.introspectionDepth),
  };
}

function add(a: Counts, b: Counts): Counts {
  return {
    level: a.level + b.level,
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    aliases: a.aliases + b.aliases,
    fields: a.fields + b.fields,
  };
}

function countDirectives(document: DocumentNode): number {
  let count = 0;
  const stack: ASTNode[] = [document];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if ('directives' in node && node.directives) count += node.directives.length;
    if ('selectionSet' in node && node.selectionSet) stack.push(node.selectionSet);
    if ('definitions' in node) stack.push(...node.definitions);
    if ('selections' in node) stack.push(...node.selections);
    if ('variableDefinitions' in node && node.variableDefinitions) {
      stack.push(...node.variableDefinitions);
    }
  }
  return count;
}
