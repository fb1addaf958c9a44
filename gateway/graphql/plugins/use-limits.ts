/** Limits in the order in which they get cheaper to check: tokens in the parser, one walk, then complexity by caller. */
import type { DocumentNode, ExecutionArgs, OperationDefinitionNode } from 'graphql';
import { complexityFromQuery } from '@pothos/plugin-complexity';
import type { Plugin } from 'graphql-yoga';
import type { Caller } from '../../application.js';
import { getOperationAST, GraphQLError, Kind, parse } from '../graphql-js.js';
import type { ServerContext } from '../handler.js';
import type { DocumentLimits } from '../limits.js';
import { checkDocument, limitError } from '../limits.js';

export interface LimitOptions {
  readonly limits: DocumentLimits;
  readonly budget: (caller: Caller | undefined) => number;
}

/** The plugin. */
export function useLimits({ limits, budget }: LimitOptions): Plugin<ServerContext> {
  // Yoga keeps parsed documents: what was within the limits once is so every time.
  const within = new WeakSet<DocumentNode>();
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string) => parseWithin(source, limits.tokens));
    },
    onValidate({ params, setResult }) {
      const document = params.documentAST as DocumentNode;
      if (within.has(document)) return;
      const error = checkDocument(document, limits);
      if (error) setResult([error]);
      else within.add(document);
    },
    onExecute({ args, setResultAndStopExecution }) {
      const error = checkComplexity(args, budget);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = checkComplexity(args, budget);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
  };
}

function parseWithin(source: string, maxTokens: number) {
  try {
    return parse(source, { maxTokens });
  } catch (cause) {
    if (cause instanceof GraphQLError && cause.message.includes('tokens')) {
      throw limitError('TOO_MANY_TOKENS', `A document has at most ${maxTokens} tokens.`);
    }
    throw cause;
  }
}

function checkComplexity(
  args: ExecutionArgs,
  budget: (caller: Caller | undefined) => number,
): GraphQLError | undefined {
  const operation = getOperationAST(args.document, args.operationName);
  // No such operation: execution answers that itself.
  if (!operation) return undefined;
  const context = args.contextValue as ServerContext;
  const limit = budget(context.caller);
  const cost = costOf(args, operation);
  if (cost instanceof GraphQLError) return cost;
  if (cost > limit && !context.caller) return needsAccount(cost);
  if (cost > limit) {
    const message = `This operation costs ${cost} points; a request of this caller has ${limit}.`;
    return limitError('QUERY_TOO_COMPLEX', message);
  }
  if (context.takePoints(cost)) return undefined;
  return new GraphQLError('This caller has used up its points for now; wait a little.', {
    extensions: { code: 'RATE_LIMITED', http: { status: 429, headers: { 'Retry-After': '10' } } },
  });
}

function needsAccount(cost: number): GraphQLError {
  return new GraphQLError(`An operation of ${cost} points needs an access token.`, {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
    },
  });
}

function costOf(args: ExecutionArgs, operation: OperationDefinitionNode): number | GraphQLError {
  const fragments = args.document.definitions.filter(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  try {
    const { complexity } = complexityFromQuery(
      { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
      {
        schema: args.schema,
        ctx: args.contextValue as object,
        variables: args.variableValues ?? {},
      },
    );
    return complexity;
  } catch (cause) {
    // Variables that do not fit the schema: the caller's to correct, with the status the specification asks for.
    if (!(cause instanceof GraphQLError)) throw cause;
    return new GraphQLError(cause.message, {
      nodes: cause.nodes ?? null,
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } },
    });
  }
}
