/** Relay connections over the application's pages: forward paging, opaque cursors, a total. */
import type { ArgBuilder, ArgumentRef } from '@pothos/core';
import { GraphQLError } from './graphql-js.js';
import type { Page, PageRequest } from '../application.js';
import { CursorRefused } from '../cursor-refused.js';
import type { Builder, Ref, SchemaTypes } from './builder.js';

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;
/** A relationship's cursor holds the keys of both ends, of 500 characters each in any script. */
const MAX_CURSOR = 8192;

/** What a connection resolves to. */
export interface ConnectionOf<T> {
  readonly edges: { node: T; cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

export interface ConnectionTypes<T> {
  readonly edge: Ref<{ node: T; cursor: string }>;
  readonly connection: Ref<ConnectionOf<T>>;
}

/** Adds `XConnection` and `XEdge` for a type. */
export function defineConnection<T>(
  builder: Builder,
  name: string,
  node: Ref<T>,
  what: string,
): ConnectionTypes<T> {
  const edge = builder.edgeObject({
    type: node,
    name: `${name}Edge`,
    description: `One of ${what} with its cursor.`,
    nodeField: { description: 'The item itself.' },
  });
  const connection = builder.connectionObject(
    {
      type: node,
      name: `${name}Connection`,
      description: `A page of ${what}.`,
      edgesNullable: { list: false, items: false },
      fields: (t) => ({
        totalCount: t.exposeInt('totalCount', {
          description: 'How many items the whole list has at this moment.',
        }),
      }),
    },
    edge,
  );
  return { edge, connection } as unknown as ConnectionTypes<T>;
}

/** The arguments of every paged field. */
export function pageArgs(arg: ArgBuilder<SchemaTypes>): {
  first: ArgumentRef<SchemaTypes, number | null | undefined>;
  after: ArgumentRef<SchemaTypes, string | null | undefined>;
} {
  return {
    first: arg.int({
      required: false,
      defaultValue: DEFAULT_PAGE,
      description: `How many items to return, 1 to ${MAX_PAGE}.`,
    }),
    after: arg.string({
      required: false,
      description:
        'Return items after this cursor of an earlier page; from the start when absent. One that this list did not give is refused.',
    }),
  };
}

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Complexity of a paged field: its selection counts once per item asked for. */
export function pageComplexity({ first }: PageArguments): { field: number; multiplier: number } {
  return { field: 1, multiplier: Math.min(MAX_PAGE, Math.max(1, first ?? DEFAULT_PAGE)) };
}

/** Checks the arguments of a paged field. */
export function pageRequest({ first, after }: PageArguments): PageRequest {
  const count = first ?? DEFAULT_PAGE;
  if (count < 1 || count > MAX_PAGE) throw badInput(`\`first\` is 1 to ${MAX_PAGE}.`);
  if (after === null || after === undefined) return { first: count };
  if (after.length > MAX_CURSOR) throw badInput(new CursorRefused(after, 'unknown').message);
  return { first: count, after };
}

/** The page as a Relay connection. */
export function toConnection<T>(page: Page<T>, { after }: PageArguments): ConnectionOf<T> {
  const edges = [...page.items];
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: typeof after === 'string',
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: page.totalCount,
  };
}

/** An error that tells the caller which argument to correct. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}
