/**
 * The certificate desk of a node: application → automatic review → signed certificate → anchor batch → status.
 * Whatever is approved is issued at once; batches close after a short while and are anchored with one transaction.
 */
import type { CertificateApplication, StatusReason } from '../../chaincode/index.js';
import { accepted, refusal, refused, sha256Hex } from '../../chaincode/index.js';
import type { LedgerEvent } from '../../network/index.js';
import type {
  Caller,
  CertificateView,
  Page,
  PageRequest,
  UserOutcome,
  VerificationView,
} from '../application.js';
import type { Review, TrustList } from '../certification/index.js';
import {
  allocateIndex,
  buildAnchor,
  buildTrustList,
  bundleText,
  issueCertificate,
  parseTrustList,
  reviewApplication,
  verifyCertificate,
} from '../certification/index.js';
import { ledgerAnchors, ledgerStatusLists, reviewOptions } from './certificate-ledger.js';
import { batchWrites } from './certificate-history.js';
import { commitRecord } from './commit-record.js';
import type { KeptCertificate } from './kept-certificate.js';
import { maySee } from './kept-certificate.js';
import { organisations } from './node-application.js';
import { pageOf } from './page.js';
import type { NodeParts } from './parts.js';
import { isoNow, randomId, toRefusal } from './parts.js';
import { StatusLists } from './status-lists.js';

const CERTIFICATES = 'certificate';
const COUNTER = 'certificateNumber';
const BATCH_MS = 250;
const BATCH_RETRY_MS = 5_000;
const TRUST_LIST_MS = 24 * 3_600_000;
const STANDARD_VALIDITY_MS = 90 * 86_400_000;

export class CertificateDesk implements AsyncDisposable {
  readonly #parts: NodeParts;
  /** Issued, not yet anchored: ids in the order of issue. */
  #batch: string[] = [];
  /** Status indexes that are given out. */
  readonly #indexes = new Set<number>();
  /** Applications and certificates on which something is being decided. */
  readonly #busy = new Set<string>();
  readonly #lists: StatusLists;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #trust: { readonly text: string; readonly list: TrustList; readonly builtAt: number } | undefined;

