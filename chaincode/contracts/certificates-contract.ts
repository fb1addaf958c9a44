/** Certificates on the ledger: anchored batch roots, and status changes by hashed id under the issuer's own name. */
import type { Context } from 'fabric-contract-api';
import { canonicalize } from '../canonical.js';
import type {
  Anchor,
  CertificateStatusEntry,
  LedgerAnchor,
  PublishedStatusList,
} from '../certificate.js';
import { anchorPayload, checkAnchor, checkTransition, STATUS_REASONS } from '../certificate.js';
import { isSha256Hex } from '../digest.js';
import { detachedKid, verifyDetached } from '../jws.js';
import type { Organisation } from '../organisation.js';
import { keyAt } from '../organisation.js';
import { refuse } from '../refusal.js';
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
  requireRecent,
  txTime,
  writeState,
} from './guanlian-contract.js';

/** Largest signed status list that the ledger takes: 131,072 entries with 2 % set need about 9 kB. */
const MAX_STATUS_LIST_BYTES = 65_536;

export class CertificatesContract extends GuanlianContract {
  constructor(now: () => number) {
    super('certificates', now);
  }

  /** Anchors a signed batch root; batches of an issuer form a chain without gaps. */
  async AnchorBatch(ctx: Context, anchorJson: string): Promise<string> {
    const anchor = demand(checkAnchor(parseArgument(anchorJson, 'anchor')));
    if (anchor.issuer !== clientMsp(ctx))
      refuse('NOT_OWNER', 'an issuer anchors only its own batches');
    requireRecent(ctx, anchor.createdAt, 'createdAt');
    checkAnchorSignature(anchor, await requireActive(ctx, anchor.issuer));
    await checkChain(ctx, anchor);
    const anchored: LedgerAnchor = { ...anchor, anchoredAt: txTime(ctx) };
    await writeState(ctx, anchorKey(ctx, anchor.issuer, anchor.sequence), canonicalize(anchored));
    await writeState(ctx, keyOf(ctx, 'anchorHead', anchor.issuer), canonicalize(anchored));
    const { id, issuer, sequence, size } = anchored;
    emit(ctx, 'certificates.anchored', { id, issuer, sequence, size });
    return canonicalize(anchored);
  }

  /** Changes the status of one of the caller's own certificates. */
  async SetStatus(ctx: Context, entryJson: string): Promise<string> {
    const entry = parseObject(entryJson, 'status entry') as unknown as CertificateStatusEntry;
    if (entry.issuer !== clientMsp(ctx)) refuse('NOT_OWNER', 'only the issuer changes a status');
    await requireActive(ctx, entry.issuer);
    checkEntry(entry);
    const key = keyOf(ctx, 'certificateStatus', entry.issuer, entry.idHash);
    const before = await readState<CertificateStatusEntry>(ctx, key);
    // Asked again by an issuer that never heard the answer: it stays what and since when it is.
    const isRepeat = before !== undefined && isSameStatus(before, entry);
    if (!isRepeat) demand(checkTransition(before?.status ?? 'issued', entry.status));
    const { idHash, issuer, status, reason, replacedByHash } = entry;
    const effectiveAt = isRepeat ? before.effectiveAt : txTime(ctx);
    const stored = { idHash, issuer, status, reason, effectiveAt, replacedByHash };
    if (!isRepeat) await writeState(ctx, key, canonicalize(stored));
    emit(ctx, 'certificate.status', stored);
    return canonicalize(stored);
  }

  /** Publishes the caller's newest signed status list (public by nature), so that every member can serve it. */
  async PublishStatusList(ctx: Context, purpose: string, jws: string): Promise<string> {
    const { mspId } = await requireActive(ctx, clientMsp(ctx));
    if (purpose !== 'revocation' && purpose !== 'suspension') {
      refuse('INVALID_INPUT', 'purpose must be revocation or suspension');
    }
    if (jws.length > MAX_STATUS_LIST_BYTES || !/^[\w-]+\.[\w-]+\.[\w-]{86}$/.test(jws)) {
      refuse(
        'INVALID_INPUT',
        `the list must be a compact JWS of at most ${MAX_STATUS_LIST_BYTES} bytes`,
      );
    }
    const entry: PublishedStatusList = { issuer: mspId, purpose, jws, publishedAt: txTime(ctx) };
    await writeState(ctx, keyOf(ctx, 'statusList', mspId, purpose), canonicalize(entry));
    emit(ctx, 'certificates.statusList', { issuer: mspId, purpose });
    return entry.publishedAt;
  }

  /** The newest status lists of all issuers. */
  async ListStatusLists(ctx: Context): Promise<string> {
    return canonicalize(await listState<PublishedStatusList>(ctx, 'statusList'));
  }

  /** An issuer's anchors in order; of all issuers when none is named. */
  async ListAnchors(ctx: Context, issuer: string): Promise<string> {
    return canonicalize(await listState<LedgerAnchor>(ctx, 'anchor', ...(issuer ? [issuer] : [])));
  }

  /** Status entries of an issuer; of all issuers when none is named. */
  async ListStatuses(ctx: Context, issuer: string): Promise<string> {
    const parts = issuer ? [issuer] : [];
    return canonicalize(
      await listState<CertificateStatusEntry>(ctx, 'certificateStatus', ...parts),
    );
  }
}

function checkAnchorSignature(anchor: Anchor, issuer: Organisation): void {
  const kid = detachedKid(anchor.signature);
  const key = kid === undefined ? undefined : keyAt(issuer, kid, anchor.createdAt);
  if (!key || !verifyDetached(anchor.signature, anchorPayload(anchor), key.jwk)) {
    refuse('SIGNATURE_INVALID', `anchor ${anchor.id} is not signed by ${anchor.issuer}`);
  }
}

async function checkChain(ctx: Context, anchor: Anchor): Promise<void> {
  const head = await readState<LedgerAnchor>(ctx, keyOf(ctx, 'anchorHead', anchor.issuer));
  if (anchor.sequence !== (head?.sequence ?? 0) + 1 || anchor.previousRoot !== head?.root) {
    refuse('INVALID_INPUT', `the next batch of ${anchor.issuer} is ${(head?.sequence ?? 0) + 1}`);
  }
}

function checkEntry(entry: CertificateStatusEntry): void {
  if (!isSha256Hex(entry.idHash)) refuse('INVALID_INPUT', 'idHash must be a SHA-256 digest in hex');
  if (!STATUS_REASONS.includes(entry.reason)) {
    refuse('INVALID_INPUT', `reason must be one of ${STATUS_REASONS.join(', ')}`);
  }
  const replaces = entry.status === 'replaced';
  if (replaces !== (entry.replacedByHash !== undefined)) {
    refuse('INVALID_INPUT', 'replacedByHash goes with status replaced');
  }
  if (replaces && !isSha256Hex(entry.replacedByHash)) {
    refuse('INVALID_INPUT', 'replacedByHash must be a SHA-256 digest in hex');
  }
  if (!['issued', 'suspended', 'revoked', 'replaced'].includes(entry.status)) {
    refuse('INVALID_INPUT', 'status must be issued, suspended, revoked or replaced');
  }
}

function anchorKey(ctx: Context, issuer: string, sequence: number): string {
  // Padded, so that key order is batch order.
  return keyOf(ctx, 'anchor', issuer, String(sequence).padStart(10, '0'));
}

function isSameStatus(one: CertificateStatusEntry, other: CertificateStatusEntry): boolean {
  return (['status', 'reason', 'replacedByHash'] as const).every((key) => one[key] === other[key]);
}
