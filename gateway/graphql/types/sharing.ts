/** Deliveries and agreements in the schema. */
import type { AgreedDataset, AgreementTerms } from '../../../chaincode/index.js';
import type { AgreementView, Delivery } from '../../application.js';
import type { Builder, Ref } from '../builder.js';
import { asRefused } from '../payloads.js';
import type { Words } from '../words.js';

export interface SharingTypes {
  readonly Delivery: Ref<Delivery>;
  readonly Agreement: Ref<AgreementView>;
}

/** Adds Delivery, Agreement and AgreementTerms. */
export function defineSharing(
  builder: Builder,
  words: Words,
  refusal: Ref<ReturnType<typeof asRefused>>,
): SharingTypes {
  const Delivery = builder.objectRef<Delivery>('Delivery').implement({
    description: 'One release on its way to one recipient.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Id of the release.' }),
      recordId: t.exposeID('recordId', { description: 'The record that is released.' }),
      recipient: t.exposeString('recipient', { description: 'MSP id of the recipient.' }),
      agreementId: t.exposeID('agreementId', { description: 'The agreement it relies on.' }),
      purpose: t.exposeString('purpose', { description: 'The stated purpose.' }),
      state: t.expose('state', { type: words.DeliveryState, description: 'How far it has come.' }),
      attempts: t.exposeInt('attempts', { description: 'How often delivery was tried.' }),
      queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'When it was queued.' }),
      deliveredAt: t.expose('deliveredAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was committed.',
      }),
      releasedFields: t.exposeInt('releasedFields', { description: 'Fields it discloses.' }),
      withheldFields: t.exposeInt('withheldFields', { description: 'Fields it keeps back.' }),
      refusal: t.field({
        type: refusal,
        nullable: true,
        description: 'Why the latest attempt did not succeed.',
        resolve: (delivery) => (delivery.refusal ? asRefused(delivery.refusal) : null),
      }),
    }),
  });
  return { Delivery, Agreement: defineAgreement(builder, words) };
}

function defineAgreement(builder: Builder, words: Words): Ref<AgreementView> {
  const terms = defineTerms(builder, words);
  return builder.objectRef<AgreementView>('Agreement').implement({
    description: 'An agreement: what a provider releases to a consumer, for which purposes.',
    fields: (t) => ({
      id: t.id({ description: 'Id of the agreement.', resolve: (view) => view.agreement.id }),
      provider: t.string({
        description: 'MSP id of the provider.',
        resolve: (view) => view.agreement.provider,
      }),
      consumer: t.string({
        description: 'MSP id of the consumer.',
        resolve: (view) => view.agreement.consumer,
      }),
      status: t.field({
        type: words.AgreementStatus,
        description: 'Where the negotiation stands.',
        resolve: (view) => view.agreement.status,
      }),
      termsHash: t.string({
        description: 'SHA-256 of the private terms, hex: what other members see of them.',
        resolve: (view) => view.agreement.termsHash,
      }),
      validFrom: t.field({
        type: 'DateTime',
        description: 'In force from.',
        resolve: (view) => view.agreement.validFrom,
      }),
      validUntil: t.field({
        type: 'DateTime',
        description: 'In force until.',
        resolve: (view) => view.agreement.validUntil,
      }),
      revision: t.int({
        description: 'Counts the steps of the negotiation.',
        resolve: (view) => view.agreement.revision,
      }),
      terms: t.expose('terms', {
        type: terms,
        nullable: true,
        description: 'The terms; present for the two parties only.',
      }),
    }),
  });
}

function defineTerms(builder: Builder, words: Words): Ref<AgreementTerms> {
  const dataset = builder.objectRef<AgreedDataset>('AgreedDataset').implement({
    description: 'One kind of record with the fields that are released.',
    fields: (t) => ({
      kind: t.expose('kind', { type: words.RecordKind, description: 'The kind of record.' }),
      fields: t.exposeStringList('fields', {
        description: 'Field patterns that are released; everything else is withheld.',
      }),
    }),
  });
  return builder.objectRef<AgreementTerms>('AgreementTerms').implement({
    description: 'The private terms of an agreement.',
    fields: (t) => ({
      datasets: t.expose('datasets', { type: [dataset], description: 'What is released.' }),
      purposes: t.exposeStringList('purposes', { description: 'What it may be used for.' }),
      legalBasis: t.exposeString('legalBasis', { description: 'The legal basis in words.' }),
      retentionDays: t.exposeInt('retentionDays', {
        description: 'How many days the consumer may keep a release.',
      }),
      validFrom: t.expose('validFrom', { type: 'DateTime', description: 'In force from.' }),
      validUntil: t.expose('validUntil', { type: 'DateTime', description: 'In force until.' }),
    }),
  });
}
