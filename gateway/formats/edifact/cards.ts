/** Payment card numbers are masked before anything else sees them: first six and last four digits (PCI DSS 3.4). */
import { isCardNumber } from '../identifiers.js';
import type { Segment } from './segment.js';

const SHOWN_START = 6;
const SHOWN_END = 4;
/** Below this length six and four digits would show too much: only the last four stay. */
const FULL_LENGTH = 13;

/** Masks a card number; signs that already mask become X. */
export function maskCard(number: string): string {
  const text = number.replace(/[^0-9]/g, 'X');
  const start = text.length >= FULL_LENGTH ? SHOWN_START : 0;
  const hidden = Math.max(0, text.length - start - SHOWN_END);
  return text.slice(0, start) + 'X'.repeat(hidden) + text.slice(start + hidden);
}

/**
 * The segment with card numbers masked: any long number in a form of payment, and in other segments what has the check
 * digit of a card. Ticket numbers are no cards although some pass that check.
 */
export function withoutCardNumbers(segment: Segment): Segment {
  if (segment.tag === 'TKT' || !/\d{12}|\d(?:[ -]?\d){12}/.test(segment.raw)) return segment;
  const mask = segment.tag === 'FOP' ? maskPayment : maskText;
  const elements = segment.elements.map((element) => element.map(mask));
  return { ...segment, elements, raw: mask(segment.raw) };
}

function maskPayment(text: string): string {
  return text.replace(/\d(?:[ -]?\d){11,18}/g, (number) => maskCard(number.replace(/[ -]/g, '')));
}

function maskText(text: string): string {
  return text.replace(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g, (number) => {
    const digits = number.replace(/[ -]/g, '');
    return isCardNumber(digits) ? maskCard(digits) : number;
  });
}
