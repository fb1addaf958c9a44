/**
 * The Pothos builder: the schema is written in code and printed to schema.graphql, which is committed and reviewed.
 * Scopes stand at root fields only: on fields of lists they cost four times the throughput (research, platform).
 */
import type { EnumRef, InputObjectRef, ObjectRef, UnionRef } from '@pothos/core';
import { default as SchemaBuilder } from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { Scope } from '../application.js';
import type { GraphContext } from './context.js';
import { unauthorized } from './unauthorized.js';

interface NodeSchemaTypes {
  Context: GraphContext;
  Scalars: {
    ID: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    DateTime: { Input: string; Output: string };
  };
  AuthScopes: { scope: Scope; signedIn: boolean; open: boolean };
  Connection: { totalCount: number };
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: true;
}

export type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<NodeSchemaTypes>;
export type Builder = PothosSchemaTypes.SchemaBuilder<SchemaTypes>;
export type Ref<T> = ObjectRef<SchemaTypes, T>;
export type WordEnum<W extends string> = EnumRef<SchemaTypes, W>;
export type Union<T> = UnionRef<SchemaTypes, T>;
export type Input<T> = InputObjectRef<SchemaTypes, T>;

/** Creates an empty builder with the plugins and their descriptions. */
export function createBuilder(): Builder {
  return new SchemaBuilder<NodeSchemaTypes>({
    plugins: [ScopeAuthPlugin, RelayPlugin, ComplexityPlugin],
    defaultFieldNullability: false,
    defaultInputFieldRequiredness: true,
    scopeAuth: {
      authorizeOnSubscribe: true,
      authScopes: ({ caller }) => ({
        scope: (scope) => caller?.scopes.has(scope) ?? false,
        signedIn: caller !== undefined,
        open: true,
      }),
      unauthorizedError: (_parent, context, _info, { failure }) => unauthorized(context, failure),
    },
    relay: {
      nodeQueryOptions: false,
      nodesQueryOptions: false,
      cursorType: 'String',
      nodeTypeOptions: {},
      pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
      pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
      hasNextPageFieldOptions: { description: 'Whether more items follow this page.' },
      hasPreviousPageFieldOptions: { description: 'Whether items stand before this page.' },
      startCursorFieldOptions: { description: 'Cursor of the first item of the page.' },
      endCursorFieldOptions: { description: 'Cursor to give as `after` for the next page.' },
      cursorFieldOptions: { description: 'Opaque position of the item; give it as `after`.' },
      // Lists inside a connection are counted by the connection field's own multiplier.
      edgesFieldOptions: {
        description: 'The items of this page with their cursors.',
        complexity: { field: 0, multiplier: 1 },
      },
    },
  });
}
