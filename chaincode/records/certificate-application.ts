/** Applications for inspection and quarantine certificates (ISPM 12 and UN/CEFACT SPS field set). */
import type { Measure } from './code.js';
import type { Party } from './party.js';

export type CertificateType =
  'phytosanitary' | 'health' | 'quality' | 'origin' | 'fumigation' | 'inspection';

export interface CertifiedItem {
  readonly commonName: string;
  readonly scientificName?: string;
  readonly hs?: string;
  readonly originCountry: string;
  readonly packages: number;
  readonly netMass: Measure;
  readonly lot?: string;
}

export interface Treatment {
  readonly type: string;
  readonly agent?: string;
  readonly concentration?: string;
  readonly temperature?: string;
  readonly duration?: string;
  readonly completedOn?: string;
}

export interface CertificateApplication {
  readonly kind: 'certificateApplication';
  readonly certificateType: CertificateType;
  readonly applicant: Party;
  readonly consignor: Party;
  readonly consignee: Party;
  readonly exportCountry: string;
  readonly importCountry: string;
  readonly consignmentRef: string;
  readonly declarationRef?: string;
  readonly equipmentIds: readonly string[];
  /** Inspections relied on, with their outcome and end date, as the inspection record states them. */
  readonly inspections: readonly {
    readonly recordId?: string;
    readonly kind: string;
    readonly outcome: string;
    readonly endedAt: string;
  }[];
  readonly producerRegistration?: string;
  readonly items: readonly CertifiedItem[];
  readonly totals: { readonly packages: number; readonly netMass: Measure };
  readonly treatments: readonly Treatment[];
  readonly declarations: readonly {
    readonly subjectCode: string;
    readonly text: string;
    readonly language: string;
  }[];
  readonly validUntil?: string;
}
