/** The head of a fact that many records state: how many they are, and the first of them on the ledger. */
import { MOST_SOURCES } from '../questions/limits.js';
import type { Sources } from '../questions/reader.js';
import { onLedger } from '../statement.js';
import type { Provenance } from '../store.js';
import type { HeadRow } from './heads.js';
import type { TouchedFact } from './revision.js';

/** Facts that at most so many records state have no head: those are read as fast. */
export const FEW = 8;
/** Record, revision, owner, block, transaction. */
type Packed = readonly [string, number, string, number, number];

/** A row with the head it keeps. */
export function rowOfHead(fact: string, { total, records }: Sources): HeadRow {
  const packed = records.map(packedOf);
  return { fact, total, first: JSON.stringify(packed) };
}

function packedOf({ recordId, revision, owner, position }: Provenance): Packed {
  return [recordId, revision, owner, position.block, position.tx];
}

/** The head that a row keeps. */
export function headOf({ total, first }: HeadRow): Sources {
  const packed = JSON.parse(first) as readonly Packed[];
  const records = packed.map(([recordId, revision, owner, block, tx]) => ({
    recordId,
    revision,
    owner,
    position: { block, tx },
  }));
  return { total, records };
}

/** The head of a fact that these records state, all of them. */
export function headOfAll(records: readonly Provenance[]): Sources {
  return { total: records.length, records: [...records].sort(onLedger).slice(0, MOST_SOURCES) };
}

/** The head after a change, or undefined when the first records cannot be told without reading all of them. */
export function headAfter(head: Sources, { gone, brought }: TouchedFact): Sources | undefined {
  const total = head.total - gone.length + brought.length;
  const last = head.records.at(-1);
  const isWhole = head.records.length === head.total;
  const left = new Set(gone.map(({ provenance }) => provenance.recordId));
  const stay = head.records.filter(({ recordId }) => !left.has(recordId));
  const come = brought
    .map(({ provenance }) => provenance)
    // What stands between the last of a head and a record after it is not known here.
    .filter((source) => isWhole || (last !== undefined && onLedger(source, last) <= 0));
  const { records } = headOfAll([...stay, ...come]);
  return records.length < Math.min(total, MOST_SOURCES) ? undefined : { total, records };
}
