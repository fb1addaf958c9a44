/** Records on the ledger: signed envelopes, releases to named recipients, purges with a receipt. */
import type { Context } from 'fabric-contract-api';
import { KeyEndorsementPolicy } from 'fabric-shim';
import { checkLive, parseTerms, termsHash } from '../agreement.js';
import type { AgreementTerms } from '../agreement.js';
import { canonicalize } from '../canonical.js';
import type { Envelope, LedgerEnvelope } from '../envelope.js';
import { checkEnvelope, checkEnvelopeSignature } from '../envelope.js';
import { implicitCollection } from '../identifiers.js';
import type { Release, ReleaseMarker } from '../release.js';
import { checkRelease, releaseText } from '../release.js';
import { refuse } from '../refusal.js';
import { requireAgreement, requireTermsHash } from './agreements-contract.js';
import {
  clientMsp,
  demand,
  emit,
  GuanlianContract,
  keyOf,
  listState,
  parseArgument,
  parseObject,
  readState,
  requireActive,
  requireOrganisation,
  requireOwnPeer,
  requireRecent,
  requireState,
  transientText,
  txTime,
  writeState,
} from './guanlian-contract.js';

const DAY_MS = 86_400_000;

export class RecordsContract extends GuanlianContract {
  constructor(now: () => number) {
    super('records', now);
  }

  /** Commits to a record: envelope JSON, signed by the caller's organisation. Changes later need the owner's endorsement. */
  async CreateEnvelope(ctx: Context, envelopeJson: string): Promise<string> {
    const envelope = await ownEnvelope(ctx, envelopeJson);
    const key = envelopeKey(ctx, envelope.id);
    if (await readState(ctx, key)) refuse('ALREADY_EXISTS', `record ${envelope.id} exists`);
    if (envelope.revision !== 1) refuse('INVALID_INPUT', 'a new record has revision 1');
    const policy = new KeyEndorsementPolicy();
    policy.addOrgs('MEMBER', envelope.owner);
    await ctx.stub.setStateValidationParameter(key, policy.getPolicy());
    return writeEnvelope(ctx, { ...envelope, status: 'live' });
  }

  /** Commits to a correction of a record: the next revision under the same id. */
  async ReviseEnvelope(ctx: Context, envelopeJson: string): Promise<string> {
    const envelope = await ownEnvelope(ctx, envelopeJson);
    const before = await requireLiveEnvelope(ctx, envelope.id);
    if (before.owner !== envelope.owner) refuse('NOT_OWNER', `${before.owner} owns ${before.id}`);
    if (before.kind !== envelope.kind || envelope.revision !== before.revision + 1) {
      refuse('INVALID_INPUT', `the next revision of ${before.id} is ${before.revision + 1}`);
    }
    return writeEnvelope(ctx, { ...envelope, status: 'live' });
  }

  /**
   * Releases agreed fields to one recipient. Transient `terms` and `release`; endorsers exactly owner and recipient,
   * after the same call was evaluated on the owner's own peer.
   */
  async ReleaseFields(ctx: Context, recordId: string, agreementId: string): Promise<string> {
    const envelope = await requireLiveEnvelope(ctx, recordId);
    if (envelope.owner !== clientMsp(ctx))
      refuse('NOT_OWNER', `${envelope.owner} owns ${recordId}`);
    const terms = await liveTerms(ctx, agreementId, envelope.owner);
    const release = parseObject(transientText(ctx, 'release'), 'release') as unknown as Release;
    if (release.recipient !== terms.consumer || release.owner !== envelope.owner) {
      refuse('NOT_PARTY', 'the release names other parties than the agreement');
    }
    if (release.agreementId !== agreementId) refuse('TERMS_MISMATCH', 'another agreement is named');
    demand(checkRelease(release, terms, envelope));
    return writeRelease(ctx, release, envelope, terms.retentionDays);
  }

  /**
   * Removes the released copies of one release from both parties' peers; the marker stays as the receipt. The copy of a
   * party that has left went with its peer: no collection of it is there to be written.
   */
  async PurgeRelease(ctx: Context, recordId: string, releaseId: string): Promise<string> {
    const key = releaseKey(ctx, recordId, releaseId);
    const marker = await requireState<ReleaseMarker>(ctx, key, `release ${releaseId.slice(0, 64)}`);
    const caller = clientMsp(ctx);
    if (caller !== marker.owner && caller !== marker.recipient) {
      refuse('NOT_PARTY', 'only owner and recipient hold this release');
    }
    if (marker.purgedAt !== undefined) refuse('ALREADY_EXISTS', 'the release is purged');
    for (const party of [marker.owner, marker.recipient]) {
      if ((await requireOrganisation(ctx, party)).leftAt !== undefined) continue;
      await ctx.stub.purgePrivateData(implicitCollection(party), privateKey(releaseId));
    }
    const purged: ReleaseMarker = { ...marker, purgedAt: txTime(ctx) };
    await writeState(ctx, key, canonicalize(purged));
    emit(ctx, 'release.purged', { ...purged });
    return canonicalize(purged);
  }

