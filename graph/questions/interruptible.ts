/** A question whose asker has gone is not worked on: each step looks first whether it is still wanted. */
import type { GraphReader } from './reader.js';

/** The reader, refusing every step with the signal's reason once it is aborted. */
export function interruptible(reader: GraphReader, signal: AbortSignal | undefined): GraphReader {
  if (signal === undefined) return reader;
  const wanted = <A extends readonly unknown[], R>(step: (...asked: A) => Promise<R>) => {
    return async (...asked: A): Promise<R> => {
      signal.throwIfAborted();
      return step(...asked);
    };
  };
  return {
    nodes: wanted(reader.nodes),
    degrees: wanted(reader.degrees),
    degreesByType: wanted(reader.degreesByType),
    links: wanted(reader.links),
    linksAfter: wanted(reader.linksAfter),
    linksAmong: wanted(reader.linksAmong),
    linkProperties: wanted(reader.linkProperties),
    sources: wanted(reader.sources),
    population: wanted(reader.population),
  };
}
