/** Agreements as a party negotiates and reads them. Terms travel only as transient data to both parties. */
import type { Agreement, AgreementTerms, Outcome } from '../../chaincode/index.js';
import { accepted, refusal, refused, termsText } from '../../chaincode/index.js';
import type { ContractCall, LedgerFailure } from '../../network/index.js';
import type { AgreementView, Page, PageRequest, UserOutcome } from '../application.js';
import { pageOf } from './page.js';
import type { NodeParts } from './parts.js';
import { randomId, toRefusal } from './parts.js';

/** Proposes terms to the other party. The id and the salt are made here. */
export async function proposeAgreement(
  parts: NodeParts,
  draft: Omit<AgreementTerms, 'id' | 'salt'>,
): Promise<UserOutcome<AgreementView>> {
  const salt = parts.randomBytes(16).toString('base64url');
  const terms: AgreementTerms = { ...draft, id: randomId(parts), salt };
  const endorsers = [terms.provider, terms.consumer];
  let text: string;
  try {
    text = termsText(terms);
  } catch {
    // Terms that have no canonical form (floats, odd types) are the caller's to correct.
    return refused(refusal('INVALID_INPUT', 'the terms must be plain JSON without decimals'));
  }
  const committed = await twoParty(parts, {
    name: 'agreements:Propose',
    args: [],
    transient: { terms: text },
    endorsers,
  });
  return committed.ok
    ? accepted({ agreement: JSON.parse(committed.value) as Agreement, terms })
    : refused(toRefusal(committed.refusal));
}

/** Accepts the terms as this node's peer holds them. */
export async function acceptAgreement(
  parts: NodeParts,
  id: string,
): Promise<UserOutcome<AgreementView>> {
  const agreement = await readAgreement(parts, id);
  if (!agreement.ok) return refused(toRefusal(agreement.refusal));
  const { provider, consumer, termsHash } = agreement.value;
  const endorsers = [provider, consumer];
  return step(parts, { name: 'agreements:Accept', args: [id, termsHash], endorsers });
}

/** Ends an agreement. */
export async function terminateAgreement(
  parts: NodeParts,
  id: string,
): Promise<UserOutcome<AgreementView>> {
  return step(parts, { name: 'agreements:Terminate', args: [id] });
}

/** Agreements that this organisation is a party to, with their terms. */
export async function listAgreements(
  parts: NodeParts,
  page: PageRequest,
): Promise<Page<AgreementView>> {
  const own = (await allAgreements(parts)).filter((a) => isParty(a, parts.identity.mspId));
  const chosen = await pageOf(own, page, { of: (agreement) => agreement.id });
  const items = await Promise.all(
    chosen.items.map(async ({ node, cursor }) => ({ node: await withTerms(parts, node), cursor })),
  );
  return { ...chosen, items };
}

/** The live agreement under which this node may release a kind to a recipient for a purpose, if there is one. */
export async function findAgreement(
  parts: NodeParts,
  wanted: { recipient: string; kind: string; purpose: string },
): Promise<AgreementTerms | undefined> {
  for (const agreement of await allAgreements(parts)) {
    if (agreement.provider !== parts.identity.mspId || agreement.consumer !== wanted.recipient)
      continue;
    if (agreement.status !== 'FINALIZED') continue;
    const terms = await readTerms(parts, agreement.id);
    const fits =
      terms.ok &&
      terms.value.datasets.some((d) => d.kind === wanted.kind) &&
      terms.value.purposes.some((p) => p === wanted.purpose);
    if (fits) return terms.value;
  }
  return undefined;
}

/** The terms of an agreement, as the own peer holds them. */
export async function readTerms(
  parts: NodeParts,
  id: string,
): Promise<Outcome<AgreementTerms, LedgerFailure>> {
  const answer = await parts.ledger.evaluate({ name: 'agreements:ReadTerms', args: [id] });
  return answer.ok ? accepted(JSON.parse(answer.value) as AgreementTerms) : answer;
}

async function readAgreement(
  parts: NodeParts,
  id: string,
): Promise<Outcome<Agreement, LedgerFailure>> {
  const answer = await parts.ledger.evaluate({ name: 'agreements:Get', args: [id] });
  return answer.ok ? accepted(JSON.parse(answer.value) as Agreement) : answer;
}

async function allAgreements(parts: NodeParts): Promise<Agreement[]> {
  const answer = await parts.ledger.evaluate({ name: 'agreements:List', args: [] });
  if (answer.ok) return JSON.parse(answer.value) as Agreement[];
  throw new Error('agreements cannot be listed', { cause: answer.refusal });
}

async function withTerms(parts: NodeParts, agreement: Agreement): Promise<AgreementView> {
  const terms = await readTerms(parts, agreement.id);
  return terms.ok ? { agreement, terms: terms.value } : { agreement };
}

async function step(parts: NodeParts, call: ContractCall): Promise<UserOutcome<AgreementView>> {
  const committed = await parts.ledger.submit(call);
  if (!committed.ok) return refused(toRefusal(committed.refusal));
  return accepted(await withTerms(parts, JSON.parse(committed.value.result) as Agreement));
}

/** Evaluates on the own peer first, so that the other party never sees what the contract refuses. */
async function twoParty(
  parts: NodeParts,
  call: ContractCall,
): Promise<Outcome<string, LedgerFailure>> {
  const rehearsal = await parts.ledger.evaluate({ ...call, endorsers: [parts.identity.mspId] });
  if (!rehearsal.ok) return rehearsal;
  const committed = await parts.ledger.submit(call);
  return committed.ok ? accepted(committed.value.result) : committed;
}

function isParty(agreement: Agreement, mspId: string): boolean {
  return agreement.provider === mspId || agreement.consumer === mspId;
}
