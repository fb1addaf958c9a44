/** The fault of a model artefact that is not what its manifest, its own graph or the caller says it is. */
export class ModelTampered extends Error {
  /** The file (or digest) that failed the check. */
  readonly what: string;

  constructor(what: string, reason: string, options?: ErrorOptions) {
    super(`Model artefact refused: ${what}: ${reason}. Restore it from its source.`, options);
    this.name = 'ModelTampered';
    this.what = what;
  }
}
