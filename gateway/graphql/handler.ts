/** GraphQL over HTTP for one node: Yoga with our own request reading, limits, error policy and metrics. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Caller } from '../application.js';
import type { NodeEvents } from '../observe/events.js';
import type { GraphContext } from './context.js';
import type { DocumentLimits } from './limits.js';
import { complexityBudget, DOCUMENT_LIMITS } from './limits.js';
import { honestErrors } from './plugins/use-honest-errors.js';
import { useIntrospectionPolicy } from './plugins/use-introspection-policy.js';
import { useLimits } from './plugins/use-limits.js';
import { useOperationName } from './plugins/use-operation-name.js';
import { useOwnRequest } from './plugins/use-own-request.js';
import type { GraphQLRequest } from './request.js';
import { createSchema } from './schema.js';
import { maskError } from './told-errors.js';

/** What the HTTP side hands over with a request. */
export interface ServerContext extends GraphContext {
  readonly graphqlRequest: GraphQLRequest;
  /** Takes points of the caller's allowance; false when it has too few. */
  readonly takePoints: (points: number) => boolean;
  /** Filled in while the request runs, for the metrics. */
  readonly observed: { operation: string; outcome: string };
}

export interface GraphQLHandlerOptions {
  readonly events: NodeEvents;
  readonly profile: 'development' | 'production';
  readonly schema?: GraphQLSchema;
  readonly limits?: DocumentLimits;
  readonly budget?: (caller: Caller | undefined) => number;
}

export interface GraphQLHandler {
  /** Answers one request; resolves once the answer is written or handed to a stream. */
  handle(req: IncomingMessage, res: ServerResponse, context: ServerContext): Promise<void>;
  close(): Promise<void>;
}

/** Creates the handler. */
export function createGraphQLHandler(options: GraphQLHandlerOptions): GraphQLHandler {
  const { events, profile, limits = DOCUMENT_LIMITS, budget = complexityBudget } = options;
  const errors = honestErrors(events);
  const silent = (): void => undefined;
  const yoga = createYoga<ServerContext>({
    schema: options.schema ?? createSchema(),
    graphqlEndpoint: '/graphql',
    ...{ graphiql: false, landingPage: false, cors: false, multipart: false, batching: false },
    // The body was read and limited before; Yoga has none to read.
    maxRequestBodySize: false,
    maskedErrors: {
      errorMessage: 'The node failed to answer this; its log has the details under the request id.',
      isDev: false,
      maskError,
    },
    logging: { debug: silent, info: silent, warn: silent, error: errors.logOther },
    plugins: [
      useOwnRequest(),
      useLimits({ limits, budget }),
      useIntrospectionPolicy((caller) => mayIntrospect(profile, caller)),
      useOperationName(events),
      errors.plugin,
    ],
  });
  return {
    handle: async (req, res, context) => {
      await yoga(req, res, context);
    },
    close: async () => {
      await yoga.dispose();
    },
  };
}

function mayIntrospect(profile: string, caller: Caller | undefined): boolean {
  return profile !== 'production' || (caller?.scopes.has('operate') ?? false);
}
