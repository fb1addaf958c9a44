/** A field that is refused names the scope it needs, wherever the scope stands, and nothing else. */
import { execute } from 'graphql/index.js';
import { describe, expect, it } from 'vitest';
import { createBuilder } from '../../../gateway/graphql/builder.js';
import type { GraphContext } from '../../../gateway/graphql/context.js';
import { parse } from '../../../gateway/graphql/graphql-js.js';

const SECRET = 'held by nobody';

function schemaWithScopesEverywhere() {
  const builder = createBuilder();
  const shelf = builder.objectRef<object>('Shelf').implement({
    fields: (t) => ({
      inner: t.string({ authScopes: { scope: 'personal:read' }, resolve: () => SECRET }),
      either: t.string({
        authScopes: { $any: { scope: 'graph:read', $all: { scope: 'operate' } } },
        resolve: () => SECRET,
      }),
      both: t.string({
        authScopes: { $all: { signedIn: true, scope: 'alerts:read' } },
        resolve: () => SECRET,
      }),
      never: t.string({ authScopes: () => false, resolve: () => SECRET }),
    }),
  });
  builder.queryType({
    fields: (t) => ({
      shelf: t.field({ type: shelf, authScopes: { signedIn: true }, resolve: () => ({}) }),
    }),
  });
  return builder.toSchema();
}

const CLERK = {
  caller: { subject: 'ana', mspId: 'XMSP', role: 'enterprise', scopes: new Set(['records:read']) },
} as unknown as GraphContext;

describe('a refused field', () => {
  const schema = schemaWithScopesEverywhere();
  const refusalOf = async (field: string, contextValue: GraphContext = CLERK) => {
    const document = parse(`{ shelf { ${field} } }`);
    const { errors, data } = await execute({ schema, document, contextValue });
    expect(data ?? null).toBeNull();
    expect(JSON.stringify(errors)).not.toContain(SECRET);
    return errors?.[0];
  };

  it.each([
    ['inner', 'personal:read', 'personal:read'],
    ['either', 'operate graph:read', 'operate or graph:read'],
    ['both', 'alerts:read', 'alerts:read'],
  ])('below the root: %s', async (field, scope, words) => {
    const error = await refusalOf(field);
    expect(error?.message).toBe(
      `This needs the scope ${words}; the role enterprise or its token does not carry it. Ask the operator of this node for a token of a role that has it.`,
    );
    expect(error?.extensions).toMatchObject({ code: 'FORBIDDEN', scope });
  });

  it('names no scope where none would help', async () => {
    const error = await refusalOf('never');
    expect(error?.message).toContain('This needs another permission');
    expect(error?.extensions).not.toHaveProperty('scope');
    expect(JSON.stringify(error?.extensions)).toContain('Bearer error=\\"insufficient_scope\\"');
  });

  it('tells nobody in particular only that a token is needed', async () => {
    const error = await refusalOf('inner', {} as unknown as GraphContext);
    expect(error?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(JSON.stringify(error)).not.toContain('scope');
  });
});
