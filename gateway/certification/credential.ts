/** The certificate as a W3C Verifiable Credential 2.0 (no JSON-LD processing: the contexts are a pinned list, never fetched). */
import { z } from 'zod';
import type { CertificateApplication, CertificateType } from '../../chaincode/index.js';

export const CONTEXTS = [
  'https://www.w3.org/ns/credentials/v2',
  'https://guanlian.example/contexts/inspection-certificate/v1',
] as const;

/** Type names of the credential by certificate type. */
export const CREDENTIAL_TYPES: Readonly<Record<CertificateType, string>> = {
  phytosanitary: 'PhytosanitaryCertificate',
  health: 'HealthCertificate',
  quality: 'QualityCertificate',
  origin: 'CertificateOfOrigin',
  fumigation: 'FumigationCertificate',
  inspection: 'InspectionCertificate',
};

/** What is shown must be what is meant: no control characters but line ends and tabs, no marks that reorder text. */
const SHOWN = /^(?:[\n\t]|[^\p{Cc}\u202a-\u202e\u2066-\u2069])*$/u;
const text = z.string().max(2_000).regex(SHOWN, 'holds control or reordering characters');
const instant = z.iso.datetime({ offset: true });
const measure = z.strictObject({ value: text, unitCode: text });
const party = z.strictObject({
  role: text,
  name: text.optional(),
  identifiers: z.array(z.strictObject({ scheme: text, value: text })),
  address: z
    .strictObject({
      line: text.optional(),
      cityName: text.optional(),
      postcode: text.optional(),
      countrySubDivision: text.optional(),
      countryCode: text.optional(),
    })
    .optional(),
});
const statusEntry = <P extends 'revocation' | 'suspension'>(purpose: P) =>
  z.strictObject({
    id: text,
    type: z.literal('BitstringStatusListEntry'),
    statusPurpose: z.literal(purpose),
    statusListIndex: z.string().regex(/^\d{1,9}$/),
    statusListCredential: text,
  });

/** Everything that a certificate may say: an unknown member makes it invalid, so that nothing unread is signed along. */
const CREDENTIAL_MEMBERS = z.strictObject({
  '@context': z.tuple([z.literal(CONTEXTS[0]), z.literal(CONTEXTS[1])]),
  id: z.string().regex(/^urn:uuid:[0-9a-f-]{36}$/),
  type: z.tuple([
    z.literal('VerifiableCredential'),
    z.enum(Object.values(CREDENTIAL_TYPES) as [string, ...string[]]),
  ]),
  issuer: z.strictObject({
    id: z.string().regex(/^urn:guanlian:org:[A-Za-z0-9.-]{2,64}$/),
    name: text,
  }),
  validFrom: instant,
  validUntil: instant,
  // One of each: a certificate without a revocation entry could never be revoked.
  credentialStatus: z.tuple([statusEntry('revocation'), statusEntry('suspension')]),
  credentialSubject: z.strictObject({
    number: text,
    certificateType: z.enum(Object.keys(CREDENTIAL_TYPES) as [string, ...string[]]),
    exportCountry: text,
    importCountry: text,
    consignmentRef: text,
    declarationRef: text.optional(),
    equipmentIds: z.array(text),
    consignor: party,
    consignee: party,
    producerRegistration: text.optional(),
    items: z.array(
      z.strictObject({
        commonName: text,
        scientificName: text.optional(),
        hs: text.optional(),
        originCountry: text,
        packages: z.number().int(),
        netMass: measure,
        lot: text.optional(),
      }),
    ),
    totals: z.strictObject({ packages: z.number().int(), netMass: measure }),
    inspections: z.array(z.strictObject({ kind: text, outcome: text, endedAt: text })),
    treatments: z.array(
      z.strictObject({
        type: text,
        agent: text.optional(),
        concentration: text.optional(),
        temperature: text.optional(),
        duration: text.optional(),
        completedOn: text.optional(),
      }),
    ),
    declarations: z.array(z.strictObject({ subjectCode: text, text, language: text })),
  }),
});

export const CREDENTIAL = CREDENTIAL_MEMBERS.refine(
  ({ type, credentialSubject: { certificateType } }) =>
    CREDENTIAL_TYPES[certificateType as CertificateType] === type[1],
  { path: ['type'], message: 'is another type than certificateType says' },
).refine(({ validFrom, validUntil }) => Date.parse(validFrom) < Date.parse(validUntil), {
  path: ['validUntil'],
  message: 'is not after validFrom',
});

export type Credential = z.infer<typeof CREDENTIAL>;

/** The issuer's id in credentials. */
export function issuerId(mspId: string): string {
  return `urn:guanlian:org:${mspId}`;
}

/** Where the issuer's list of a purpose is named; it is found in the trust list, never fetched from here. */
export function statusListId(mspId: string, purpose: 'revocation' | 'suspension'): string {
  return `${issuerId(mspId)}:status:${purpose}`;
}

export interface CredentialInput {
  readonly application: CertificateApplication;
  readonly issuer: { readonly mspId: string; readonly name: string };
  readonly id: string;
  readonly number: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly statusIndex: number;
}

/** Builds the credential of an approved application. Contact data of parties does not go on a certificate. */
export function buildCredential(input: CredentialInput): Credential {
  const { application, issuer, id, number, validFrom, validUntil, statusIndex } = input;
  const entry = (statusPurpose: 'revocation' | 'suspension'): unknown => ({
    id: `${statusListId(issuer.mspId, statusPurpose)}#${statusIndex}`,
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: String(statusIndex),
    statusListCredential: statusListId(issuer.mspId, statusPurpose),
  });
  const { certificateType, exportCountry, importCountry, consignmentRef, equipmentIds } =
    application;
  const credential = {
    '@context': [...CONTEXTS],
    id,
    type: ['VerifiableCredential', CREDENTIAL_TYPES[certificateType]],
    issuer: { id: issuerId(issuer.mspId), name: issuer.name },
    validFrom,
    validUntil,
    credentialStatus: [entry('revocation'), entry('suspension')],
    credentialSubject: {
      ...{ number, certificateType, exportCountry, importCountry, consignmentRef },
      declarationRef: application.declarationRef,
      equipmentIds,
      consignor: withoutContact(application.consignor),
      consignee: withoutContact(application.consignee),
      producerRegistration: application.producerRegistration,
      items: application.items,
      totals: application.totals,
      inspections: application.inspections.map(({ kind, outcome, endedAt }) => ({
        kind,
        outcome,
        endedAt,
      })),
      treatments: application.treatments,
      declarations: application.declarations,
    },
  };
  // Through JSON once, so that absent members are absent and not undefined.
  return CREDENTIAL.parse(JSON.parse(JSON.stringify(credential)));
}

function withoutContact({ contact, ...party }: CertificateApplication['consignor']): unknown {
  void contact;
  return party;
}
