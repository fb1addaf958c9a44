/** Notes for the metrics what kind of operation a request was, and how many streams are open. */
import type { Plugin } from 'graphql-yoga';
import type { ExecutionArgs } from 'graphql';
import type { NodeEvents } from '../../observe/events.js';
import { getOperationAST } from '../graphql-js.js';
import type { ServerContext } from '../handler.js';

/** The plugin. */
export function useOperationName(events: NodeEvents): Plugin<ServerContext> {
  return {
    onExecute({ args }) {
      const { document, operationName, contextValue } = args as ExecutionArgs;
      const operation = getOperationAST(document, operationName);
      (contextValue as ServerContext).observed.operation = operation?.operation ?? 'unknown';
    },
    onSubscribe({ args }) {
      const { observed, caller, signal } = (args as ExecutionArgs).contextValue as ServerContext;
      observed.operation = 'subscription';
      if (!caller || signal.aborted) return;
      events.subscriptionOpened(caller);
      signal.addEventListener('abort', () => events.subscriptionClosed(caller), { once: true });
    },
  };
}
