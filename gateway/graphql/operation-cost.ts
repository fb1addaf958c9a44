/** What an operation costs in points: by the variables it came with, whole and part by part. */
import type { ExecutionArgs, OperationDefinitionNode, SelectionNode } from 'graphql';
import { complexityFromQuery } from '@pothos/plugin-complexity';
import { GraphQLError, Kind } from './graphql-js.js';

/** A root field, by its name in the answer, or a fragment beside the root fields. */
export interface CostOfPart {
  readonly name: string;
  readonly cost: number;
}

/** The points of the operation, or what is wrong with its variables. */
export function costOf(
  args: ExecutionArgs,
  operation: OperationDefinitionNode,
): number | GraphQLError {
  try {
    return pointsOf(args, operation, operation.selectionSet.selections);
  } catch (cause) {
    // Variables that do not fit the schema: the caller's to correct, with the status the specification asks for.
    if (!(cause instanceof GraphQLError)) throw cause;
    return new GraphQLError(cause.message, {
      nodes: cause.nodes ?? null,
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } },
    });
  }
}

/** The part of an operation, of which the cost is known, that costs the most: what to ask less of. */
export function costliestPart(args: ExecutionArgs, operation: OperationDefinitionNode): CostOfPart {
  return operation.selectionSet.selections
    .map((part) => ({ name: nameOf(part), cost: pointsOf(args, operation, [part]) }))
    .reduce((a, b) => (b.cost > a.cost ? b : a));
}

function pointsOf(
  { document, schema, contextValue, variableValues }: ExecutionArgs,
  operation: OperationDefinitionNode,
  selections: readonly SelectionNode[],
): number {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const part = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  const { complexity } = complexityFromQuery(
    { kind: Kind.DOCUMENT, definitions: [part, ...fragments] },
    { schema, ctx: contextValue as object, variables: variableValues ?? {} },
  );
  return complexity;
}

function nameOf(part: SelectionNode): string {
  if (part.kind === Kind.FIELD) return part.alias?.value ?? part.name.value;
  if (part.kind === Kind.FRAGMENT_SPREAD) return `...${part.name.value}`;
  return `... on ${part.typeCondition?.name.value ?? 'the root'}`;
}
