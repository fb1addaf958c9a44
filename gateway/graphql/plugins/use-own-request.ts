/** Hands Yoga the parameters that we have read ourselves; its own body parsers never run. */
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { ServerContext } from '../handler.js';

/** The plugin. */
export function useOwnRequest(): Plugin<object, ServerContext> {
  return {
    onRequestParse({ serverContext, setRequestParser }) {
      const { graphqlRequest } = serverContext as ServerContext;
      setRequestParser(() => graphqlRequest as GraphQLParams);
    },
  };
}
