/**
 * What a change of statements does to nodes and relationships. A hub that thousands of records name is not read again for
 * each new one: when the new statements are the latest and cover what they replace, the stored properties are carried on.
 */
import type { Statement } from '../statement.js';
import { inLedgerOrder } from '../statement.js';
import type { StoredProperties } from './entities.js';

/** A fact with the statements that go and come, before anything else is known of it. */
export interface TouchedFact {
  readonly fact: string;
  readonly gone: readonly Statement[];
  readonly brought: readonly Statement[];
}

/** Groups statements that go and come by the fact they are about. */
export function touchedFacts(
  gone: readonly Statement[],
  brought: readonly Statement[],
): readonly TouchedFact[] {
  const touched = new Map<string, { gone: Statement[]; brought: Statement[] }>();
  const of = (fact: string): { gone: Statement[]; brought: Statement[] } => {
    const known = touched.get(fact) ?? { gone: [], brought: [] };
    touched.set(fact, known);
    return known;
  };
  for (const statement of gone) of(statement.fact).gone.push(statement);
  for (const statement of brought) of(statement.fact).brought.push(statement);
  return [...touched].map(([fact, { gone, brought }]) => ({ fact, gone, brought }));
}

/** A text that sorts as `inLedgerOrder` does. */
export function asOf({ provenance }: Pick<Statement, 'provenance'>): string {
  const { position, recordId } = provenance;
  const digits = (value: number): string => String(value).padStart(16, '0');
  return `${digits(position.block)}/${digits(position.tx)}/${recordId}`;
}

/** Stored properties with what is new, when that can be told without reading all statements of the fact; else undefined. */
export function carriedOn(
  { gone, brought }: TouchedFact,
  stored: StoredProperties | undefined,
): StoredProperties | undefined {
  if (brought.length === 0) return undefined;
  const before = stored?.['asOf'];
  if (stored === undefined || typeof before !== 'string') return undefined;
  if (brought.some((statement) => asOf(statement) < before)) return undefined;
  const covered = new Set(brought.flatMap(({ properties }) => Object.keys(properties)));
  const lost = gone.flatMap(({ properties }) => Object.keys(properties));
  if (lost.some((name) => !covered.has(name))) return undefined;
  return [...brought]
    .sort(inLedgerOrder)
    .reduce<StoredProperties>(
      (known, statement) => ({ ...known, ...statement.properties, asOf: asOf(statement) }),
      stored,
    );
}

/** Whether what goes said nothing but that the fact exists: then only its existence is in question, not its properties. */
export function onlyExistence({ gone, brought }: TouchedFact): boolean {
  return (
    brought.length === 0 && gone.every(({ properties }) => Object.keys(properties).length === 0)
  );
}
