/** Limits in the order in which they get cheaper to check: tokens in the parser, one walk, then complexity by caller. */
import type { DocumentNode, ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Caller } from '../../application.js';
import { getOperationAST, GraphQLError, parse } from '../graphql-js.js';
import type { ServerContext } from '../handler.js';
import type { DocumentLimits } from '../limits.js';
import { checkDocument, limitError } from '../limits.js';
import type { CostOfPart } from '../operation-cost.js';
import { costliestPart, costOf } from '../operation-cost.js';

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
      throw limitError({
        code: 'TOO_MANY_TOKENS',
        message: `The document has more than ${maxTokens} tokens (names, brackets and values).`,
        next: 'Put values into variables, ask for fewer fields, or send it in several requests.',
        limit: maxTokens,
      });
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
  if (cost > limit) return tooComplex(cost, limit, costliestPart(args, operation));
  if (context.takePoints(cost)) return undefined;
  return new GraphQLError('This caller has used up its points for now; wait a little.', {
    extensions: { code: 'RATE_LIMITED', http: { status: 429, headers: { 'Retry-After': '10' } } },
  });
}

function tooComplex(asked: number, limit: number, { name, cost }: CostOfPart): GraphQLError {
  return limitError({
    code: 'QUERY_TOO_COMPLEX',
    message: `This operation costs ${asked} points; a request of this caller costs at most ${limit}. \`${name}\` costs ${cost} of them.`,
    next: 'Lists multiply what is asked of each item: give a smaller `first` or `limit` and read on with `after`, ask for fewer lists inside lists, or send the operation in several requests.',
    ...{ asked, limit },
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
