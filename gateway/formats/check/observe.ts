/** How checks on records speak: one finding with field, value, rule, repair and the place in the raw message. */
import type { Finding, Severity } from '../../../chaincode/index.js';
import { isIataLocation, isUnLocode } from '../identifiers.js';
import type { Trace } from '../trace.js';

export class RecordCheck {
  readonly today: string;
  readonly #trace: Trace;

  constructor(trace: Trace, today: string) {
    this.#trace = trace;
    this.today = today;
  }

  /** Notes a finding at the field, or at the nearest member that can be traced. */
  note(path: string, finding: Omit<Finding, 'path' | 'at'>): void {
    const at = this.#trace.positionOf(path);
    this.#trace.note({ ...finding, path, ...(at ? { at } : {}) });
  }

  /** Notes a value that does not fit its rule; absent values fit. */
  expect(
    fits: (value: string) => boolean,
    path: string,
    value: string | undefined,
    rule: { code: string; message: string; repair: string; severity?: Severity },
  ): void {
    if (value === undefined || value === '' || fits(value)) return;
    this.note(path, { severity: 'warn', ...rule, value });
  }

  /** A place code should be an IATA or UN/LOCODE one; other codes are a matter between partners. */
  place(path: string, value: string | undefined): void {
    this.expect((code) => isIataLocation(code) || isUnLocode(code), path, value, {
      ...{ code: 'LOCATION_CODE', severity: 'info' },
      message: 'the place is neither an IATA location nor a UN/LOCODE by its shape; it is kept',
      repair: 'send the three-letter IATA code or the five-character UN/LOCODE',
    });
  }

  /** Country codes: two letters of ISO 3166-1. */
  country(path: string, value: string | undefined): void {
    this.expect((code) => /^[A-Z]{2}$/.test(code), path, value, {
      code: 'COUNTRY_CODE',
      message: 'the country is no two-letter code of ISO 3166-1',
      repair: 'send two capital letters',
    });
  }

  /** A date that has the form of one should not lie after another. */
  order(
    path: string,
    dates: { first: string | undefined; then: string | undefined },
    rule: { code: string; message: string; repair: string },
  ): void {
    const { first, then } = dates;
    const isDay = (text: string | undefined): text is string =>
      text !== undefined && /^\d{4}-\d{2}-\d{2}/.test(text);
    if (!isDay(first) || !isDay(then) || first.slice(0, 10) <= then.slice(0, 10)) return;
    this.note(path, { severity: 'warn', ...rule });
  }
}
