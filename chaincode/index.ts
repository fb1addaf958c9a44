/** What all members must agree on, by name. */
export type { Code, CodeList, Measure, Money } from './records/code.js';
export type { Finding, Severity, SourcePosition } from './records/finding.js';
export type {
  Address,
  Contact,
  IdentifierScheme,
  Party,
  PartyIdentifier,
} from './records/party.js';
export type { Call, Seal, TransportEquipment, TransportMeans } from './records/transport.js';
export type {
  Consignment,
  ConsignmentItem,
  CustomsInformation,
  DangerousGoods,
  Packaging,
  TransportContractDocument,
} from './records/consignment.js';
export type { Manifest } from './records/manifest.js';
export type {
  Bag,
  Flight,
  PassengerList,
  TravelDocument,
  Traveller,
  TravellerName,
} from './records/passenger-list.js';
export type {
  Payment,
  Reservation,
  ReservationSegment,
  SpecialServiceRequest,
  Ticket,
} from './records/reservation.js';
export type {
  AdditionalInformation,
  Declaration,
  DeclarationStatus,
  DocumentReference,
  DutyTaxFee,
  GoodsShipment,
  GovernmentAgencyGoodsItem,
} from './records/declaration.js';
export type {
  Inspection,
  InspectionEvidence,
  InspectionObservation,
} from './records/inspection.js';
export type {
  CertificateApplication,
  CertificateType,
  CertifiedItem,
  Treatment,
} from './records/certificate-application.js';
export type { CanonicalRecord, RecordBody, RecordKind, RecordSource } from './records/record.js';
export { RECORD_KINDS } from './records/record.js';
export type { Outcome, Refusal, RefusalCode } from './refusal.js';
export { accepted, ContractRefusal, parseRefusal, refusal, REFUSALS, refused } from './refusal.js';
export type { Json } from './canonical.js';
export { canonicalize } from './canonical.js';
export { isSha256Hex, sha256, sha256Hex } from './digest.js';
export type { InclusionClaim } from './merkle.js';
export { inclusionProof, leafHash, merkleRoot, verifyInclusion } from './merkle.js';
export {
  detachedJws,
  detachedKid,
  jwkThumbprint,
  publicKeyOf,
  signingInput,
  verifyDetached,
  verifyEs256,
} from './jws.js';
export type { SaltedField, WithheldField, WithheldReason } from './salted-fields.js';
export { assemble, fieldDigest, flatten, rootOfFields, WITHHELD_REASONS } from './salted-fields.js';
export { compilePatterns, isFieldPattern } from './field-pattern.js';
export { implicitCollection, isInstant, isLedgerId, isMspId } from './identifiers.js';
export type {
  CertificateAuthority,
  Organisation,
  OrganisationKey,
  OrganisationRole,
} from './organisation.js';
export { checkOrganisation, keyAt, ORGANISATION_ROLES } from './organisation.js';
export type { Purpose } from './purpose.js';
export { isPurpose, PURPOSES } from './purpose.js';
export type {
  AgreedDataset,
  Agreement,
  AgreementStatus,
  AgreementStep,
  AgreementTerms,
} from './agreement.js';
export {
  checkLive,
  negotiate,
  NEGOTIATION,
  parseTerms,
  termsHash,
  termsText,
} from './agreement.js';
export type { Envelope, LedgerEnvelope } from './envelope.js';
export { checkEnvelope, checkEnvelopeSignature, envelopePayload } from './envelope.js';
export type { Release, ReleaseMarker } from './release.js';
export {
  checkRelease,
  divideFields,
  MAX_RELEASE_LEAVES,
  proveRelease,
  releaseText,
} from './release.js';
export type {
  Anchor,
  CertificateStatus,
  CertificateStatusEntry,
  LedgerAnchor,
  PublishedStatusList,
  StatusReason,
} from './certificate.js';
export {
  anchorPayload,
  checkAnchor,
  checkTransition,
  STATUS_REASONS,
  STATUS_TRANSITIONS,
} from './certificate.js';
export type { Parameter, Proposal, ProposalKind } from './proposal.js';
export { PROPOSAL_KINDS, tally } from './proposal.js';
