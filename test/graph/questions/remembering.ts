/** A runner that remembers which statements it ran, and how many rows came back. */
import type { CypherRunner } from '../../../graph/cypher/runner.js';

/** The runner, and the rows of each statement by its name. */
export function remembering(runner: CypherRunner): {
  readonly runner: CypherRunner;
  readonly answered: Map<string, number>;
} {
  const answered = new Map<string, number>();
  const remembered: CypherRunner = {
    engine: runner.engine,
    schema: (statements) => runner.schema(statements),
    transaction: (mode, work, signal) =>
      runner.transaction(
        mode,
        (run) =>
          work(async (query, parameters) => {
            const rows = await run(query, parameters);
            answered.set(query.name, (answered.get(query.name) ?? 0) + rows.length);
            return rows;
          }),
        signal,
      ),
    eraseRemoved: () => runner.eraseRemoved(),
    unlent: () => runner.unlent(),
    fileBytes: () => runner.fileBytes(),
    lend: (work) => runner.lend(work),
    close: () => runner.close(),
  };
  return { runner: remembered, answered };
}
