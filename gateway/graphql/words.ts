/**
 * Enums whose values are the words of the domain: the same word on the ledger, in HTTP answers and here.
 * GraphQL names allow no hyphen, so `manual-review` is written `manual_review`; nothing else changes.
 */
import { STATUS_REASONS, WITHHELD_REASONS } from '../../chaincode/index.js';
import type {
  AgreementStatus,
  CertificateType,
  OrganisationRole,
  RecordKind,
  Severity,
  StatusReason,
  WithheldReason,
} from '../../chaincode/index.js';
import type {
  CertificateView,
  DeliveryState,
  RecordSummary,
  ReviewCheckView,
  VerificationView,
} from '../application.js';
import type { Builder, WordEnum } from './builder.js';

export interface Words {
  readonly RecordKind: WordEnum<RecordKind>;
  readonly RecordStatus: WordEnum<RecordSummary['status']>;
  readonly Holding: WordEnum<RecordSummary['holding']>;
  readonly Severity: WordEnum<Severity>;
  readonly WithheldReason: WordEnum<WithheldReason>;
  readonly DeliveryState: WordEnum<DeliveryState>;
  readonly AgreementStatus: WordEnum<AgreementStatus>;
  readonly CertificateType: WordEnum<CertificateType>;
  readonly CertificateState: WordEnum<CertificateView['state']>;
  readonly CertificateChange: WordEnum<'suspended' | 'issued' | 'revoked'>;
  readonly StatusReason: WordEnum<StatusReason>;
  readonly CheckResult: WordEnum<ReviewCheckView['result']>;
  readonly VerificationOutcome: WordEnum<VerificationView['outcome']>;
  readonly OrganisationRole: WordEnum<OrganisationRole>;
  readonly OrganisationStatus: WordEnum<'active' | 'suspended'>;
}

/** Adds all enums to the schema. */
export function defineWords(builder: Builder): Words {
  return {
    ...recordWords(builder),
    ...certificateWords(builder),
    AgreementStatus: words(builder, 'AgreementStatus', 'Where an agreement stands.', {
      OFFERED: 'The provider made an offer; the consumer answers.',
      REQUESTED: 'The consumer asked for other terms; the provider answers.',
      FINALIZED: 'Both agreed: shares may happen while it is in force.',
      TERMINATED: 'One party ended it.',
    }),
    OrganisationRole: words(builder, 'OrganisationRole', 'What an organisation is.', {
      customs: 'A customs administration.',
      airline: 'A carrier by air.',
      trader: 'A company that trades.',
      cooperation: 'A node of international cooperation.',
      quarantine: 'An inspection and quarantine authority.',
    } satisfies Record<OrganisationRole, string>),
    OrganisationStatus: words(builder, 'OrganisationStatus', 'Whether a member takes part.', {
      active: 'Takes part.',
      suspended: 'Has left or is suspended: no new shares.',
    }),
  };
}

function recordWords(builder: Builder) {
  return {
    RecordKind: words(builder, 'RecordKind', 'The kinds of record that members share.', {
      manifest: 'Cargo of one conveyance.',
      passengerList: 'Travellers of one flight (API).',
      reservation: 'A booking of a traveller (PNR).',
      declaration: 'A customs declaration of goods.',
      inspection: 'What an inspection found.',
      certificateApplication: 'An application for an inspection certificate.',
    } satisfies Record<RecordKind, string>),
    RecordStatus: words(builder, 'RecordStatus', 'Whether the owner still holds the record.', {
      live: 'The owner holds it.',
      purged: 'The owner erased it; envelope and purge receipt remain.',
    }),
    Holding: words(builder, 'Holding', 'What this node holds of a record.', {
      owner: 'Everything: this organisation owns it.',
      release: 'The fields that were released to this organisation.',
      envelope: 'The envelope on the ledger alone: nothing of the content.',
    }),
    Severity: words(builder, 'Severity', 'How grave a finding is.', {
      info: 'Worth knowing.',
      warn: 'Unusual or against the standard, still usable.',
      error: 'The value could not be used as it stands.',
    }),
    WithheldReason: words(
      builder,
      'WithheldReason',
      'Why a field is not shown.',
      capitalised(WITHHELD_REASONS),
    ),
    DeliveryState: words(builder, 'DeliveryState', 'How far a release has come.', {
      pending: 'Waits for the recipient or its turn.',
      delivered: 'Committed: the recipient holds it and has endorsed it.',
      failed: 'Refused for good; the refusal says why.',
    }),
  };
}

function certificateWords(builder: Builder) {
  return {
    CertificateType: words(builder, 'CertificateType', 'What a certificate attests.', {
      phytosanitary: 'Plant health.',
      health: 'Health of animals or of products of animal origin.',
      quality: 'Quality of the goods.',
      origin: 'Origin of the goods.',
      fumigation: 'Treatment of goods or packaging against pests.',
      inspection: 'Result of an inspection.',
    }),
    CertificateState: words(builder, 'CertificateState', 'Where a certificate stands.', {
      'manual-review': 'A rule asks for a decision by a person.',
      rejected: 'Refused by a rule or a person.',
      issued: 'Signed and in force.',
      suspended: 'Out of force for now.',
      revoked: 'Out of force for good.',
      replaced: 'Another certificate took its place.',
    }),
    CertificateChange: words(builder, 'CertificateChange', 'A new status for a certificate.', {
      suspended: 'Put out of force for now.',
      issued: 'Put back in force.',
      revoked: 'Put out of force for good.',
    }),
    StatusReason: words(
      builder,
      'StatusReason',
      'Why the status of a certificate changed.',
      Object.fromEntries(
        STATUS_REASONS.map((reason) => [reason, `${sentence(reason)}.`]),
      ) as Record<StatusReason, string>,
    ),
    CheckResult: words(builder, 'CheckResult', 'What a review rule found.', {
      pass: 'Fulfilled.',
      manual: 'A person has to look at it.',
      reject: 'Not fulfilled: no certificate.',
    }),
    VerificationOutcome: words(
      builder,
      'VerificationOutcome',
      'The four outcomes of a verification.',
      {
        VALID: 'Genuine, in force, from an issuer with the authority.',
        INVALID: 'Not genuine or not in force; the code says why.',
        CANNOT_CHECK: 'Something needed for the check is missing or too old.',
        NOT_YET_ANCHORED: 'Genuine, but too new to be on the ledger.',
      },
    ),
  };
}

function words<const W extends string>(
  builder: Builder,
  name: string,
  description: string,
  meanings: Readonly<Record<W, string>>,
): WordEnum<W> {
  const entries = Object.entries<string>(meanings).map(([word, meaning]) => [
    word.replaceAll('-', '_'),
    { value: word, description: meaning },
  ]);
  const values = Object.fromEntries(entries) as Record<string, { value: W; description: string }>;
  return builder.enumType(name, { description, values }) as unknown as WordEnum<W>;
}

function capitalised<W extends string>(meanings: Readonly<Record<W, string>>): Record<W, string> {
  const entries = Object.entries<string>(meanings).map(([word, text]) => [
    word,
    `${sentence(text)}.`,
  ]);
  return Object.fromEntries(entries) as Record<W, string>;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replaceAll('-', ' ');
}
