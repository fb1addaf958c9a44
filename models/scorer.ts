/**
 * The `Scorer` port: a frozen, signed model that answers for one item, with its reasons.
 * An item without all inputs is refused by name; nothing is ever imputed. Contract suite: test/contracts/scorer.ts.
 */

/** What a score must name, so that it can be replayed. `digest` is `sha256:` and 64 hex digits. */
export interface ModelIdentity {
  readonly id: string;
  readonly version: string;
  /** SHA-256 over the artefact's manifest, which lists the digest of each of its files. */
  readonly digest: `sha256:${string}`;
  /** Scores from here on are flagged. */
  readonly threshold: number;
}

/** An input that could not be taken from the record: its canonical field and why. */
export interface FeatureGap {
  readonly input: string;
  readonly field: string;
  readonly reason: string;
}

/** The inputs of one item as text, by input name (features.json), and what is missing. */
export interface FeatureInput {
  readonly values: Readonly<Record<string, string>>;
  readonly gaps: readonly FeatureGap[];
}

/** One feature's exact share in the raw score (log-odds); `value` is what the model saw. */
export interface Contribution {
  readonly feature: string;
  readonly label: string;
  readonly value: number;
  readonly contribution: number;
}

export type RiskBand = 'low' | 'medium' | 'high';

export interface Scored {
  readonly kind: 'SCORED';
  /** Probability of a hit, 0 to 1. */
  readonly score: number;
  readonly flagged: boolean;
  readonly band: RiskBand;
  /** Log-odds. With contributions: `baseline` + their sum, to 1e-6. */
  readonly rawScore: number;
  readonly baseline: number;
  /** Largest first; empty when no explanation was asked for. */
  readonly contributions: readonly Contribution[];
  readonly model: ModelIdentity;
}

/** `missing` holds canonical field names; `message` says why each is missing. */
export interface NotScorable {
  readonly kind: 'NOT_SCORABLE';
  readonly code: 'FEATURES_MISSING';
  readonly missing: readonly string[];
  readonly message: string;
  readonly next: string;
  readonly model: ModelIdentity;
}

export type ScoreOutcome = Scored | NotScorable;

export interface ScoreManyOptions {
  /** Contributions cost more than the score itself: off unless asked for. */
  readonly explain?: boolean;
  /** Looked at between batches; an abort rejects with its reason. */
  readonly signal?: AbortSignal;
}

export interface Scorer extends AsyncDisposable {
  readonly model: ModelIdentity;
  /** Scores and explains one item. Rejects only on a fault (closed scorer, broken runtime). */
  score(input: FeatureInput): Promise<ScoreOutcome>;
  /** Outcomes in the order of the inputs; yields to the event loop between batches. */
  scoreMany(
    inputs: readonly FeatureInput[],
    options?: ScoreManyOptions,
  ): Promise<readonly ScoreOutcome[]>;
  /** Frees the engine; later calls reject. Closing twice is fine. */
  close(): Promise<void>;
}
