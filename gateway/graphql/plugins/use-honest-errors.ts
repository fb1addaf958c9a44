/**
 * What errors tell: faults go to the log with the request's id and are masked outside, no suggestion of names that
 * the caller did not know, and an answer that holds data is never labelled as refused by its status.
 */
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { NodeEvents } from '../../observe/events.js';
import { GraphQLError } from '../graphql-js.js';
import type { ServerContext } from '../handler.js';
import { isRefusal, originOf } from '../told-errors.js';

const SUGGESTION = /,? ?Did you mean .*$/s;

/** What the node fails to do, in contrast to what it refuses. */
const FAULTS = new Set<unknown>(['INTERNAL_SERVER_ERROR', 'GRAPH_UNAVAILABLE', 'GRAPH_BUSY']);

export interface HonestErrors {
  readonly plugin: Plugin<ServerContext>;
  /** For errors that reach Yoga's own logger: logged unless they were logged with their request before. */
  readonly logOther: (cause: unknown) => void;
}

/** Creates the plugin with its log. */
export function honestErrors(events: NodeEvents): HonestErrors {
  const logged = new WeakSet<object>();
  const log = (cause: unknown, requestId: string, where: string): void => {
    const origin = originOf(cause);
    if (isRefusal(origin)) return;
    if (typeof origin === 'object' && origin !== null) {
      if (logged.has(origin)) return;
      logged.add(origin);
    }
    events.faulted({ requestId, where, cause: origin });
  };
  const note = (result: ExecutionResult, { requestId }: ServerContext): void => {
    for (const error of result.errors ?? []) {
      if (isFault(error)) log(error, requestId, `graphql ${error.path?.join('.') ?? ''}`);
    }
  };
  return {
    logOther: (cause) => log(cause, 'unknown', 'graphql'),
    plugin: {
      onExecute: ({ args }) => ({
        onExecuteDone({ result }) {
          const context = args.contextValue as ServerContext;
          if (!(Symbol.asyncIterator in result)) note(result, context);
        },
      }),
      onSubscribe: ({ args }) => ({
        onSubscribeResult: () => ({
          onNext({ result }) {
            if (!(Symbol.asyncIterator in result)) {
              note(result, args.contextValue);
            }
          },
        }),
        onSubscribeError({ error }) {
          const { requestId, signal } = args.contextValue as unknown as ServerContext;
          // A stream that is broken off because nobody listens any more is no fault.
          if (!signal.aborted) log(error, requestId, 'subscription');
        },
      }),
      onResultProcess(payload) {
        const { result, serverContext } = payload;
        if (Array.isArray(result) || Symbol.asyncIterator in result) return;
        const single = result as ExecutionResult;
        const context = serverContext as unknown as ServerContext;
        context.observed.outcome = outcomeOf(single);
        if (single.errors?.length)
          payload.setResult({ ...single, errors: single.errors.map(honest(single)) });
      },
    },
  };
}

/** Whether the error comes from our own code failing rather than from what was asked. */
function isFault(error: GraphQLError): boolean {
  const { originalError } = error;
  return originalError !== undefined && !(originalError instanceof GraphQLError);
}

function outcomeOf({ errors }: ExecutionResult): string {
  const code = errors?.[0]?.extensions['code'];
  if (!errors?.length) return 'ok';
  return FAULTS.has(code) ? 'fault' : 'refused';
}

function honest(result: ExecutionResult): (error: GraphQLError) => GraphQLError {
  const hasData =
    result.data !== null &&
    result.data !== undefined &&
    Object.values(result.data).some((value) => value !== null);
  return (error) => {
    const { http = statusOfFault(error), ...extensions } = error.extensions;
    const keepHttp = http !== undefined && !hasData;
    return new GraphQLError(error.message.replace(SUGGESTION, ''), {
      nodes: error.nodes ?? null,
      source: error.source ?? null,
      positions: error.positions ?? null,
      path: error.path ?? null,
      originalError: error.originalError ?? null,
      extensions: { ...extensions, ...(keepHttp ? { http } : {}) },
    });
  };
}

/** A request that got nothing because our code failed is no success, whatever media type carries it. */
function statusOfFault({ extensions }: GraphQLError): { status: number } | undefined {
  return extensions['code'] === 'INTERNAL_SERVER_ERROR' ? { status: 500 } : undefined;
}
