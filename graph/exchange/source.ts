/**
 * A source: statements that come from a file and not from the ledger, such as a screening list. Each entity of it is a
 * record of its own, `source/id`, so that answers name it and a newer edition replaces what it brought.
 */
import type { Finding } from '../../chaincode/index.js';
import type { GraphPosition, Provenance } from '../store.js';

/** What an import needs to know of its source. */
export interface SourceDescription {
  /** Small letters, digits and dashes; the first part of the record ids. */
  readonly name: string;
  /** MSP id of the member that imports. */
  readonly owner: string;
  /** Where the ledger stood when the source became known here. */
  readonly position: GraphPosition;
  /** The node's own secret that keys people and their attributes. */
  readonly personSalt: string;
}

/** The provenance of one entity of a source. */
export function sourceProvenance(source: SourceDescription, id: string): Provenance {
  const { name, owner, position } = source;
  return { recordId: `${name}/${id}`, revision: 1, owner, position };
}

/** Whether a text can name a source. */
export function isSourceName(text: string): boolean {
  return /^[a-z][a-z0-9-]{1,39}$/.test(text);
}

const MOST_FINDINGS = 1000;

/** Findings of one import: the first thousand in full, all of them counted by code. */
export class ImportFindings {
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<string, number>();

  add(finding: Finding): void {
    this.#counts.set(finding.code, (this.#counts.get(finding.code) ?? 0) + 1);
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push(finding);
  }

  get list(): readonly Finding[] {
    return this.#findings;
  }

  /** How many there were of each code. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
