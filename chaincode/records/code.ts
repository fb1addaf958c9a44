/**
 * Coded values and quantities as trade messages carry them.
 * Code lists by their public names (UN/LOCODE, ISO, UN/ECE recommendations); numbers that measure stay
 * decimal text, so that no digit of the source is lost and no float ever reaches a hash.
 */

/** The code lists that canonical records refer to. */
export type CodeList =
  | 'UNLOCODE'
  | 'IATA3'
  | 'ISO3166-1'
  | 'ISO4217'
  | 'UNECE20'
  | 'UNECE21'
  | 'HS2022'
  | 'UNDG'
  | 'LOCAL';

/** A value together with the list it is taken from. */
export interface Code<L extends CodeList = CodeList> {
  readonly value: string;
  readonly list: L;
}

/** A decimal kept as text with its UN/ECE Rec 20 unit (KGM, MTQ, …). */
export interface Measure {
  readonly value: string;
  readonly unitCode: string;
}

/** A decimal amount kept as text with its ISO 4217 currency. */
export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}
