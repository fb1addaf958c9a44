/**
 * Where in the ledger things became known to this node: revisions of envelopes, releases made and purged, purges, steps of
 * agreements and certificates, and which ledger time a place stands for. Persisted, so that a rebuild dates facts as before.
 */
import type { Agreement, LedgerEnvelope, ReleaseMarker } from '../../chaincode/index.js';
import type { LedgerEvent, NodeStore, Position, StoreWrite } from '../../network/index.js';
import { positionKey } from './ledger-index.js';

const REVISIONS = 'envelopeRevision';
const PLACES = 'ledgerPlace';
const AGREEMENTS = 'agreementStep';
const STATUSES = 'certificateStep';
const TIMES = 'ledgerTime';
const TIMES_OF = 'ledgerTimeOf';

/** A revision of a record and where it was committed. */
export interface PlacedEnvelope {
  readonly envelope: LedgerEnvelope;
  readonly position: Position;
}

/** What the event of an agreement says, and where. */
export interface AgreementStepTaken extends Pick<
  Agreement,
  'id' | 'provider' | 'consumer' | 'status'
> {
  readonly position: Position;
}

/** A status of a certificate and where it was set. */
export interface StatusTaken {
  readonly status: string;
  readonly position: Position;
}

/** What is to be kept of an event; the same writes whenever it is repeated. */
export async function placeWrites(store: NodeStore, event: LedgerEvent): Promise<StoreWrite[]> {
  return [...(await timeWrites(store, event)), ...subjectWrites(event)];
}

/** The revisions of a record, oldest first. */
export async function revisionsOf(store: NodeStore, recordId: string): Promise<PlacedEnvelope[]> {
  return listed<PlacedEnvelope>(store, REVISIONS, recordId);
}

/** Where a release was made, and purged if it was. */
export async function placesOfRelease(
  store: NodeStore,
  marker: Pick<ReleaseMarker, 'id' | 'recordId'>,
): Promise<{ readonly made?: Position; readonly purged?: Position }> {
  const made = await store.get<Position>(PLACES, `made/${marker.recordId}/${marker.id}`);
  const purged = await store.get<Position>(PLACES, `purged/${marker.recordId}/${marker.id}`);
  return { ...(made ? { made } : {}), ...(purged ? { purged } : {}) };
}

/** Where the owner's purge of a record stands. */
export async function placeOfPurge(
  store: NodeStore,
  recordId: string,
): Promise<Position | undefined> {
  return store.get<Position>(PLACES, `record/${recordId}`);
}

/** Where a batch of certificates was anchored. */
export async function placeOfAnchor(
  store: NodeStore,
  anchorId: string,
): Promise<Position | undefined> {
  return store.get<Position>(PLACES, `anchor/${anchorId}`);
}

/** The steps of an agreement in ledger order. */
export async function stepsOfAgreement(
  store: NodeStore,
  id: string,
): Promise<AgreementStepTaken[]> {
  return listed<AgreementStepTaken>(store, AGREEMENTS, id);
}

/** The statuses of a certificate in ledger order, by its hashed id. */
export async function statusesOf(store: NodeStore, idHash: string): Promise<StatusTaken[]> {
  return listed<StatusTaken>(store, STATUSES, idHash);
}

/** The last place in the ledger whose time is not after the instant; undefined when the ledger began later. */
export async function placeAt(store: NodeStore, instant: string): Promise<Position | undefined> {
  const range = { lte: new Date(instant).toISOString(), reverse: true, limit: 1 };
  for await (const [, position] of store.entries<Position>(TIMES, range)) return position;
  return undefined;
}

/** The ledger's time at a place: that of the newest event up to it, never going back. */
export async function timeAt(store: NodeStore, position: Position): Promise<string | undefined> {
  const range = { lte: positionKey(position), reverse: true, limit: 1 };
  for await (const [, time] of store.entries<string>(TIMES_OF, range)) return time;
  return undefined;
}

async function timeWrites(store: NodeStore, event: LedgerEvent): Promise<StoreWrite[]> {
  const key = positionKey(event.position);
  if ((await store.get<string>(TIMES_OF, key)) !== undefined) return [];
  const said = new Date(event.time).toISOString();
  const before = await timeAt(store, event.position);
  // Transaction times are their senders' clocks: the ledger's own time does not go back with them.
  const time = before !== undefined && before > said ? before : said;
  return [
    { collection: TIMES, key: time, value: event.position },
    { collection: TIMES_OF, key, value: time },
  ];
}

function subjectWrites({ name, payload, position }: LedgerEvent): StoreWrite[] {
  const place = (key: string): StoreWrite => ({ collection: PLACES, key, value: position });
  const said = JSON.parse(payload) as Record<string, unknown>;
  const text = (member: string): string => String(said[member]);
  const at = positionKey(position);
  switch (name) {
    case 'record.committed': {
      const key = `${text('id')}/${text('revision').padStart(9, '0')}`;
      return [{ collection: REVISIONS, key, value: { envelope: said, position } }];
    }
    case 'release.made':
      return [place(`made/${text('recordId')}/${text('id')}`)];
    case 'release.purged':
      return [place(`purged/${text('recordId')}/${text('id')}`)];
    case 'record.purged':
      return [place(`record/${text('id')}`)];
    case 'certificates.anchored':
      return [place(`anchor/${text('id')}`)];
    case 'agreement.changed':
      return [{ collection: AGREEMENTS, key: `${text('id')}/${at}`, value: { ...said, position } }];
    case 'certificate.status':
      return [
        {
          ...{ collection: STATUSES, key: `${text('idHash')}/${at}` },
          value: { status: said['status'], position },
        },
      ];
    default:
      return [];
  }
}

async function listed<T>(store: NodeStore, collection: string, id: string): Promise<T[]> {
  const found: T[] = [];
  const range = { gte: `${id}/`, lt: `${id}0` };
  for await (const [, value] of store.entries<T>(collection, range)) found.push(value);
  return found;
}
