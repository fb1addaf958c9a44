/**
 * All that this node knows of a record and ever knew, as far as it was not purged: a pure function of what the ledger and the
 * private payloads say now, so that a live graph, one repeated after a crash and a rebuilt one come out alike.
 */
import type { LedgerEnvelope, Release, ReleaseMarker } from '../../chaincode/index.js';
import type { PurgeMark, RecordFacts, RecordVersion } from '../../graph/index.js';
import { project } from '../../graph/index.js';
import type { Position } from '../../network/index.js';
import { bodyOfReleases, readRelease } from './holdings.js';
import { markersOf, positionKey } from './ledger-index.js';
import type { PlacedEnvelope } from './ledger-places.js';
import { placeOfPurge, placesOfRelease, revisionsOf } from './ledger-places.js';
import type { NodeParts } from './parts.js';
import { openKept } from './vault.js';

/** A body and since when it was known; undefined: from here on nothing was visible. */
interface Knowledge {
  readonly revision: number;
  readonly position: Position;
  readonly body: unknown;
}

interface PlacedRelease {
  readonly release: Release;
  readonly made: Position;
}

/** The facts of a record with their history; undefined when nothing of it is, or was, known here. */
export async function recordHistory(
  parts: NodeParts,
  recordId: string,
  personSalt: string,
): Promise<RecordFacts | undefined> {
  const revisions = await revisionsOf(parts.store, recordId);
  const last = revisions.at(-1);
  if (last === undefined) return undefined;
  const isOwn = last.envelope.owner === parts.identity.mspId;
  const { known, purged } = isOwn
    ? await ownKnowledge(parts, revisions)
    : await receivedKnowledge(parts, revisions);
  const { kind, owner } = last.envelope;
  const versions = known.map(({ revision, position, body }): RecordVersion => {
    const provenance = { recordId, revision, owner, position };
    if (body === undefined) return { provenance, nodes: [], relationships: [] };
    return project({ recordId, kind, owner, revision, position, body }, { personSalt });
  });
  return assembled(versions, purged, { recordId, revision: last.envelope.revision, owner });
}

function assembled(
  versions: readonly RecordVersion[],
  purged: readonly PurgeMark[],
  identity: Pick<RecordFacts['provenance'], 'recordId' | 'revision' | 'owner'>,
): RecordFacts | undefined {
  const current = versions.at(-1);
  if (current) return { ...current, earlier: versions.slice(0, -1), purged };
  const [mark] = purged;
  if (!mark) return undefined;
  const provenance = { ...identity, position: mark.position };
  return { provenance, nodes: [], relationships: [], purged };
}

async function ownKnowledge(
  parts: NodeParts,
  revisions: readonly PlacedEnvelope[],
): Promise<{ known: Knowledge[]; purged: PurgeMark[] }> {
  const recordId = (revisions[0] as PlacedEnvelope).envelope.id;
  const purgedAt = await placeOfPurge(parts.store, recordId);
  if (purgedAt !== undefined) {
    const purged = revisions.map(({ envelope, position }) => ({
      ...{ revision: envelope.revision, digest: envelope.root, reason: 'record' as const },
      ...{ knownFrom: position, position: purgedAt },
    }));
    return { known: [], purged };
  }
  const kept = await openKept(parts.store, recordId);
  const known = revisions.map(({ envelope: { revision }, position }) => ({
    ...{ revision, position },
    body: kept?.revision === revision ? kept.record.body : undefined,
  }));
  return { known: known.some(({ body }) => body !== undefined) ? known : [], purged: [] };
}

async function receivedKnowledge(
  parts: NodeParts,
  revisions: readonly PlacedEnvelope[],
): Promise<{ known: Knowledge[]; purged: PurgeMark[] }> {
  const recordId = (revisions[0] as PlacedEnvelope).envelope.id;
  const { mspId } = parts.identity;
  const markers = (await markersOf(parts.store, recordId)).filter((m) => m.recipient === mspId);
  const releases: PlacedRelease[] = [];
  const purged: PurgeMark[] = [];
  for (const marker of markers) {
    const places = await placesOfRelease(parts.store, marker);
    const envelope = revisions.find((r) => r.envelope.revision === marker.revision)?.envelope;
    if (places.made === undefined || envelope === undefined) continue;
    if (places.purged !== undefined) {
      purged.push(markOf(marker, envelope, { made: places.made, purged: places.purged }));
      continue;
    }
    const release = await readRelease(parts, marker, envelope);
    if (release) releases.push({ release, made: places.made });
  }
  return { known: released(releases, revisions), purged };
}

/** Each release, and each correction that a release of an earlier revision meets, begins a version. */
function released(
  releases: readonly PlacedRelease[],
  revisions: readonly PlacedEnvelope[],
): Knowledge[] {
  if (releases.length === 0) return [];
  const begins = [...releases.map(({ made }) => made), ...revisions.map((r) => r.position)];
  const places = [...new Map(begins.map((place) => [positionKey(place), place]))].sort(byKey);
  return places
    .map(([key, position]) => {
      const isKnown = (place: Position): boolean => positionKey(place) <= key;
      const revision = revisions.findLast((r) => isKnown(r.position))?.envelope.revision ?? 1;
      const held = releases.filter(
        ({ release, made }) => release.revision === revision && isKnown(made),
      );
      return { revision, position, body: bodyOfReleases(held.map(({ release }) => release)) };
    })
    .filter(
      ({ body }, i, all) => body !== undefined || all.slice(0, i).some((k) => k.body !== undefined),
    );
}

function markOf(
  marker: ReleaseMarker,
  envelope: LedgerEnvelope,
  places: { readonly made: Position; readonly purged: Position },
): PurgeMark {
  const isOver = marker.purgedAt !== undefined && marker.purgedAt >= marker.retainUntil;
  return {
    revision: marker.revision,
    digest: envelope.root,
    reason: isOver ? 'retention' : 'withdrawn',
    knownFrom: places.made,
    position: places.purged,
  };
}

function byKey([a]: readonly [string, Position], [b]: readonly [string, Position]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
