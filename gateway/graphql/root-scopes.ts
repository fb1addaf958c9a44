/** Default deny: every root field declares a scope or stands in the list of public ones, or the schema does not start. */
import type { GraphQLSchema } from 'graphql';
import { PlatformFault } from '../../network/index.js';

/** The root fields that need no account. Adding one here is a decision for review. */
export const PUBLIC_FIELDS = ['Query.thisNode', 'Query.verify', 'Query.trustList'] as const;

export interface RootScope {
  /** `Query.records`. */
  readonly field: string;
  /** A scope, `signedIn`, `open`, or undefined when none is declared. */
  readonly requires: string | undefined;
}

/** What each root field of the schema requires. */
export function rootScopes(schema: GraphQLSchema): RootScope[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {}).map((field) => ({
      field: `${root?.name}.${field.name}`,
      requires: requirement(field.extensions),
    })),
  );
}

/** Throws the fault that names the unguarded fields. */
export function assertGuarded(schema: GraphQLSchema): void {
  const open = new Set<string>(PUBLIC_FIELDS);
  const wrong = rootScopes(schema).filter(({ field, requires }) =>
    open.has(field) ? requires !== 'open' : requires === undefined || requires === 'open',
  );
  if (wrong.length === 0) return;
  const names = wrong.map(({ field }) => field).join(', ');
  throw new PlatformFault('UNGUARDED_FIELD', `Root fields without a declared scope: ${names}.`);
}

function requirement(extensions: unknown): string | undefined {
  const { pothosOptions } = extensions as { pothosOptions?: { authScopes?: unknown } };
  const scopes = pothosOptions?.authScopes as Record<string, unknown> | undefined;
  if (scopes === undefined || typeof scopes !== 'object') return undefined;
  if (typeof scopes['scope'] === 'string') return scopes['scope'];
  return Object.keys(scopes).find((key) => scopes[key] === true);
}
