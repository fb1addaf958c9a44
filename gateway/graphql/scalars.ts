/** The two scalars beside GraphQL's own: canonical JSON (RFC 8785) and instants (RFC 3339, UTC). */
import { GraphQLError, Kind } from './graphql-js.js';
import type { ValueNode } from 'graphql';
import { canonicalize, isInstant } from '../../chaincode/index.js';
import type { Builder } from './builder.js';

/** Adds JSON and DateTime to the schema. */
export function defineScalars(builder: Builder): void {
  builder.scalarType('JSON', {
    description:
      'A JSON value in canonical form (RFC 8785): members sorted, numbers are safe integers, other quantities are decimal text.',
    serialize: canonical,
    parseValue: canonical,
    parseLiteral: (node, variables) => canonical(literal(node, variables ?? {})),
  });
  builder.scalarType('DateTime', {
    description: 'An instant in UTC, ISO 8601 with a trailing Z, e.g. 2026-11-23T08:30:00Z.',
    serialize: (value) => instantText(value, isReadableInstant),
    parseValue: (value) => instantText(value, isInstant),
  });
}

function canonical(value: unknown): unknown {
  try {
    return JSON.parse(canonicalize(value));
  } catch (cause) {
    throw new GraphQLError(`This is not canonical JSON: ${(cause as Error).message}`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
}

function literal(node: ValueNode, variables: Record<string, unknown>): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literal(field.value, variables)]),
      );
    case Kind.LIST:
      return node.values.map((value) => literal(value, variables));
    case Kind.INT:
      return Number(node.value);
    case Kind.BOOLEAN:
    case Kind.STRING:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables[node.name.value] ?? null;
    default:
      throw new GraphQLError(`JSON holds no ${node.kind}.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
  }
}

function instantText(value: unknown, fits: (value: unknown) => boolean): string {
  if (typeof value === 'string' && fits(value)) return value;
  throw new GraphQLError('A DateTime is a UTC instant such as 2026-11-23T08:30:00Z.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** Records keep the instants of their sources; anything a calendar can read goes out as it is. */
function isReadableInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
