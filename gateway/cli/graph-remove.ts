/** `guanlian graph remove NAME`: takes an imported list or a generated network out of the graph of a stopped node. */
import type { RemovalReport } from '../application/graph-sources.js';
import type { Execute } from './arguments.js';
import type { OfflineNode } from './graph-offline.js';
import { withOfflineNode } from './graph-offline.js';
import { interruption } from './interruption.js';
import { tellRefusal } from './node-client.js';
import { answer, message } from './output.js';

const RECORDS_PER_LINE = 20_000;

export const execute: Execute = async (input) => {
  const name = input.argument(0);
  using stopped = interruption('run the same command again: it goes on');
  // Awaited here: the signals are listened to until this returns.
  return await withOfflineNode(input, async (node) => {
    const released = await node.sources.release(name);
    if (!released.ok) return tellRefusal(input, released.refusal);
    const report = await takenAway(node, name, stopped.signal);
    if (report.isCopyMissing)
      message(
        `the node had no copy of ${name} any more: start the node and run guanlian graph rebuild`,
      );
    answer(input, { name, ...report }, [
      `list      ${name}`,
      `removed   ${report.removed} records`,
    ]);
    return 0;
  });
};

/** Answers when the graph is closed again: what was removed has then left its file. */
async function takenAway(
  { sources, openGraph }: OfflineNode,
  name: string,
  signal: AbortSignal,
): Promise<RemovalReport> {
  await using graph = await openGraph();
  let told = 0;
  const onProgress = (removed: number, of: number): void => {
    if (removed - told < RECORDS_PER_LINE) return;
    told = removed;
    message(`${removed} of ${of} records …`);
  };
  return await sources.takeAway(graph, name, { signal, onProgress });
}
