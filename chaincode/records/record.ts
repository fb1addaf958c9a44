/** The canonical record: one of the kinds below, with its source and findings around it. */
import type { CertificateApplication } from './certificate-application.js';
import type { Declaration } from './declaration.js';
import type { Finding, SourcePosition } from './finding.js';
import type { Inspection } from './inspection.js';
import type { Manifest } from './manifest.js';
import type { PassengerList } from './passenger-list.js';
import type { Reservation } from './reservation.js';

/** The payload of a record; its `kind` is also written on the ledger. */
export type RecordBody =
  Manifest | PassengerList | Reservation | Declaration | Inspection | CertificateApplication;

export type RecordKind = RecordBody['kind'];

export const RECORD_KINDS: readonly RecordKind[] = [
  'manifest',
  'passengerList',
  'reservation',
  'declaration',
  'inspection',
  'certificateApplication',
];

/** Where a record came from. `spans` traces canonical fields (JSON Pointer) to the raw message. */
export interface RecordSource {
  readonly format: string;
  readonly version?: string;
  readonly interchangeRef?: string;
  readonly messageRef?: string;
  /** SHA-256 of the raw bytes, hex. Stays with the owner; the ledger never sees it unsalted. */
  readonly rawSha256: string;
  readonly receivedAt: string;
  readonly spans: Readonly<Record<string, SourcePosition>>;
}

/** A record as its owner keeps it. */
export interface CanonicalRecord<B extends RecordBody = RecordBody> {
  readonly body: B;
  readonly source: RecordSource;
  readonly findings: readonly Finding[];
}
