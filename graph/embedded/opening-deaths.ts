/**
 * A fault in the engine's native code would end the process while it opens a file, at every start anew. Deaths are counted
 * beside the file, so that the start after three of them sees a damaged graph. Fewer are no proof: people and their tools
 * kill processes that take long.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const MOST_DEATHS = 3;

/** Opens; throws when the processes that tried before all died of it. */
export function survived<T>(file: string, open: () => T): T {
  const note = `${file}.opening`;
  const deaths = deathsIn(note);
  if (deaths >= MOST_DEATHS)
    throw new Error(`the last ${deaths} processes that opened it died of it`);
  writeFileSync(note, String(deaths + 1), { mode: 0o600 });
  try {
    return open();
  } finally {
    rmSync(note, { force: true });
  }
}

function deathsIn(note: string): number {
  try {
    const deaths = Number(readFileSync(note, 'utf8'));
    return Number.isInteger(deaths) ? deaths : 0;
  } catch {
    return 0;
  }
}
