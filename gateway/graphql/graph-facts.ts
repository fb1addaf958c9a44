/** Sources and degrees of the entities and relationships of one answer, asked for together instead of one by one. */
import type { Properties } from '../../graph/index.js';
import { MOST_SOURCES } from '../../graph/index.js';
import type { EntityRefView, RelationshipView, SourcesView } from '../questions.js';
import type { GraphContext } from './context.js';
import { callerOf } from './context.js';

/** What one request asks about facts; lives as long as the request. */
export interface GraphFacts {
  sources(context: GraphContext, fact: EntityRefView | RelationshipView): Promise<SourcesView>;
  properties(context: GraphContext, relationship: RelationshipView): Promise<Properties>;
  degree(context: GraphContext, ref: EntityRefView): Promise<number>;
}

/** Facts of a new request. */
export function graphFacts(): GraphFacts {
  return {
    sources: together((context, facts) =>
      context.application.questions.sources(callerOf(context), facts, MOST_SOURCES),
    ),
    properties: together((context, relationships) =>
      context.application.questions.properties(callerOf(context), relationships),
    ),
    degree: together((context, refs) =>
      context.application.questions.degrees(callerOf(context), refs),
    ),
  };
}

/** Gathers what is asked for in one turn of the event loop, and asks once. */
function together<K, V>(
  ask: (context: GraphContext, keys: readonly K[]) => Promise<readonly V[]>,
): (context: GraphContext, key: K) => Promise<V> {
  let waiting: K[] = [];
  let answers: Promise<readonly V[]> | undefined;
  return async (context, key) => {
    const place = waiting.push(key) - 1;
    answers ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const keys = waiting;
        waiting = [];
        answers = undefined;
        ask(context, keys).then(resolve, reject);
      });
    });
    const value = (await answers)[place];
    if (value === undefined) throw new Error('the graph answered fewer facts than were asked for');
    return value;
  };
}
