/** The node's own index of what the ledger made public: envelopes in ledger order, release markers. */
import type { LedgerEnvelope, ReleaseMarker } from '../../chaincode/index.js';
import type { NodeStore, Position, StoreWrite } from '../../network/index.js';

const ENVELOPES = 'envelope';
const ORDER = 'envelopeOrder';
const MARKERS = 'releaseMarker';

export interface IndexedEnvelope {
  readonly envelope: LedgerEnvelope;
  readonly position: Position;
}

/** A position as a sortable key. */
export function positionKey({ block, tx }: Position): string {
  return `${String(block).padStart(12, '0')}.${String(tx).padStart(6, '0')}`;
}

/** Whether a text has the form of such a key. */
export function isPositionKey(text: string): boolean {
  return /^\d{12}\.\d{6}$/.test(text);
}

/** Whether one place in the ledger comes after another. */
export function isAfter(a: Position, b: Position): boolean {
  return a.block > b.block || (a.block === b.block && a.tx > b.tx);
}

/** Writes that index an envelope; a revision moves it to its new place in the order. */
export function envelopeWrites(
  envelope: LedgerEnvelope,
  position: Position,
  before: IndexedEnvelope | undefined,
): StoreWrite[] {
  const moved = before && positionKey(before.position) !== positionKey(position);
  return [
    { collection: ENVELOPES, key: envelope.id, value: { envelope, position } },
    { collection: ORDER, key: positionKey(position), value: envelope.id },
    ...(moved ? [{ collection: ORDER, key: positionKey(before.position) }] : []),
  ];
}

export function markerWrite(marker: ReleaseMarker): StoreWrite {
  return { collection: MARKERS, key: `${marker.recordId}/${marker.id}`, value: marker };
}

export async function indexedEnvelope(
  store: NodeStore,
  id: string,
): Promise<IndexedEnvelope | undefined> {
  return store.get<IndexedEnvelope>(ENVELOPES, id);
}

/** A release marker as it is indexed. */
export async function indexedMarker(
  store: NodeStore,
  marker: Pick<ReleaseMarker, 'id' | 'recordId'>,
): Promise<ReleaseMarker | undefined> {
  return store.get<ReleaseMarker>(MARKERS, `${marker.recordId}/${marker.id}`);
}

/** The place of the newest envelope, as a key; it only grows, since a revision moves its record to the end. */
export async function newestPlace(store: NodeStore): Promise<string | undefined> {
  const [newest] = await store.keys(ORDER, { reverse: true, limit: 1 });
  return newest;
}

/** All envelopes, newest first. */
export async function* envelopesNewestFirst(store: NodeStore): AsyncGenerator<IndexedEnvelope> {
  for await (const [, id] of store.entries<string>(ORDER, { reverse: true })) {
    const entry = await indexedEnvelope(store, id);
    if (entry) yield entry;
  }
}

/** Markers of a record's releases. */
export async function markersOf(store: NodeStore, recordId: string): Promise<ReleaseMarker[]> {
  const markers: ReleaseMarker[] = [];
  const range = { gte: `${recordId}/`, lt: `${recordId}0` };
  for await (const [, marker] of store.entries<ReleaseMarker>(MARKERS, range)) markers.push(marker);
  return markers;
}

/** Every release marker the node knows. */
export async function allMarkers(store: NodeStore): Promise<ReleaseMarker[]> {
  const markers: ReleaseMarker[] = [];
  for await (const [, marker] of store.entries<ReleaseMarker>(MARKERS)) markers.push(marker);
  return markers;
}
