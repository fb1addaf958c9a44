/**
 * The signed status lists of an issuer (W3C Bitstring Status List): published after every change of a status, signed anew
 * before they end. A change that could not be published is remembered and published later, also by a later run.
 */
import { accepted, refused } from '../../chaincode/index.js';
import type { CertificateView, UserOutcome } from '../application.js';
import { signStatusList, STATUS_LIST_VALID_MS } from '../certification/index.js';
import { ledgerStatusLists } from './certificate-ledger.js';
import type { NodeParts } from './parts.js';
import { randomId, toRefusal } from './parts.js';

/** Lists are signed anew when less than half of their time is left. */
const RENEW_MS = STATUS_LIST_VALID_MS / 2;
const RETRY_MS = 5_000;
const LISTED = { revocation: 'revoked', suspension: 'suspended' } as const;
/** In the node's store: a status was changed that the published lists may not show. */
const DUE = 'statusListsDue';

export interface StatusListsOptions {
  /** Status indexes of the certificates in this state; of all that were issued when none is named. */
  readonly indexes: (state?: CertificateView['state']) => Promise<readonly number[]>;
  /** Called after every publication. */
  readonly onPublished: () => void;
}

export class StatusLists implements AsyncDisposable {
  readonly #parts: NodeParts;
  readonly #options: StatusListsOptions;
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** One publication at a time: the last one on the ledger is the one that was made last. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(parts: NodeParts, options: StatusListsOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Publishes what an earlier run left, and keeps the lists fresh from now on. */
  keepFresh(): void {
    const look = (): void => void this.#serially(() => this.#renew()).catch(this.#report);
    look();
    this.#timer = setInterval(look, RENEW_MS / 4);
    this.#timer.unref();
  }

  /** To be called before a status is changed on the ledger: from then on the lists are due. */
  async statusWillChange(): Promise<void> {
    await this.#parts.store.put('node', DUE, randomId(this.#parts));
  }

  /** Publishes the lists; what fails is reported in the log and tried again until it works. */
  async publishOrLater(): Promise<void> {
    const published = await this.#serially(() => this.#publish()).catch(this.#report);
    if (published?.ok) return;
    if (published) this.#parts.log.warn({ code: published.refusal.code }, UNPUBLISHED);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.publishOrLater(), RETRY_MS);
    this.#retry.unref();
  }

  /** An issuer without lists could not be checked: the first certificates bring them. */
  async publishFirst(): Promise<void> {
    if ((await this.#own()).length === 0) await this.publishOrLater();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#retry);
    await this.#work;
    clearTimeout(this.#retry);
  }

  async #renew(): Promise<void> {
    const now = this.#parts.clock.now();
    const isOld = (await this.#own()).some((list) => now - Date.parse(list.publishedAt) > RENEW_MS);
    if (isOld || (await this.#due()) !== undefined) void this.publishOrLater();
  }

  async #publish(): Promise<UserOutcome<undefined>> {
    const { mspId } = this.#parts.identity;
    const due = await this.#due();
    const issued = (await this.#options.indexes()).length;
    for (const purpose of ['revocation', 'suspension'] as const) {
      const indexes = await this.#options.indexes(LISTED[purpose]);
      const list = { indexes, issued, now: this.#parts.clock.now() };
      const jws = await signStatusList(this.#parts.signer, mspId, purpose, list);
      const committed = await this.#parts.ledger.submit({
        name: 'certificates:PublishStatusList',
        args: [purpose, jws],
      });
      if (!committed.ok) return refused(toRefusal(committed.refusal));
    }
    // A status that changed meanwhile is for the next publication.
    if ((await this.#due()) === due) await this.#parts.store.put('node', DUE, undefined);
    this.#options.onPublished();
    return accepted(undefined);
  }

  /** What the newest change of a status left; undefined when the lists show all. */
  #due(): Promise<string | undefined> {
    return this.#parts.store.get<string>('node', DUE);
  }

  async #own(): Promise<Awaited<ReturnType<typeof ledgerStatusLists>>> {
    const lists = await ledgerStatusLists(this.#parts);
    return lists.filter((list) => list.issuer === this.#parts.identity.mspId);
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  readonly #report = (cause: unknown): undefined => {
    this.#parts.log.error({ err: cause }, UNPUBLISHED);
  };
}

const UNPUBLISHED = 'status lists could not be published; it is tried again';
