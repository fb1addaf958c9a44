/** The input of a certificate application: the record's own fields, each checked by type; unknown members are refused. */
import type { CertificateApplication } from '../../../chaincode/index.js';
import type { Builder, Input, SchemaTypes } from '../builder.js';
import type { Words } from '../words.js';

type Fields = PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>;

/** Adds CertificateApplicationInput and the inputs it is made of. */
export function defineCertificateApplication(
  builder: Builder,
  words: Words,
): Input<Omit<CertificateApplication, 'kind'>> {
  const measure = defineMeasure(builder);
  const party = defineParty(builder);
  const item = defineItem(builder, measure);
  const treatment = defineTreatment(builder);
  const inspection = defineInspection(builder);
  const declaration = builder.inputType('CertificateDeclarationInput', {
    description: 'An additional declaration on the certificate.',
    fields: (t) => ({
      subjectCode: t.string({ description: 'What it is about, as a code.' }),
      text: t.string({ description: 'The declaration.' }),
      language: t.string({ description: 'Language of the text, e.g. en.' }),
    }),
  });
  const totals = builder.inputType('CertificateTotalsInput', {
    description: 'Totals of the consignment.',
    fields: (t) => ({
      packages: t.int({ description: 'Number of packages.' }),
      netMass: t.field({ type: measure, description: 'Net mass.' }),
    }),
  });
  const input = builder.inputType('CertificateApplicationInput', {
    description: 'An application for an inspection certificate.',
    fields: (t) => ({
      certificateType: t.field({ type: words.CertificateType, description: 'What to attest.' }),
      applicant: t.field({ type: party, description: 'Who applies.' }),
      consignor: t.field({ type: party, description: 'Who sends the goods.' }),
      consignee: t.field({ type: party, description: 'Who receives the goods.' }),
      exportCountry: t.string({ description: 'Country of export, ISO 3166-1 alpha-2.' }),
      importCountry: t.string({ description: 'Country of import, ISO 3166-1 alpha-2.' }),
      consignmentRef: t.string({ description: 'Reference of the consignment.' }),
      declarationRef: optionalText(t, 'Reference of the customs declaration.'),
      equipmentIds: t.stringList({ description: 'Containers and other equipment.' }),
      inspections: t.field({ type: [inspection], description: 'Inspections relied on.' }),
      producerRegistration: optionalText(t, 'Registration number of the producer.'),
      items: t.field({ type: [item], description: 'The goods.' }),
      totals: t.field({ type: totals, description: 'Totals over the goods.' }),
      treatments: t.field({ type: [treatment], description: 'Treatments of goods or packaging.' }),
      declarations: t.field({ type: [declaration], description: 'Additional declarations.' }),
      validUntil: optionalText(t, 'Until when the certificate should be valid, ISO 8601.'),
    }),
  });
  return input as unknown as Input<Omit<CertificateApplication, 'kind'>>;
}

function defineMeasure(builder: Builder) {
  return builder.inputType('MeasureInput', {
    description: 'A quantity with its unit.',
    fields: (t) => ({
      value: t.string({ description: 'Decimal text, e.g. 1250.5.' }),
      unitCode: t.string({ description: 'Unit, UN/ECE Recommendation 20, e.g. KGM.' }),
    }),
  });
}

function defineParty(builder: Builder) {
  const identifier = builder.inputType('PartyIdentifierInput', {
    description: 'An identifier of a party.',
    fields: (t) => ({
      scheme: t.string({ description: 'Scheme, e.g. EORI, AEO, LEI, USCI, GLN, LOCAL.' }),
      value: t.string({ description: 'The identifier.' }),
    }),
  });
  const address = builder.inputType('AddressInput', {
    description: 'A postal address.',
    fields: (t) => ({
      line: optionalText(t, 'Street and number.'),
      cityName: optionalText(t, 'City.'),
      postcode: optionalText(t, 'Postcode.'),
      countrySubDivision: optionalText(t, 'Province or state.'),
      countryCode: optionalText(t, 'Country, ISO 3166-1 alpha-2.'),
    }),
  });
  const contact = builder.inputType('ContactInput', {
    description: 'How to reach a party.',
    fields: (t) => ({
      name: optionalText(t, 'Name of the contact.'),
      phones: t.stringList({ required: false, description: 'Telephone numbers.' }),
      emails: t.stringList({ required: false, description: 'E-mail addresses.' }),
    }),
  });
  return builder.inputType('PartyInput', {
    description: 'A party to the trade.',
    fields: (t) => ({
      role: t.string({ description: 'Role code (UNTDID 3035), e.g. CZ consignor, CN consignee.' }),
      name: optionalText(t, 'Name.'),
      identifiers: t.field({ type: [identifier], description: 'Identifiers.' }),
      address: t.field({ type: address, required: false, description: 'Address.' }),
      contact: t.field({ type: contact, required: false, description: 'Contact.' }),
    }),
  });
}

function defineItem(builder: Builder, measure: ReturnType<typeof defineMeasure>) {
  return builder.inputType('CertifiedItemInput', {
    description: 'Goods of one kind.',
    fields: (t) => ({
      commonName: t.string({ description: 'Common name.' }),
      scientificName: optionalText(t, 'Scientific name.'),
      hs: optionalText(t, 'Harmonized System code.'),
      originCountry: t.string({ description: 'Country of origin, ISO 3166-1 alpha-2.' }),
      packages: t.int({ description: 'Number of packages.' }),
      netMass: t.field({ type: measure, description: 'Net mass.' }),
      lot: optionalText(t, 'Lot number.'),
    }),
  });
}

function defineTreatment(builder: Builder) {
  return builder.inputType('TreatmentInput', {
    description: 'A treatment of goods or packaging.',
    fields: (t) => ({
      type: t.string({ description: 'Kind of treatment.' }),
      agent: optionalText(t, 'Chemical or other agent.'),
      concentration: optionalText(t, 'Concentration.'),
      temperature: optionalText(t, 'Temperature.'),
      duration: optionalText(t, 'Duration.'),
      completedOn: optionalText(t, 'When it was completed, ISO 8601.'),
    }),
  });
}

function defineInspection(builder: Builder) {
  return builder.inputType('InspectionReliedOnInput', {
    description: 'An inspection that the application relies on.',
    fields: (t) => ({
      recordId: optionalText(t, 'The inspection record on the ledger.'),
      kind: t.string({ description: 'Kind of inspection.' }),
      outcome: t.string({ description: 'Its outcome, as the record states it.' }),
      endedAt: t.string({ description: 'When it ended, as the record states it.' }),
    }),
  });
}

function optionalText(t: Fields, description: string) {
  return t.string({ required: false, description });
}
