/** How much a reader takes from hostile input before it stops and says so (OWASP API4: resource consumption). */
export interface ReadLimits {
  readonly bytes: number;
  readonly segments: number;
  readonly segmentLength: number;
  /** Elements of one segment, components of one element. Never more than 1023. */
  readonly elements: number;
  readonly components: number;
  readonly xmlDepth: number;
  readonly xmlNodes: number;
  readonly xmlAttributes: number;
  readonly jsonDepth: number;
  readonly findings: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  bytes: 16 * 1024 * 1024,
  segments: 250_000,
  segmentLength: 64 * 1024,
  elements: 999,
  components: 999,
  xmlDepth: 64,
  xmlNodes: 250_000,
  xmlAttributes: 64,
  jsonDepth: 32,
  findings: 2_000,
};
