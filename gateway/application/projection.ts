/**
 * From ledger to graph and alerts: follows the ledger's events from the graph's own checkpoint, indexes what is
 * public, projects what this node may see, then looks for risk. A crash at any point repeats idempotent work.
 */
import type { LedgerEnvelope, ReleaseMarker } from '../../chaincode/index.js';
import type { GraphStore, RecordFacts } from '../../graph/index.js';
import { project } from '../../graph/index.js';
import type { LedgerEvent, Position, StoreWrite } from '../../network/index.js';
import { holdingOf, visibleBody } from './holdings.js';
import {
  envelopeWrites,
  indexedEnvelope,
  indexedMarker,
  markerWrite,
  positionKey,
} from './ledger-index.js';
import type { NodeParts } from './parts.js';

/** What one event changes in the graph. */
export interface GraphChange {
  readonly facts: readonly RecordFacts[];
  readonly remove: readonly string[];
  /** The record whose visible content changed, for scoring. */
  readonly recordId?: string;
}

const NO_CHANGE: GraphChange = { facts: [], remove: [] };

/** Brings the node's index up to the event; safe to repeat. */
export async function indexEvent(parts: NodeParts, event: LedgerEvent): Promise<void> {
  const writes = await indexWrites(parts, event);
  if (writes.length > 0) await parts.store.batch(writes);
}

/** What the event changes in the graph of this node. */
export async function changeOf(
  parts: NodeParts,
  event: LedgerEvent,
  personSalt: string,
): Promise<GraphChange> {
  if (event.name === 'record.committed') {
    const { id, owner } = JSON.parse(event.payload) as LedgerEnvelope;
    return owner === parts.identity.mspId
      ? projectRecord(parts, id, event.position, personSalt)
      : NO_CHANGE;
  }
  if (event.name === 'release.made') {
    const { recordId, recipient } = JSON.parse(event.payload) as ReleaseMarker;
    if (recipient !== parts.identity.mspId) return NO_CHANGE;
    return projectRecord(parts, recordId, event.position, personSalt);
  }
  if (event.name === 'release.purged') {
    const { recordId, recipient } = JSON.parse(event.payload) as ReleaseMarker;
    if (recipient !== parts.identity.mspId) return NO_CHANGE;
    return projectRecord(parts, recordId, event.position, personSalt);
  }
  if (event.name === 'record.purged') {
    const { id } = JSON.parse(event.payload) as { id: string };
    return { facts: [], remove: [id] };
  }
  return NO_CHANGE;
}

/** Replays the whole ledger into a graph; the node's own position in it does not move. */
export async function replay(
  parts: NodeParts,
  graph: GraphStore,
  until: Position,
  personSalt: string,
): Promise<number> {
  const stop = new AbortController();
  let records = 0;
  for await (const event of parts.ledger.events({ signal: stop.signal })) {
    const change = await changeOf(parts, event, personSalt);
    await graph.apply({ facts: change.facts, remove: change.remove, checkpoint: event.position });
    records += change.facts.length;
    if (positionKey(event.position) >= positionKey(until)) break;
  }
  stop.abort();
  return records;
}

async function projectRecord(
  parts: NodeParts,
  recordId: string,
  position: Position,
  personSalt: string,
): Promise<GraphChange> {
  const entry = await indexedEnvelope(parts.store, recordId);
  if (!entry) return NO_CHANGE;
  const body = visibleBody(await holdingOf(parts, entry.envelope));
  if (body === undefined) return { facts: [], remove: [recordId] };
  const { kind, owner, revision } = entry.envelope;
  const facts = project({ recordId, kind, owner, revision, position, body }, { personSalt });
  return { facts: [facts], remove: [], recordId };
}

async function indexWrites(parts: NodeParts, event: LedgerEvent): Promise<StoreWrite[]> {
  if (event.name === 'record.committed') {
    const envelope = JSON.parse(event.payload) as LedgerEnvelope;
    const before = await indexedEnvelope(parts.store, envelope.id);
    // A replayed event must not undo what a later one brought.
    if (before && positionKey(before.position) >= positionKey(event.position)) return [];
    return envelopeWrites(envelope, event.position, before);
  }
  if (event.name === 'release.purged')
    return [markerWrite(JSON.parse(event.payload) as ReleaseMarker)];
  if (event.name === 'release.made') {
    const marker = JSON.parse(event.payload) as ReleaseMarker;
    const known = await indexedMarker(parts.store, marker);
    return known ? [] : [markerWrite(marker)];
  }
  if (event.name === 'record.purged') return purgeWrites(parts, event);
  return [];
}

async function purgeWrites(parts: NodeParts, event: LedgerEvent): Promise<StoreWrite[]> {
  const { id } = JSON.parse(event.payload) as { id: string };
  const before = await indexedEnvelope(parts.store, id);
  if (!before) return [];
  const envelope: LedgerEnvelope = { ...before.envelope, status: 'purged', purgedAt: event.time };
  return envelopeWrites(envelope, before.position, before);
}
