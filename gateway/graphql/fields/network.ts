/** Root fields that any signed-in user may ask: who am I, which members are there, how fresh is the ledger view. */
import type { Builder } from '../builder.js';
import { callerOf } from '../context.js';
import type { NodeTypes } from '../types/index.js';

/** Adds viewer, organisations and ledger. */
export function addNetworkFields(builder: Builder, types: NodeTypes): void {
  builder.queryFields((t) => ({
    viewer: t.field({
      type: types.Viewer,
      authScopes: { signedIn: true },
      description: 'Who asks, and what they may do here.',
      resolve: (_root, _args, context) => callerOf(context),
    }),
    organisations: t.field({
      type: [types.Organisation],
      authScopes: { signedIn: true },
      description: 'The members of the network as the directory on the ledger lists them.',
      resolve: async (_root, _args, { application }) => [...(await application.organisations())],
    }),
    ledger: t.field({
      type: types.Ledger,
      authScopes: { signedIn: true },
      description: 'The ledger as this node sees it.',
      resolve: (_root, _args, { application }) => application.ledger(),
    }),
  }));
}
