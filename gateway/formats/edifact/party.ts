/** NAD segments of cargo messages to parties (UNTDID 3035 roles). */
import type { Address, Party } from '../../../chaincode/index.js';
import { textOf } from './mapping.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** A party of a NAD: coded id, name, and address lines as far as they are sent. */
export function partyOf(nad: Segment): Party {
  const id = textOf(nad, 1);
  const name = textOf(nad, 3) ?? unstructuredName(nad);
  const address = addressOf(nad);
  return {
    role: part(nad, 0),
    ...(name ? { name } : {}),
    identifiers: id ? [{ scheme: 'LOCAL', value: id }] : [],
    ...(Object.keys(address).length > 0 ? { address } : {}),
  };
}

function addressOf(nad: Segment): Address {
  const structured = {
    line: joined(nad, 4),
    cityName: textOf(nad, 5),
    countrySubDivision: textOf(nad, 6),
    postcode: textOf(nad, 7),
    countryCode: textOf(nad, 8),
  };
  const known = Object.fromEntries(Object.entries(structured).filter(([, v]) => v !== undefined));
  if (Object.keys(known).length > 0) return known;
  const [, ...rest] = freeLines(nad);
  return rest.length > 0 ? { line: rest.join(', ') } : {};
}

/** C058: name and address as free lines; the first is the name. */
function unstructuredName(nad: Segment): string | undefined {
  return freeLines(nad)[0];
}

/** Many senders put all lines into one, divided by commas. */
function freeLines(nad: Segment): string[] {
  const lines = (nad.elements[2] ?? []).map((line) => line.trim()).filter((line) => line !== '');
  return lines.length === 1 ? (lines[0] as string).split(',').map((line) => line.trim()) : lines;
}

function joined(nad: Segment, e: number): string | undefined {
  const lines = (nad.elements[e] ?? []).map((line) => line.trim()).filter((line) => line !== '');
  return lines.length > 0 ? lines.join(', ') : undefined;
}
