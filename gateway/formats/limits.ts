/** How much a reader takes from hostile input before it stops and says so. */
export interface ReadLimits {
  readonly bytes: number;
  readonly segments: number;
  readonly segmentLength: number;
  readonly elements: number;
  readonly xmlDepth: number;
  readonly xmlNodes: number;
  readonly findings: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  bytes: 16 * 1024 * 1024,
  segments: 500_000,
  segmentLength: 64 * 1024,
  elements: 500,
  xmlDepth: 64,
  xmlNodes: 500_000,
  findings: 2_000,
};
