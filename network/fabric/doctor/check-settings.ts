/** The two private-data settings of each peer without which one invalid transaction stalls it (research: fabric.md 7). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './finding.js';
import { reporterOf } from './finding.js';
import type { Subject } from './subject.js';

const { ok, error } = reporterOf('private data settings');
const SKIP = /"?skipPullingInvalidTransactionsDuringCommit"?:\s*true/;
const PULL = /"?pullRetryThreshold"?:\s*"?(\d+)(ms|s|m)\b/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const LONGEST_MS = 5000;

export async function checkPrivateDataSettings({ local, members }: Subject): Promise<Finding[]> {
  if (local === undefined) {
    // Nothing is known to be wrong, so it must not stand in the way of "all is well".
    return members.map(({ peer }) =>
      ok(
        peer.name,
        'not checked, they cannot be seen from outside: its core.yaml needs peer.gossip.pvtData.skipPullingInvalidTransactionsDuringCommit true and pullRetryThreshold 2s, else one invalid transaction stalls it for a minute',
      ),
    );
  }
  const { description, layout } = local;
  return Promise.all(
    description.organisations.map(async ({ mspId }) => {
      const file = join(layout.organisation(mspId).peer, 'core.yaml');
      return judge(file, await readFile(file, 'utf8').catch(() => ''));
    }),
  );
}

function judge(file: string, text: string): Finding {
  const [, count, unit] = PULL.exec(text) ?? [];
  const pullMs = Number(count ?? 60_000) * (UNIT_MS[unit ?? 'ms'] ?? 1);
  const skips = SKIP.test(text);
  if (skips && pullMs <= LONGEST_MS) return ok(file, 'both set');
  const what = [
    ...(skips ? [] : ['skipPullingInvalidTransactionsDuringCommit is not true']),
    ...(pullMs <= LONGEST_MS ? [] : [`pullRetryThreshold is ${pullMs / 1000} s`]),
  ].join(', ');
  return error(file, what, {
    why: 'One invalid transaction with private data stalls this peer, up to a minute each.',
    repair:
      'Set skipPullingInvalidTransactionsDuringCommit: true and pullRetryThreshold: 2s under peer.gossip.pvtData, restart the peer.',
  });
}
