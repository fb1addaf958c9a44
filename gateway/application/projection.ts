/**
 * From ledger to graph and alerts: follows the ledger's events from the graph's own checkpoint, indexes what is
 * public, projects what this node may see, then looks for risk. A crash at any point repeats idempotent work.
 */
import type { LedgerEnvelope, ReleaseMarker } from '../../chaincode/index.js';
import type { GraphStore, RecordFacts } from '../../graph/index.js';
import type { LedgerEvent, Position, StoreWrite } from '../../network/index.js';
import { agreementHistory } from './agreement-history.js';
import {
  certificateByHash,
  certificateHistory,
  certificatesOfAnchor,
} from './certificate-history.js';
import {
  envelopeWrites,
  indexedEnvelope,
  indexedMarker,
  markersOf,
  markerWrite,
  positionKey,
} from './ledger-index.js';
import { placeWrites } from './ledger-places.js';
import type { NodeParts } from './parts.js';
import { PendingChange } from './pending-change.js';
import { recordHistory } from './record-history.js';

/** What one event changes in the graph. */
export interface GraphChange {
  readonly facts: readonly RecordFacts[];
  readonly remove: readonly string[];
  /** The record whose visible content changed, for scoring. */
  readonly recordId?: string;
}

/** Of an event that says nothing to this graph. */
export const NO_CHANGE: GraphChange = { facts: [], remove: [] };

/** Brings the node's index up to the event; safe to repeat. */
export async function indexEvent(parts: NodeParts, event: LedgerEvent): Promise<void> {
  const writes = [...(await indexWrites(parts, event)), ...(await placeWrites(parts.store, event))];
  if (writes.length > 0) await parts.store.batch(writes);
}

/** What the event changes in the graph of this node. */
export async function changeOf(
  parts: NodeParts,
  event: LedgerEvent,
  personSalt: string,
): Promise<GraphChange> {
  const change = CHANGES[event.name];
  if (change === undefined) return NO_CHANGE;
  return change(parts, JSON.parse(event.payload) as EventPayload, personSalt);
}

type EventPayload = Readonly<
  Partial<Record<'id' | 'recordId' | 'recipient' | 'issuer' | 'idHash', string>>
>;
type ChangeOfEvent = (
  parts: NodeParts,
  said: EventPayload,
  personSalt: string,
) => Promise<GraphChange>;

const changedRecord: ChangeOfEvent = (parts, { id = '' }, salt) => projectRecord(parts, id, salt);
const changedRelease: ChangeOfEvent = async (parts, { recordId = '', recipient }, salt) =>
  recipient === parts.identity.mspId ? projectRecord(parts, recordId, salt) : NO_CHANGE;

const CHANGES: Readonly<Record<string, ChangeOfEvent>> = {
  'record.committed': changedRecord,
  'record.purged': changedRecord,
  'release.made': changedRelease,
  'release.purged': changedRelease,
  'agreement.changed': async (parts, { id = '' }) => factsOnly(await agreementHistory(parts, id)),
  'certificates.anchored': async (parts, { id = '', issuer }, salt) =>
    issuer === parts.identity.mspId
      ? projectCertificates(parts, await certificatesOfAnchor(parts.store, id), salt)
      : NO_CHANGE,
  'certificate.status': async (parts, { idHash = '', issuer }, salt) => {
    if (issuer !== parts.identity.mspId) return NO_CHANGE;
    const id = await certificateByHash(parts.store, idHash);
    return projectCertificates(parts, id === undefined ? [] : [id], salt);
  },
};

/** Replays the whole ledger into a graph; the node's own position in it does not move. */
export async function replay(
  parts: NodeParts,
  graph: GraphStore,
  until: Position,
  personSalt: string,
): Promise<number> {
  const stop = new AbortController();
  const pending = new PendingChange(graph);
  let records = 0;
  for await (const event of parts.ledger.events({ signal: stop.signal })) {
    const change = await changeOf(parts, event, personSalt);
    pending.add(change, event.position);
    records += change.facts.length;
    const isLast = positionKey(event.position) >= positionKey(until);
    if (isLast || pending.isFull) await pending.write();
    if (isLast) break;
  }
  stop.abort();
  return records;
}

async function projectRecord(
  parts: NodeParts,
  recordId: string,
  personSalt: string,
): Promise<GraphChange> {
  const facts = await recordHistory(parts, recordId, personSalt);
  if (facts === undefined) {
    const entry = await indexedEnvelope(parts.store, recordId);
    // What others never released to this node never was in its graph.
    return (await isOfThisNode(parts, recordId, entry?.envelope.owner))
      ? { facts: [], remove: [recordId] }
      : NO_CHANGE;
  }
  const isVisible = facts.nodes.length > 0;
  return { facts: [facts], remove: [], ...(isVisible ? { recordId } : {}) };
}

async function isOfThisNode(
  parts: NodeParts,
  recordId: string,
  owner: string | undefined,
): Promise<boolean> {
  const { mspId } = parts.identity;
  if (owner === mspId) return true;
  return (await markersOf(parts.store, recordId)).some(({ recipient }) => recipient === mspId);
}

async function projectCertificates(
  parts: NodeParts,
  ids: readonly string[],
  personSalt: string,
): Promise<GraphChange> {
  const found = await Promise.all(ids.map((id) => certificateHistory(parts, id, personSalt)));
  return { facts: found.filter((facts) => facts !== undefined), remove: [] };
}

function factsOnly(facts: RecordFacts | undefined): GraphChange {
  return facts ? { facts: [facts], remove: [] } : NO_CHANGE;
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
