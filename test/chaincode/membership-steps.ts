/** Steps of organisations that join, share and leave, over any ledger. */
import type { AgreementTerms, Organisation, Outcome } from '../../chaincode/index.js';
import { releaseText, termsHash, termsText } from '../../chaincode/index.js';
import type { Ledger, LedgerFailure, OrganisationIdentity } from '../../network/index.js';
import type { Story, StoryRecord, StoryRelease } from '../fabric/differential-story.js';

const YEAR_MS = 365 * 86_400_000;

export interface Cast {
  readonly story: Story;
  ledger(mspId: string): Ledger;
}

/** The directory entry of an organisation whose node signs with this identity. */
export function entryOf({ mspId, signer }: OrganisationIdentity, now = Date.now()): Organisation {
  const { kid, jwk } = signer.key;
  return {
    ...{ mspId, name: mspId, countryCode: 'XA', roles: ['customs'], authorities: [] },
    keys: [
      {
        ...{ kid, jwk },
        validFrom: new Date(now - 60_000).toISOString(),
        validUntil: new Date(now + YEAR_MS).toISOString(),
      },
    ],
    status: 'active',
  };
}

/** What was done; a refusal fails the test. */
export function done<T>(outcome: Outcome<T, LedgerFailure>): T {
  if (outcome.ok) return outcome.value;
  const { category, code, message } = outcome.refusal;
  throw new Error(`${category} ${code}: ${message}`);
}

/** The code with which a step was refused; `done` when it was not. */
export function refusalOf(outcome: Outcome<unknown, LedgerFailure>): string {
  return outcome.ok ? 'done' : outcome.refusal.code;
}

/** Proposes by the first and votes by the others until it is decided; resolves to the status. */
export async function decide(
  { story, ledger }: Cast,
  voters: readonly string[],
  kind: string,
  subject: unknown,
): Promise<string> {
  const [proposer = '', ...others] = voters;
  const id = story.id('proposal-number');
  const args = [id, kind, JSON.stringify(subject)];
  let text = done(await ledger(proposer).submit({ name: 'governance:Propose', args })).result;
  for (const voter of others) {
    if (statusOf(text) !== 'open') break;
    const call = { name: 'governance:Vote', args: [id, 'yes'] };
    text = done(await ledger(voter).submit(call)).result;
  }
  return statusOf(text);
}

/** An agreement in force between the two. */
export async function agree(
  { story, ledger }: Cast,
  provider: string,
  consumer: string,
): Promise<AgreementTerms> {
  const terms = story.terms(provider, consumer);
  done(await propose({ story, ledger }, terms));
  done(await accept({ story, ledger }, terms));
  return terms;
}

export function propose({ ledger }: Cast, terms: AgreementTerms): ReturnType<Ledger['submit']> {
  const { provider, consumer } = terms;
  return ledger(provider).submit({
    ...{ name: 'agreements:Propose', args: [], transient: { terms: termsText(terms) } },
    endorsers: [provider, consumer],
  });
}

export function accept({ ledger }: Cast, terms: AgreementTerms): ReturnType<Ledger['submit']> {
  const { id, provider, consumer } = terms;
  const args = [id, termsHash(termsText(terms))];
  return ledger(consumer).submit({
    ...{ name: 'agreements:Accept', args, endorsers: [provider, consumer] },
  });
}

/** Commits to a record of the owner. */
export async function commit({ story, ledger }: Cast, owner: string): Promise<StoryRecord> {
  const record = await story.record(owner);
  const args = [JSON.stringify(record.envelope)];
  done(await ledger(owner).submit({ name: 'records:CreateEnvelope', args }));
  return record;
}

/** The release of a record under the terms, and what came of it on the owner's own peer (`try`) or on the ledger. */
export async function release(
  { story, ledger }: Cast,
  record: StoryRecord,
  terms: AgreementTerms,
  how: 'try' | 'submit',
): Promise<{ readonly made: StoryRelease; readonly outcome: Outcome<unknown, LedgerFailure> }> {
  const made = { release: story.release(record, terms), terms };
  const { owner, recipient } = made.release;
  const call = {
    ...{ name: 'records:ReleaseFields', args: [record.envelope.id, terms.id] },
    transient: { terms: termsText(terms), release: releaseText(made.release) },
  };
  const outcome =
    how === 'try'
      ? await ledger(owner).evaluate({ ...call, endorsers: [owner] })
      : await ledger(owner).submit({ ...call, endorsers: [owner, recipient] });
  return { made, outcome };
}

/** Shares a new record of the owner. */
export async function share(cast: Cast, terms: AgreementTerms): Promise<StoryRelease> {
  const record = await commit(cast, terms.provider);
  const { made, outcome } = await release(cast, record, terms, 'submit');
  done(outcome);
  return made;
}

/** What a party holds of a release, on its own peer. */
export async function held(
  { ledger }: Cast,
  mspId: string,
  { release }: StoryRelease,
): Promise<string> {
  return done(await ledger(mspId).evaluate({ name: 'records:ReadRelease', args: [release.id] }));
}

/** The directory as a member sees it. */
export async function directory({ ledger }: Cast, mspId: string): Promise<Organisation[]> {
  const text = done(await ledger(mspId).evaluate({ name: 'directory:List', args: [] }));
  return JSON.parse(text) as Organisation[];
}

function statusOf(proposal: string): string {
  return (JSON.parse(proposal) as { status: string }).status;
}
