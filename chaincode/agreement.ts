/**
 * Agreements between a provider and a consumer, negotiated by a state machine in the style of the Dataspace
 * Protocol. The ledger holds parties, status, validity and the hash of the terms; the terms are private to both.
 */
import { canonicalize } from './canonical.js';
import { sha256Hex } from './digest.js';
import { isFieldPattern } from './field-pattern.js';
import { isInstant, isLater, isLedgerId, isMspId } from './identifiers.js';
import type { Purpose } from './purpose.js';
import { isPurpose } from './purpose.js';
import type { RecordKind } from './records/record.js';
import { RECORD_KINDS } from './records/record.js';
import type { Outcome } from './refusal.js';
import { accepted, refusal, refused } from './refusal.js';

export interface AgreedDataset {
  readonly kind: RecordKind;
  /** Field patterns that are released; everything else is withheld. */
  readonly fields: readonly string[];
}

/** The private terms. `salt` keeps the hash on the ledger from being guessed. */
export interface AgreementTerms {
  readonly id: string;
  readonly provider: string;
  readonly consumer: string;
  readonly datasets: readonly AgreedDataset[];
  readonly purposes: readonly Purpose[];
  readonly legalBasis: string;
  readonly retentionDays: number;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly salt: string;
}

export type AgreementStatus = 'OFFERED' | 'REQUESTED' | 'FINALIZED' | 'TERMINATED';
export type AgreementStep = 'counter' | 'accept' | 'terminate';
type PartyRole = 'provider' | 'consumer';

/** The public side of an agreement. */
export interface Agreement {
  readonly id: string;
  readonly provider: string;
  readonly consumer: string;
  readonly termsHash: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly status: AgreementStatus;
  readonly revision: number;
}

/** Who may take which step from where, and where it leads. */
export const NEGOTIATION: Readonly<
  Record<
    AgreementStatus,
    Partial<Record<AgreementStep, { by: readonly PartyRole[]; to: AgreementStatus }>>
  >
> = {
  OFFERED: {
    counter: { by: ['consumer'], to: 'REQUESTED' },
    accept: { by: ['consumer'], to: 'FINALIZED' },
    terminate: { by: ['provider', 'consumer'], to: 'TERMINATED' },
  },
  REQUESTED: {
    counter: { by: ['provider'], to: 'OFFERED' },
    accept: { by: ['provider'], to: 'FINALIZED' },
    terminate: { by: ['provider', 'consumer'], to: 'TERMINATED' },
  },
  FINALIZED: { terminate: { by: ['provider', 'consumer'], to: 'TERMINATED' } },
  TERMINATED: {},
};

/** The role of an organisation in an agreement, if it has one. */
export function partyRole(
  agreement: { provider: string; consumer: string },
  mspId: string,
): PartyRole | undefined {
  if (agreement.provider === mspId) return 'provider';
  return agreement.consumer === mspId ? 'consumer' : undefined;
}

/** Takes a step of the negotiation, or says why it may not be taken. */
export function negotiate(
  agreement: Agreement,
  step: AgreementStep,
  mspId: string,
): Outcome<Agreement> {
  const role = partyRole(agreement, mspId);
  if (role === undefined)
    return refused(refusal('NOT_PARTY', `${mspId} is no party to ${agreement.id}`));
  const rule = NEGOTIATION[agreement.status][step];
  if (!rule?.by.includes(role)) {
    return refused(refusal('AGREEMENT_STATE', `${role} may not ${step} while ${agreement.status}`));
  }
  return accepted({ ...agreement, status: rule.to, revision: agreement.revision + 1 });
}

/** Refuses unless the agreement is finalized and in force at the instant. */
export function checkLive(agreement: Agreement, instant: string): Outcome<Agreement> {
  if (agreement.status !== 'FINALIZED') {
    return refused(
      refusal('AGREEMENT_NOT_LIVE', `agreement ${agreement.id} is ${agreement.status}`),
    );
  }
  const at = Date.parse(instant);
  if (at < Date.parse(agreement.validFrom)) {
    return refused(
      refusal('AGREEMENT_NOT_LIVE', `agreement ${agreement.id} starts ${agreement.validFrom}`),
    );
  }
  if (at >= Date.parse(agreement.validUntil)) {
    return refused(
      refusal('AGREEMENT_EXPIRED', `agreement ${agreement.id} ended ${agreement.validUntil}`),
    );
  }
  return accepted(agreement);
}

/** The terms as they are stored and hashed. */
export function termsText(terms: AgreementTerms): string {
  return canonicalize(terms);
}

/** SHA-256 of the stored terms, hex: what the ledger and both private collections carry. */
export function termsHash(text: string): string {
  return sha256Hex(text);
}

/** Parses and checks terms given as text; the text must be canonical, so that its hash is the terms' only one. */
export function parseTerms(text: string): Outcome<AgreementTerms> {
  let terms: AgreementTerms;
  try {
    terms = JSON.parse(text) as AgreementTerms;
    if (canonicalize(terms) !== text) return invalid('text', 'canonical JSON (RFC 8785)');
  } catch {
    // Unparseable input is the sender's to correct: answered, not thrown.
    return invalid('text', 'canonical JSON (RFC 8785)');
  }
  if (terms === null || typeof terms !== 'object') return invalid('text', 'a JSON object');
  const rule = TERM_RULES.find(([, holds]) => !holds(terms));
  return rule ? invalid(rule[0], rule[2]) : accepted(terms);
}

const TERM_RULES: readonly [string, (terms: AgreementTerms) => boolean, string][] = [
  ['id', (t) => isLedgerId(t.id), 'a random id of 16 to 64 characters'],
  ['provider', (t) => isMspId(t.provider), 'an MSP id'],
  ['consumer', (t) => isMspId(t.consumer) && t.consumer !== t.provider, 'another MSP id'],
  ['datasets', (t) => isDatasetList(t.datasets), 'record kinds, each once, with field patterns'],
  [
    'purposes',
    (t) => Array.isArray(t.purposes) && t.purposes.length > 0 && t.purposes.every(isPurpose),
    'listed purposes',
  ],
  [
    'legalBasis',
    (t) => typeof t.legalBasis === 'string' && t.legalBasis.length > 2,
    'the legal basis in words',
  ],
  [
    'retentionDays',
    (t) => Number.isInteger(t.retentionDays) && t.retentionDays > 0 && t.retentionDays <= 1827,
    '1 to 1827 days',
  ],
  ['validFrom', (t) => isInstant(t.validFrom), 'a UTC instant'],
  [
    'validUntil',
    (t) => isInstant(t.validUntil) && isLater(t.validFrom, t.validUntil),
    'a later UTC instant',
  ],
  ['salt', (t) => typeof t.salt === 'string' && t.salt.length >= 22, '128 random bits, base64url'],
];

function isDatasetList(datasets: unknown): boolean {
  if (!Array.isArray(datasets) || datasets.length === 0) return false;
  const kinds = new Set(datasets.map((dataset: AgreedDataset | null) => dataset?.kind));
  return kinds.size === datasets.length && datasets.every(isDataset);
}

function isDataset(value: unknown): boolean {
  const { kind, fields } = (value ?? {}) as Partial<AgreedDataset>;
  return (
    kind !== undefined &&
    RECORD_KINDS.includes(kind) &&
    Array.isArray(fields) &&
    fields.length > 0 &&
    fields.every(isFieldPattern)
  );
}

function invalid(field: string, rule: string): Outcome<never> {
  return refused(refusal('INVALID_INPUT', `agreement terms ${field} must be ${rule}`));
}
