/**
 * What this node holds of a record: all of it (owner), the union of the releases it received, or the envelope alone.
 * Fields of releases are proved against the envelope each time they are read from the peer.
 */
import type {
  LedgerEnvelope,
  Release,
  ReleaseMarker,
  SaltedField,
  WithheldField,
} from '../../chaincode/index.js';
import { assemble, proveRelease } from '../../chaincode/index.js';
import { markersOf } from './ledger-index.js';
import type { NodeParts } from './parts.js';
import type { VaultRecord } from './vault.js';
import { openKept, saltedFields } from './vault.js';

export interface Holding {
  readonly holding: 'owner' | 'release' | 'envelope';
  readonly fields: readonly SaltedField[];
  readonly withheld: readonly WithheldField[];
  readonly kept?: VaultRecord;
}

const NOTHING: Holding = { holding: 'envelope', fields: [], withheld: [] };

/** Reads what is held of a record at this moment. */
export async function holdingOf(parts: NodeParts, envelope: LedgerEnvelope): Promise<Holding> {
  if (envelope.status === 'purged') return NOTHING;
  if (envelope.owner === parts.identity.mspId) {
    const kept = await openKept(parts.store, envelope.id);
    if (!kept) return NOTHING;
    return { holding: 'owner', fields: saltedFields(kept), withheld: [], kept };
  }
  const releases = await receivedReleases(parts, envelope);
  return releases.length === 0 ? NOTHING : unionOf(releases);
}

/** The body as far as it is visible, for the graph and the scorer. */
export function visibleBody(holding: Holding): unknown {
  if (holding.kept) return holding.kept.record.body;
  return holding.fields.length === 0 ? undefined : assemble(holding.fields);
}

async function receivedReleases(parts: NodeParts, envelope: LedgerEnvelope): Promise<Release[]> {
  const markers = (await markersOf(parts.store, envelope.id)).filter((m) =>
    isOpenTo(m, parts, envelope),
  );
  const releases: Release[] = [];
  for (const marker of markers) {
    const release = await readRelease(parts, marker, envelope);
    if (release) releases.push(release);
  }
  return releases;
}

/** Reads a release and proves it against the envelope of its revision; undefined when it is not held, or proves nothing. */
export async function readRelease(
  parts: NodeParts,
  marker: ReleaseMarker,
  envelope: LedgerEnvelope,
): Promise<Release | undefined> {
  const answer = await parts.ledger.evaluate({ name: 'records:ReadRelease', args: [marker.id] });
  if (!answer.ok) {
    // Purged between index and read: nothing is held any more. Anything else the caller must know.
    if (answer.refusal.code === 'NOT_FOUND') return undefined;
    throw new Error(`release ${marker.id}: ${answer.refusal.message}`, { cause: answer.refusal });
  }
  const release = JSON.parse(answer.value) as Release;
  const proof = proveRelease(release, envelope);
  if (proof.ok) return release;
  parts.log.error({ releaseId: marker.id, code: proof.refusal.code }, 'release does not prove');
  return undefined;
}

/** What releases of one revision show together; undefined when they show nothing. */
export function bodyOfReleases(releases: readonly Release[]): unknown {
  return releases.length === 0 ? undefined : visibleBody(unionOf(releases));
}

function isOpenTo(marker: ReleaseMarker, parts: NodeParts, envelope: LedgerEnvelope): boolean {
  return (
    marker.recipient === parts.identity.mspId &&
    marker.purgedAt === undefined &&
    marker.revision === envelope.revision
  );
}

function unionOf(releases: readonly Release[]): Holding {
  const fields = new Map(releases.flatMap((r) => r.fields).map((field) => [field.pointer, field]));
  const withheld = new Map(
    releases.flatMap((r) => r.withheld).map((field) => [field.pointer, field]),
  );
  return {
    holding: 'release',
    fields: [...fields.values()],
    withheld: [...withheld.values()].filter((field) => !fields.has(field.pointer)),
  };
}
