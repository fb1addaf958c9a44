/** What every resolver may use. Ownership is checked by the application; scopes at the root fields. */
import { GraphQLError } from './graphql-js.js';
import type { GraphFacts } from './graph-facts.js';
import type { Caller, NodeApplication, RecordView } from '../application.js';

export interface GraphContext {
  readonly application: NodeApplication;
  /** Absent when the request brought no token. */
  readonly caller?: Caller;
  readonly requestId: string;
  /** Aborts when the client has gone, its token has ended or the node stops. */
  readonly signal: AbortSignal;
  /** Takes one unit of what callers without an account may use; false when they used it up. */
  readonly takePublicUnit: () => boolean;
  /** Records looked at in this request: each is released once, whatever the query selects. */
  readonly recordViews: Map<string, Promise<RecordView | undefined>>;
  /** Sources of the graph's facts, asked for together. */
  readonly graphFacts: GraphFacts;
}

/** The caller; root fields with a scope have one by then. */
export function callerOf(context: GraphContext): Caller {
  if (context.caller) return context.caller;
  throw new GraphQLError('This needs an access token.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });
}

/** The full view of a record, asked for once per request. */
export function recordView(context: GraphContext, id: string): Promise<RecordView | undefined> {
  const known = context.recordViews.get(id);
  if (known) return known;
  const view = context.application.record(callerOf(context), id);
  context.recordViews.set(id, view);
  return view;
}