  /** The owner's receipt that the payload is erased; root and signature stay. */
  async PurgeRecord(ctx: Context, recordId: string): Promise<string> {
    const envelope = await requireLiveEnvelope(ctx, recordId);
    if (envelope.owner !== clientMsp(ctx))
      refuse('NOT_OWNER', `${envelope.owner} owns ${recordId}`);
    const open = await listState<ReleaseMarker>(ctx, 'release', recordId);
    if (open.some((marker) => marker.purgedAt === undefined)) {
      refuse('RETENTION', 'released copies exist: purge the releases first');
    }
    const purged: LedgerEnvelope = { ...envelope, status: 'purged', purgedAt: txTime(ctx) };
    await writeState(ctx, envelopeKey(ctx, recordId), canonicalize(purged));
    emit(ctx, 'record.purged', { id: recordId, owner: envelope.owner });
    return canonicalize(purged);
  }

  /** One envelope. */
  async GetEnvelope(ctx: Context, recordId: string): Promise<string> {
    return canonicalize(await requireEnvelope(ctx, recordId));
  }

  /** Who got releases of a record, when, for what. */
  async ListReleases(ctx: Context, recordId: string): Promise<string> {
    return canonicalize(await listState<ReleaseMarker>(ctx, 'release', recordId));
  }

  /** A release's content, for owner or recipient on its own peer. Evaluate only. */
  async ReadRelease(ctx: Context, releaseId: string): Promise<string> {
    const mspId = requireOwnPeer(ctx);
    const bytes = await ctx.stub.getPrivateData(implicitCollection(mspId), privateKey(releaseId));
    if (bytes.length === 0) refuse('NOT_FOUND', 'no copy of this release is held here');
    return Buffer.from(bytes).toString();
  }
}

async function ownEnvelope(ctx: Context, envelopeJson: string): Promise<Envelope> {
  const envelope = demand(checkEnvelope(parseArgument(envelopeJson, 'envelope')));
  if (envelope.owner !== clientMsp(ctx))
    refuse('NOT_OWNER', 'an organisation commits only to its own records');
  const owner = await requireActive(ctx, envelope.owner);
  demand(checkEnvelopeSignature(envelope, owner));
  requireRecent(ctx, envelope.createdAt, 'createdAt');
  return envelope;
}

async function liveTerms(
  ctx: Context,
  agreementId: string,
  owner: string,
): Promise<AgreementTerms> {
  const agreement = demand(checkLive(await requireAgreement(ctx, agreementId), txTime(ctx)));
  if (agreement.provider !== owner)
    refuse('NOT_PARTY', `${owner} does not provide under ${agreementId}`);
  // Before anything of theirs is read: no new shares to whoever has left or is suspended.
  await requireActive(ctx, agreement.consumer);
  const text = transientText(ctx, 'terms');
  if (termsHash(text) !== agreement.termsHash) refuse('TERMS_MISMATCH', 'other terms than agreed');
  await requireTermsHash(ctx, agreement);
  return demand(parseTerms(text));
}

async function writeRelease(
  ctx: Context,
  release: Release,
  envelope: LedgerEnvelope,
  retentionDays: number,
): Promise<string> {
  const key = releaseKey(ctx, envelope.id, release.id);
  if (await readState(ctx, key)) refuse('ALREADY_EXISTS', `release ${release.id} exists`);
  const text = Buffer.from(releaseText(release));
  for (const party of [release.owner, release.recipient]) {
    await ctx.stub.putPrivateData(implicitCollection(party), privateKey(release.id), text);
  }
  const releasedAt = txTime(ctx);
  const { id, recordId, revision, agreementId, purpose, owner, recipient } = release;
  const retainUntil = new Date(Date.parse(releasedAt) + retentionDays * DAY_MS).toISOString();
  const marker: ReleaseMarker = {
    ...{ id, recordId, revision, agreementId, purpose, owner, recipient },
    ...{ kind: envelope.kind, releasedAt, retainUntil },
  };
  await writeState(ctx, key, canonicalize(marker));
  emit(ctx, 'release.made', { ...marker });
  return canonicalize(marker);
}

async function writeEnvelope(ctx: Context, envelope: LedgerEnvelope): Promise<string> {
  await writeState(ctx, envelopeKey(ctx, envelope.id), canonicalize(envelope));
  emit(ctx, 'record.committed', { ...envelope });
  return canonicalize(envelope);
}

async function requireEnvelope(ctx: Context, recordId: string): Promise<LedgerEnvelope> {
  return requireState<LedgerEnvelope>(
    ctx,
    envelopeKey(ctx, recordId),
    `record ${recordId.slice(0, 64)}`,
  );
}

async function requireLiveEnvelope(ctx: Context, recordId: string): Promise<LedgerEnvelope> {
  const envelope = await requireEnvelope(ctx, recordId);
  return envelope.status === 'live'
    ? envelope
    : refuse('NOT_FOUND', `record ${recordId} is purged`);
}

function envelopeKey(ctx: Context, id: string): string {
  return keyOf(ctx, 'record', id || refuse('INVALID_INPUT', 'the record id is empty'));
}

function releaseKey(ctx: Context, recordId: string, releaseId: string): string {
  if (!recordId || !releaseId) refuse('INVALID_INPUT', 'record and release ids are needed');
  return keyOf(ctx, 'release', recordId, releaseId);
}

function privateKey(releaseId: string): string {
  return `release:${releaseId}`;
}
