/** The input of an agreement proposal. Purposes and patterns are text: the contract refuses what it does not know, with a code. */
import type { AgreementTerms } from '../../../chaincode/index.js';
import type { Builder, Input } from '../builder.js';
import type { Words } from '../words.js';

/** The terms as users propose them: ids and salts are the node's to choose, purposes are checked by the contract. */
export type ProposedTerms = Omit<AgreementTerms, 'id' | 'salt' | 'purposes'> & {
  readonly purposes: readonly string[];
};

/** Adds AgreementTermsInput and AgreedDatasetInput. */
export function defineAgreementTerms(builder: Builder, words: Words): Input<ProposedTerms> {
  const dataset = builder.inputType('AgreedDatasetInput', {
    description: 'One kind of record with the fields to release.',
    fields: (t) => ({
      kind: t.field({ type: words.RecordKind, description: 'The kind of record.' }),
      fields: t.stringList({
        description: 'Field patterns to release, e.g. /consignments/*/packages.',
      }),
    }),
  });
  const input = builder.inputType('AgreementTermsInput', {
    description: 'Terms to propose. One of the two parties must be this node’s organisation.',
    fields: (t) => ({
      provider: t.string({ description: 'MSP id of the provider.' }),
      consumer: t.string({ description: 'MSP id of the consumer.' }),
      datasets: t.field({ type: [dataset], description: 'What is released.' }),
      purposes: t.stringList({ description: 'Purposes, e.g. risk-assessment.' }),
      legalBasis: t.string({ description: 'The legal basis in words.' }),
      retentionDays: t.int({ description: 'Days the consumer may keep a release, 1 to 1827.' }),
      validFrom: t.field({ type: 'DateTime', description: 'In force from.' }),
      validUntil: t.field({ type: 'DateTime', description: 'In force until.' }),
    }),
  });
  return input;
}