  private constructor(parts: NodeParts) {
    this.#parts = parts;
    this.#lists = new StatusLists(parts, {
      indexes: (state) => this.#indexesOf(state),
      onPublished: () => (this.#trust = undefined),
    });
  }

  /** Opens the desk and takes up what earlier runs issued and did not anchor. */
  static async open(parts: NodeParts): Promise<CertificateDesk> {
    const desk = new CertificateDesk(parts);
    for await (const [id, kept] of parts.store.entries<KeptCertificate>(CERTIFICATES)) {
      if (kept.leaf !== undefined && !kept.view.anchored) desk.#batch.push(id);
      if (kept.statusIndex !== undefined) desk.#indexes.add(kept.statusIndex);
    }
    if (desk.#batch.length > 0) desk.#closeBatchIn(BATCH_MS);
    if (parts.identity.roles.includes('quarantine')) desk.#lists.keepFresh();
    return desk;
  }

  /** Takes an application: review, and at once the certificate when nothing speaks against it. */
  async apply(
    caller: Caller,
    application: CertificateApplication,
  ): Promise<UserOutcome<CertificateView>> {
    if (!this.#parts.identity.roles.includes('quarantine')) {
      return refused(
        refusal('ROLE_MISSING', `${this.#parts.identity.mspId} issues no certificates`),
      );
    }
    const raw = Buffer.from(JSON.stringify(application));
    const source = {
      ...{ format: 'GUANLIAN-JSON', rawSha256: sha256Hex(raw) },
      ...{ receivedAt: isoNow(this.#parts.clock), spans: {} },
    };
    const committed = await commitRecord(
      this.#parts,
      { body: application, source, findings: [] },
      raw,
    );
    if (!committed.ok) return committed;
    const review = reviewApplication(application, await reviewOptions(this.#parts));
    const kept = await this.#keepReviewed({
      ...{ application, review, filedBy: caller.subject },
      applicationRecordId: committed.value.id,
    });
    return review.decision === 'approved' ? this.#issue(kept) : accepted(kept.view);
  }

  /** An officer's decision on an application that the review sent to a person. */
  async decide(
    id: string,
    decision: { readonly approve: boolean; readonly reason: string },
  ): Promise<UserOutcome<CertificateView>> {
    return this.#alone(id, () => this.#decide(id, decision));
  }

  /** Suspends, reinstates or revokes: first on the ledger, whose rule decides, then in the signed lists. */
  async setStatus(
    id: string,
    change: { readonly status: 'suspended' | 'issued' | 'revoked'; readonly reason: StatusReason },
  ): Promise<UserOutcome<CertificateView>> {
    return this.#alone(id, () => this.#setStatus(id, change));
  }

  async page(caller: Caller, request: PageRequest): Promise<Page<CertificateView>> {
    const views: CertificateView[] = [];
    for await (const [, kept] of this.#parts.store.entries<KeptCertificate>(CERTIFICATES)) {
      if (maySee(caller, kept)) views.push(kept.view);
    }
    views.sort((a, b) => (a.number < b.number ? 1 : -1));
    return pageOf(views, request, { of: (view) => view.id });
  }

  async get(caller: Caller, id: string): Promise<CertificateView | undefined> {
    const kept = await this.#kept(id);
    return kept && maySee(caller, kept) ? kept.view : undefined;
  }

  /** Verifies any document with this node's own trust list. */
  async verify(document: Uint8Array): Promise<VerificationView> {
    const { list } = await this.#trustList();
    return verifyCertificate(document, list, { now: this.#parts.clock.now() });
  }

  /** The signed trust list of this node. */
  async trustList(): Promise<string> {
    return (await this.#trustList()).text;
  }

  /** Certificate events make the cached trust list old. */
  ledgerChanged({ name }: LedgerEvent): void {
    if (
      name.startsWith('certificate') ||
      name.startsWith('directory') ||
      name.startsWith('proposal')
    ) {
      this.#trust = undefined;
    }
  }

  /** Waits until no batch is open. */
  async settled(): Promise<void> {
    if (this.#timer !== undefined) this.#closeBatchNow();
    await this.#work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#work;
    await this.#lists[Symbol.asyncDispose]();
  }

  /** Two officers who decide at the same moment must not issue two certificates. */
  async #alone<T>(id: string, work: () => Promise<UserOutcome<T>>): Promise<UserOutcome<T>> {
    if (this.#busy.has(id)) {
      return refused(refusal('STATUS_TRANSITION', 'another decision on it is under way'));
    }
    this.#busy.add(id);
    try {
      return await work();
    } finally {
      this.#busy.delete(id);
    }
  }

  async #decide(
    id: string,
    { approve, reason }: { approve: boolean; reason: string },
  ): Promise<UserOutcome<CertificateView>> {
    const kept = await this.#kept(id);
    if (!kept) return refused(refusal('NOT_FOUND', 'no application with this id'));
    const { state } = kept.view;
    if (state !== 'manual-review') {
      const text = `the application is ${state}, nothing is to be decided`;
      return refused(refusal('STATUS_TRANSITION', text));
    }
    if (reason.trim().length < 3)
      return refused(refusal('INVALID_INPUT', 'a decision needs its reason in words'));
    const result = approve ? ('pass' as const) : ('reject' as const);
    const checks = [...kept.view.checks, { rule: 'officer', result, message: reason }];
    if (approve) return this.#issue({ ...kept, view: { ...kept.view, checks } });
    return accepted(
      await this.#keep(id, { ...kept, view: { ...kept.view, checks, state: 'rejected' } }),
    );
  }

  async #setStatus(
    id: string,
    { status, reason }: { status: 'suspended' | 'issued' | 'revoked'; reason: StatusReason },
  ): Promise<UserOutcome<CertificateView>> {
    const kept = await this.#kept(id);
    if (!kept?.idHash)
      return refused(refusal('NOT_FOUND', 'no certificate was issued under this id'));
    const entry = { idHash: kept.idHash, issuer: this.#parts.identity.mspId, status, reason };
    await this.#lists.statusWillChange();
    const committed = await this.#parts.ledger.submit({
      name: 'certificates:SetStatus',
      args: [JSON.stringify(entry)],
    });
    if (!committed.ok) return refused(toRefusal(committed.refusal));
    // A batch that is being anchored may have written meanwhile.
    const current = (await this.#kept(id)) ?? kept;
    const view = await this.#keep(id, { ...current, view: { ...current.view, state: status } });
    await this.#lists.publishOrLater();
    return accepted(view);
  }

  async #keepReviewed(filed: {
    readonly application: CertificateApplication;
    readonly review: Review;
    readonly filedBy: string;
    readonly applicationRecordId: string;
  }): Promise<KeptCertificate> {
    const { application, filedBy, applicationRecordId } = filed;
    const { decision, checks } = filed.review;
    const state = decision === 'rejected' ? ('rejected' as const) : ('manual-review' as const);
    const number = await this.#nextNumber();
    const { certificateType, applicant } = application;
    const view: CertificateView = {
      ...{ id: randomId(this.#parts), number, certificateType, state, applicationRecordId, checks },
      ...(applicant.name === undefined ? {} : { applicant: applicant.name }),
      anchored: false,
    };
    const kept: KeptCertificate = { view, application, filedBy };
    await this.#keep(view.id, kept);
    return kept;
  }

  async #issue(kept: KeptCertificate): Promise<UserOutcome<CertificateView>> {
    const { identity, signer, clock } = this.#parts;
    const issuedAt = isoNow(clock);
    const standard = new Date(clock.now() + STANDARD_VALIDITY_MS).toISOString();
    const validUntil = kept.application.validUntil ?? standard;
    if (Date.parse(validUntil) <= clock.now()) {
      return refused(refusal('INVALID_INPUT', `/validUntil ${validUntil} has passed meanwhile`));
    }
    const statusIndex = allocateIndex(this.#indexes);
    this.#indexes.add(statusIndex);
    const { jws, idHash, leaf } = await issueCertificate(
      {
        ...{ application: kept.application, number: kept.view.number, statusIndex, validUntil },
        issuer: { mspId: identity.mspId, name: identity.displayName },
        validFrom: issuedAt,
      },
      signer,
    );
    const view: CertificateView = { ...kept.view, state: 'issued', issuedAt, validUntil, jws };
    await this.#keep(view.id, { ...kept, view, idHash, leaf, statusIndex });
    this.#batch.push(view.id);
    this.#closeBatchIn(BATCH_MS);
    return accepted(view);
  }

  #closeBatchIn(delay: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#closeBatchNow(), delay);
    this.#timer.unref();
  }

  #closeBatchNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#work = this.#work
      .then(() => this.#anchor())
      .catch((cause: unknown) => {
        this.#parts.log.error({ err: cause }, 'a batch could not be anchored; it is tried again');
        this.#closeBatchIn(BATCH_RETRY_MS);
      });
  }

  async #anchor(): Promise<void> {
    const ids = this.#batch.slice();
    const kept = await Promise.all(ids.map((id) => this.#kept(id)));
    const batch = kept.flatMap((one) =>
      one?.leaf === undefined ? [] : [{ ...one, leaf: one.leaf }],
    );
    if (batch.length === 0) return;
    const { identity, ledger, signer, clock } = this.#parts;
    const issuer = identity.mspId;
    const head = (await ledgerAnchors(this.#parts, issuer)).at(-1);
    const leaves = batch.map((one) => one.leaf);
    const createdAt = isoNow(clock);
    const anchor = await buildAnchor(
      {
        ...{
          id: randomId(this.#parts),
          issuer,
          leaves,
          createdAt,
          sequence: (head?.sequence ?? 0) + 1,
        },
        ...(head ? { previousRoot: head.root } : {}),
      },
      signer,
    );
    await this.#parts.store.batch(batchWrites(anchor.id, batch));
    const committed = await ledger.submit({
      name: 'certificates:AnchorBatch',
      args: [JSON.stringify(anchor)],
    });
    if (!committed.ok) throw new Error(committed.refusal.message, { cause: committed.refusal });
    for (const [i, one] of batch.entries()) {
      const bundle = bundleText(one.view.jws ?? '', anchor, leaves, i);
      const current = (await this.#kept(one.view.id)) ?? one;
      await this.#keep(one.view.id, {
        ...current,
        view: { ...current.view, anchored: true, anchorId: anchor.id, bundle },
      });
    }
    this.#batch = this.#batch.filter((id) => !ids.includes(id));
    this.#trust = undefined;
    await this.#lists.publishFirst();
  }

  async #trustList(): Promise<{ readonly text: string; readonly list: TrustList }> {
    const now = this.#parts.clock.now();
    if (this.#trust && now - this.#trust.builtAt < TRUST_LIST_MS / 4) return this.#trust;
    const text = await buildTrustList(
      {
        ...{ publisher: this.#parts.identity.mspId, now, validForMs: TRUST_LIST_MS },
        organisations: await organisations(this.#parts),
        anchors: await ledgerAnchors(this.#parts, ''),
        statusLists: await ledgerStatusLists(this.#parts),
      },
      this.#parts.signer,
    );
    this.#trust = { text, list: parseTrustList(text), builtAt: now };
    return this.#trust;
  }

  async #indexesOf(state?: CertificateView['state']): Promise<number[]> {
    if (state === undefined) return [...this.#indexes];
    const indexes: number[] = [];
    for await (const [, kept] of this.#parts.store.entries<KeptCertificate>(CERTIFICATES)) {
      if (kept.statusIndex !== undefined && kept.view.state === state)
        indexes.push(kept.statusIndex);
    }
    return indexes;
  }

  async #nextNumber(): Promise<string> {
    const turn = this.#work.then(async () => {
      const next = ((await this.#parts.store.get<number>('node', COUNTER)) ?? 0) + 1;
      await this.#parts.store.put('node', COUNTER, next);
      return next;
    });
    this.#work = turn.catch(() => undefined);
    const year = isoNow(this.#parts.clock).slice(0, 4);
    return `${this.#parts.identity.countryCode}-${year}-${String(await turn).padStart(7, '0')}`;
  }

  async #kept(id: string): Promise<KeptCertificate | undefined> {
    return this.#parts.store.get<KeptCertificate>(CERTIFICATES, id);
  }

  async #keep(id: string, kept: KeptCertificate): Promise<CertificateView> {
    await this.#parts.store.put(CERTIFICATES, id, kept);
    return kept.view;
  }
}
