/** Inspection results: machine image, remote video, physical, laboratory, quarantine, health and document checks. */

export interface InspectionObservation {
  readonly property: string;
  readonly declared?: string;
  readonly found?: string;
  readonly unit?: string;
  readonly match: boolean;
  readonly confidence?: string;
}

export interface InspectionEvidence {
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly uri?: string;
}

export interface Inspection {
  readonly kind: 'inspection';
  readonly inspectionKind:
    | 'machine_image'
    | 'remote_video'
    | 'physical'
    | 'laboratory'
    | 'quarantine'
    | 'health'
    | 'document';
  readonly subject: {
    readonly type: 'consignment' | 'equipment' | 'traveller' | 'bag' | 'declaration';
    readonly id: string;
  };
  readonly orderedBy: 'rule' | 'model' | 'officer' | 'random';
  readonly reasons: readonly string[];
  readonly place?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Pseudonymous officer ids. */
  readonly officers: readonly string[];
  readonly evidence: readonly InspectionEvidence[];
  readonly observations: readonly InspectionObservation[];
  readonly outcome: 'conform' | 'discrepancy' | 'hold' | 'release' | 'seize' | 'return' | 'treat';
}
