/** A segment as read: tag, elements of components, and where it stood (ISO 9735). */
export interface SegmentText {
  readonly tag: string;
  readonly elements: readonly (readonly string[])[];
}

export interface Segment extends SegmentText {
  /** Byte offset of the tag. */
  readonly offset: number;
  /** Number in the file, from 0. */
  readonly index: number;
  /** The raw text without the terminator. */
  readonly raw: string;
}

/** Component `c` of element `e` (both from 0, after the tag); empty text when absent. */
export function part(segment: SegmentText | undefined, e: number, c = 0): string {
  return segment?.elements[e]?.[c] ?? '';
}

/** The position of a segment for findings and spans. */
export function positionOf(segment: Segment): { offset: number; segment: number } {
  return { offset: segment.offset, segment: segment.index };
}
