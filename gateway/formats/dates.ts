/** Dates of messages to ISO 8601, keeping their precision and never inventing a zone (UNTDID 2379 format codes). */

/** Pivot for two-digit years: birth dates lie in the past, expiry dates around and after now. */
export type YearPivot = 'past' | 'future';

export interface DateReading {
  readonly text: string;
  /** Set when the value is no date of the calendar. */
  readonly problem?: string;
}

const CENTURY = 100;

/** Reads a date/time value in a UNTDID 2379 format (101, 102, 201, 203, 204, 718 …) or by its length. */
export function readDate(
  value: string,
  format: string | undefined,
  options: { pivot: YearPivot; nowYear: number },
): DateReading {
  const digits = value.replace(/[^0-9]/g, '');
  const parts = split(digits, format, options);
  if (!parts) return { text: value, problem: 'no date in a known format' };
  const { year, month, day, time } = parts;
  if (!isCalendarDay(year, month, day)) return { text: value, problem: 'no day of the calendar' };
  const date = `${year}-${month}-${day}`;
  if (time === '') return { text: date };
  const [hours, minutes, seconds] = [time.slice(0, 2), time.slice(2, 4), time.slice(4, 6)];
  if (Number(hours) > 24 || Number(minutes) > 59) return { text: date, problem: 'no time of day' };
  return { text: `${date}T${hours}:${minutes || '00'}${seconds ? `:${seconds}` : ''}` };
}

interface DateParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly time: string;
}

function split(
  digits: string,
  format: string | undefined,
  options: { pivot: YearPivot; nowYear: number },
): DateParts | undefined {
  const shortYear = isShortYear(digits, format);
  if (shortYear === undefined) return undefined;
  const at = shortYear ? 2 : 4;
  const raw = digits.slice(0, at);
  return {
    year: shortYear ? expandYear(Number(raw), options) : raw,
    month: digits.slice(at, at + 2),
    day: digits.slice(at + 2, at + 4),
    time: digits.slice(at + 4, at + 10),
  };
}

function isShortYear(digits: string, format: string | undefined): boolean | undefined {
  if (format === '102' || format === '203' || format === '204')
    return digits.length >= 8 ? false : undefined;
  if ((format === '101' || format === '201') && (digits.length === 6 || digits.length === 10))
    return true;
  // The format code is wrong in many real files: the length decides.
  if (digits.length === 6 || digits.length === 10) return true;
  return digits.length === 8 || digits.length === 12 || digits.length === 14 ? false : undefined;
}

function expandYear(
  short: number,
  { pivot, nowYear }: { pivot: YearPivot; nowYear: number },
): string {
  const century = Math.floor(nowYear / CENTURY) * CENTURY;
  const year = century + short;
  if (pivot === 'past') return String(year > nowYear ? year - CENTURY : year);
  return String(year < nowYear - 50 ? year + CENTURY : year > nowYear + 50 ? year - CENTURY : year);
}

function isCalendarDay(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

/** Writes an ISO date or local date-time as YYMMDD or YYMMDDHHMM. */
export function writeShortDate(iso: string): string {
  return iso.replace(/[^0-9]/g, '').slice(2, 12);
}
