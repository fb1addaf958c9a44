/** What a caller is told who may not have a field: which scope it needs, and whom to ask. Nothing of what the field holds. */
import type { AuthFailure } from '@pothos/plugin-scope-auth';
import { AuthScopeFailureType } from '@pothos/plugin-scope-auth';
import { SCOPES } from '../application.js';
import type { Scope } from '../application.js';
import type { GraphContext } from './context.js';
import { GraphQLError } from './graphql-js.js';

/** UNAUTHENTICATED for nobody in particular, FORBIDDEN with the missing scope for a caller. */
export function unauthorized({ caller }: GraphContext, failure: AuthFailure): GraphQLError {
  if (!caller) return unauthenticated();
  const missing = missingScopes(failure);
  const scope = missing.join(' ');
  const challenge = `Bearer error="insufficient_scope"${scope && `, scope="${scope}"`}`;
  return new GraphQLError(
    `This needs ${inWords(missing)}; the role ${caller.role} or its token does not carry it. Ask the operator of this node for a token of a role that has it.`,
    {
      extensions: {
        code: 'FORBIDDEN',
        ...(scope && { scope }),
        http: { status: 403, headers: { 'WWW-Authenticate': challenge } },
      },
    },
  );
}

function unauthenticated(): GraphQLError {
  return new GraphQLError('This needs an access token: send it as `Authorization: Bearer …`.', {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
    },
  });
}

/** The scopes that the field asked for and the caller lacks; none when the field asks in another way. */
function missingScopes(failure: AuthFailure): readonly Scope[] {
  if ('failures' in failure) return [...new Set(failure.failures.flatMap(missingScopes))];
  if (failure.kind !== AuthScopeFailureType.AuthScope || failure.scope !== 'scope') return [];
  return SCOPES.filter((scope) => scope === failure.parameter);
}

function inWords(scopes: readonly Scope[]): string {
  if (scopes.length === 0) return 'another permission';
  return `the scope ${scopes.join(' or ')}`;
}
