/**
 * Certificates of this issuer as facts: known since their batch was anchored, with each status the ledger recorded. The
 * desk notes before it anchors which certificates a batch holds, so that the event finds them however early it comes.
 */
import type { RecordFacts, RecordVersion } from '../../graph/index.js';
import { project } from '../../graph/index.js';
import type { NodeStore, Position, StoreWrite } from '../../network/index.js';
import type { KeptCertificate } from './kept-certificate.js';
import { positionKey } from './ledger-index.js';
import type { StatusTaken } from './ledger-places.js';
import { placeOfAnchor, statusesOf } from './ledger-places.js';
import type { NodeParts } from './parts.js';

const CERTIFICATES = 'certificate';
const IN_BATCH = 'certificatesOfAnchor';
const BATCHES_OF = 'anchorsOfCertificate';
const BY_HASH = 'certificateByHash';

/** Notes which certificates a batch is going to anchor. */
export function batchWrites(anchorId: string, batch: readonly KeptCertificate[]): StoreWrite[] {
  return batch.flatMap(({ view: { id }, idHash }) => [
    { collection: IN_BATCH, key: `${anchorId}/${id}`, value: id },
    { collection: BATCHES_OF, key: `${id}/${anchorId}`, value: anchorId },
    ...(idHash === undefined ? [] : [{ collection: BY_HASH, key: idHash, value: id }]),
  ]);
}

/** Ids of the certificates in a batch. */
export async function certificatesOfAnchor(store: NodeStore, anchorId: string): Promise<string[]> {
  return valuesUnder(store, IN_BATCH, anchorId);
}

/** The id of a certificate by its hashed id, once a batch holds it. */
export async function certificateByHash(
  store: NodeStore,
  idHash: string,
): Promise<string | undefined> {
  return store.get<string>(BY_HASH, idHash);
}

/** The facts of a certificate with its statuses; undefined while it is not anchored. */
export async function certificateHistory(
  parts: NodeParts,
  id: string,
  personSalt: string,
): Promise<RecordFacts | undefined> {
  const kept = await parts.store.get<KeptCertificate>(CERTIFICATES, id);
  const anchored = await anchoredAt(parts.store, id);
  if (kept?.view.jws === undefined || anchored === undefined) return undefined;
  const credential = credentialOf(kept.view.jws);
  const statuses = kept.idHash === undefined ? [] : await statusesOf(parts.store, kept.idHash);
  const isAfter = ({ position }: StatusTaken): boolean =>
    positionKey(position) > positionKey(anchored);
  const status = statuses.findLast((step) => !isAfter(step))?.status ?? 'issued';
  const steps = [{ status, position: anchored }, ...statuses.filter(isAfter)];
  const owner = parts.identity.mspId;
  const versions = steps.map((step, index): RecordVersion => {
    const { position } = step;
    const input = { recordId: `certificate:${id}`, owner, revision: index + 1, position };
    const body = { ...credential, status: step.status };
    return project({ ...input, kind: 'certificate', body }, { personSalt });
  });
  const current = versions.at(-1);
  return current && { ...current, earlier: versions.slice(0, -1) };
}

async function anchoredAt(store: NodeStore, id: string): Promise<Position | undefined> {
  const places: Position[] = [];
  for (const anchorId of await valuesUnder(store, BATCHES_OF, id)) {
    const place = await placeOfAnchor(store, anchorId);
    if (place) places.push(place);
  }
  // A batch whose commit was not reported is anchored once more: the first place counts.
  return places.sort((a, b) => (positionKey(a) < positionKey(b) ? -1 : 1))[0];
}

function credentialOf(jws: string): Record<string, unknown> {
  const [, payload = ''] = jws.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

async function valuesUnder(store: NodeStore, collection: string, id: string): Promise<string[]> {
  const found: string[] = [];
  for await (const [, value] of store.entries<string>(collection, { gte: `${id}/`, lt: `${id}0` }))
    found.push(value);
  return found;
}
