/** Agreements on the ledger: public status and hash, private terms in the collections of both parties. */
import type { Context } from 'fabric-contract-api';
import type { Agreement, AgreementStep, AgreementTerms } from '../agreement.js';
import { negotiate, parseTerms, partyRole, termsHash } from '../agreement.js';
import { canonicalize } from '../canonical.js';
import { implicitCollection } from '../identifiers.js';
import { refuse } from '../refusal.js';
import {
  clientMsp,
  demand,
  emit,
  GuanlianContract,
  keyOf,
  listState,
  readState,
  requireActive,
  requireOwnPeer,
  requireState,
  transientText,
  writeState,
} from './guanlian-contract.js';

export class AgreementsContract extends GuanlianContract {
  constructor(now: () => number) {
    super('agreements', now);
  }

  /** Opens a negotiation. Transient `terms`; endorsers exactly provider and consumer. */
  async Propose(ctx: Context): Promise<string> {
    const { terms, text, role } = await proposedTerms(ctx);
    const key = agreementKey(ctx, terms.id);
    if (await readState(ctx, key)) refuse('ALREADY_EXISTS', `agreement ${terms.id} exists`);
    const status = role === 'provider' ? 'OFFERED' : 'REQUESTED';
    const agreement = publicSide(terms, text, status, 1);
    await writeAgreement(ctx, agreement);
    await writeTerms(ctx, terms, text);
    return canonicalize(agreement);
  }

  /** Answers an open negotiation with other terms. Transient `terms`; endorsers as for Propose. */
  async Counter(ctx: Context): Promise<string> {
    const { terms, text } = await proposedTerms(ctx);
    const before = await requireAgreement(ctx, terms.id);
    if (before.provider !== terms.provider || before.consumer !== terms.consumer) {
      refuse('TERMS_MISMATCH', 'the parties of an agreement never change');
    }
    const { status, revision } = demand(negotiate(before, 'counter', clientMsp(ctx)));
    const agreement = publicSide(terms, text, status, revision);
    await writeAgreement(ctx, agreement);
    await writeTerms(ctx, terms, text);
    return canonicalize(agreement);
  }

  /** Accepts the terms whose hash is named, so that nobody accepts what changed meanwhile. */
  async Accept(ctx: Context, id: string, hash: string): Promise<string> {
    const before = await requireAgreement(ctx, id);
    if (before.termsHash !== hash)
      refuse('TERMS_MISMATCH', 'the terms changed since they were read');
    await requireActive(ctx, before.provider);
    await requireActive(ctx, before.consumer);
    await requireTermsHash(ctx, before);
    return this.#step(ctx, before, 'accept');
  }

  /** Ends an agreement or its negotiation; past releases keep their evidence. */
  async Terminate(ctx: Context, id: string): Promise<string> {
    return this.#step(ctx, await requireAgreement(ctx, id), 'terminate');
  }

  /** One agreement's public side. */
  async Get(ctx: Context, id: string): Promise<string> {
    return canonicalize(await requireAgreement(ctx, id));
  }

  /** All agreements' public sides. */
  async List(ctx: Context): Promise<string> {
    return canonicalize(await listState<Agreement>(ctx, 'agreement'));
  }

  /** The terms, for a party on its own peer. Evaluate only. */
  async ReadTerms(ctx: Context, id: string): Promise<string> {
    const mspId = requireOwnPeer(ctx);
    const bytes = await ctx.stub.getPrivateData(implicitCollection(mspId), termsKey(id));
    if (bytes.length === 0) refuse('NOT_FOUND', `no terms of ${id} are held here`);
    return Buffer.from(bytes).toString();
  }

  async #step(ctx: Context, before: Agreement, step: AgreementStep): Promise<string> {
    const agreement = demand(negotiate(before, step, clientMsp(ctx)));
    await writeAgreement(ctx, agreement);
    return canonicalize(agreement);
  }
}

/** The agreement's public side, which must exist. */
export async function requireAgreement(ctx: Context, id: string): Promise<Agreement> {
  return requireState<Agreement>(ctx, agreementKey(ctx, id), `agreement ${id.slice(0, 64)}`);
}

/** Refuses unless both parties' private collections hold the terms with the public hash. */
export async function requireTermsHash(ctx: Context, agreement: Agreement): Promise<void> {
  for (const party of [agreement.provider, agreement.consumer]) {
    const hash = await ctx.stub.getPrivateDataHash(
      implicitCollection(party),
      termsKey(agreement.id),
    );
    if (Buffer.from(hash).toString('hex') !== agreement.termsHash) {
      refuse('TERMS_MISMATCH', `${party} holds other terms of ${agreement.id}`);
    }
  }
}

async function proposedTerms(
  ctx: Context,
): Promise<{ terms: AgreementTerms; text: string; role: 'provider' | 'consumer' }> {
  const text = transientText(ctx, 'terms');
  const terms = demand(parseTerms(text));
  const role = partyRole(terms, clientMsp(ctx));
  if (role === undefined) return refuse('NOT_PARTY', 'only a party proposes terms');
  await requireActive(ctx, terms.provider);
  await requireActive(ctx, terms.consumer);
  return { terms, text, role };
}

function publicSide(
  terms: AgreementTerms,
  text: string,
  status: Agreement['status'],
  revision: number,
): Agreement {
  const { id, provider, consumer, validFrom, validUntil } = terms;
  return {
    id,
    provider,
    consumer,
    validFrom,
    validUntil,
    termsHash: termsHash(text),
    status,
    revision,
  };
}

async function writeAgreement(ctx: Context, agreement: Agreement): Promise<void> {
  await writeState(ctx, agreementKey(ctx, agreement.id), canonicalize(agreement));
  const { id, provider, consumer, status } = agreement;
  emit(ctx, 'agreement.changed', { id, provider, consumer, status });
}

async function writeTerms(ctx: Context, terms: AgreementTerms, text: string): Promise<void> {
  for (const party of [terms.provider, terms.consumer]) {
    await ctx.stub.putPrivateData(implicitCollection(party), termsKey(terms.id), Buffer.from(text));
  }
}

function agreementKey(ctx: Context, id: string): string {
  return keyOf(ctx, 'agreement', id || refuse('INVALID_INPUT', 'the agreement id is empty'));
}

function termsKey(id: string): string {
  return `terms:${id}`;
}
