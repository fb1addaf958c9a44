/** Reading the values of FollowTheMoney entities, and saying which of them are wrong. */
import type { Gathering } from '../project/gathering.js';
import type { FollowTheMoneyEntity } from './followthemoney.js';

/** A value that breaks a rule; the import adds which entity it is and where that stands. */
export interface ValueProblem {
  readonly code: string;
  readonly property: string;
  readonly value: string;
  readonly message: string;
  readonly repair: string;
}

/** Takes note of a problem; the entity is read on. */
export type NoteProblem = (problem: ValueProblem) => void;

/** The first value of a property. */
export function first({ properties }: FollowTheMoneyEntity, name: string): string | undefined {
  return properties[name]?.find((value) => value.trim() !== '');
}

/** All values of a property. */
export function all({ properties }: FollowTheMoneyEntity, name: string): readonly string[] {
  return properties[name] ?? [];
}

/** An ISO 3166-1 alpha-2 code in capitals; undefined when the text is none. */
export function isoCountry(code: string | undefined): string | undefined {
  const capital = code?.trim().toUpperCase();
  return capital !== undefined && /^[A-Z]{2}$/.test(capital) ? capital : undefined;
}

/** The name of the list that is being read: record ids of a source begin with it. */
export function listOf({ provenance: { recordId } }: Gathering): string {
  return recordId.slice(0, recordId.indexOf('/'));
}
