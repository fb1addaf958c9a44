/**
 * Retention: released copies are purged when their time is over, own payloads when the owner's is; the chain keeps
 * root and receipt. Runs at start and then regularly; what could not be purged is the backlog, visible in metrics.
 */
import type { ReleaseMarker } from '../../chaincode/index.js';
import type { UserOutcome } from '../application.js';
import { accepted, refused } from '../../chaincode/index.js';
import { allMarkers, envelopesNewestFirst } from './ledger-index.js';
import type { NodeParts } from './parts.js';
import { isoNow, toRefusal } from './parts.js';
import { eraseKept } from './vault.js';

export interface RetentionReport {
  readonly purgedReleases: number;
  readonly purgedRecords: number;
  /** Due but not purged: a party was unreachable, for instance. */
  readonly backlog: number;
}

/** Purges everything that is due; each purge stands alone, one failure does not stop the rest. */
export async function sweepRetention(parts: NodeParts): Promise<RetentionReport> {
  let [purgedReleases, purgedRecords, backlog] = [0, 0, 0];
  for (const marker of await dueReleases(parts)) {
    const outcome = await purgeRelease(parts, marker);
    if (outcome.ok) purgedReleases += 1;
    else backlog += 1;
  }
  for (const recordId of await dueRecords(parts)) {
    const outcome = await purgeRecord(parts, recordId);
    if (outcome.ok) purgedRecords += 1;
    else backlog += 1;
  }
  return { purgedReleases, purgedRecords, backlog };
}

/** How many releases and records of this node are past their time now. */
export async function retentionBacklog(parts: NodeParts): Promise<number> {
  return (await dueReleases(parts)).length + (await dueRecords(parts)).length;
}

/** Erases a record of this node: its released copies at every recipient, then payload, salts and raw message. */
export async function purgeRecord(
  parts: NodeParts,
  recordId: string,
): Promise<UserOutcome<string>> {
  const listed = await parts.ledger.evaluate({ name: 'records:ListReleases', args: [recordId] });
  if (!listed.ok) return refused(toRefusal(listed.refusal));
  const markers = JSON.parse(listed.value) as ReleaseMarker[];
  for (const marker of markers.filter((m) => m.purgedAt === undefined)) {
    const outcome = await purgeRelease(parts, marker);
    if (!outcome.ok) return outcome;
  }
  const committed = await parts.ledger.submit({ name: 'records:PurgeRecord', args: [recordId] });
  if (!committed.ok) return refused(toRefusal(committed.refusal));
  await eraseKept(parts.store, recordId);
  return accepted(recordId);
}

async function purgeRelease(parts: NodeParts, marker: ReleaseMarker): Promise<UserOutcome<string>> {
  const committed = await parts.ledger.submit({
    name: 'records:PurgeRelease',
    args: [marker.recordId, marker.id],
    endorsers: [marker.owner, marker.recipient],
  });
  // The other party may have purged it first.
  if (committed.ok || committed.refusal.code === 'ALREADY_EXISTS') return accepted(marker.id);
  return refused(toRefusal(committed.refusal));
}

async function dueReleases(parts: NodeParts): Promise<ReleaseMarker[]> {
  const now = isoNow(parts.clock);
  const { mspId } = parts.identity;
  return (await allMarkers(parts.store)).filter(
    (m) =>
      m.purgedAt === undefined &&
      m.retainUntil <= now &&
      (m.owner === mspId || m.recipient === mspId),
  );
}

async function dueRecords(parts: NodeParts): Promise<string[]> {
  const now = isoNow(parts.clock);
  const due: string[] = [];
  for await (const { envelope } of envelopesNewestFirst(parts.store)) {
    const isOwn = envelope.owner === parts.identity.mspId;
    if (isOwn && envelope.status === 'live' && envelope.retainUntil <= now) due.push(envelope.id);
  }
  return due;
}
