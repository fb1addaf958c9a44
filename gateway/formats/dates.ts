/** Dates of messages to ISO 8601, keeping their precision and never inventing a zone (UNTDID 2379 format codes). */

/** Pivot for two-digit years: birth dates lie in the past, expiry and travel dates within fifty years of now. */
export type YearPivot = 'past' | 'future';

export interface DateReading {
  /** ISO 8601, or the value as it stands when it is no date. */
  readonly text: string;
  readonly problem?: string;
}

export interface DateContext {
  readonly pivot: YearPivot;
  readonly nowYear: number;
}

interface DateParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly time: string;
  readonly zone: string;
}

const CENTURY = 100;
const HALF_CENTURY = 50;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
/** Digits that the UNTDID 2379 formats carry before a zone. */
const FORMAT_DIGITS: Readonly<Record<string, number>> = {
  '101': 6,
  '102': 8,
  '201': 10,
  '203': 12,
  '204': 14,
  '205': 12,
  '303': 12,
  '304': 14,
};
const ZONE = /^(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;

/** Reads a date or time in a UNTDID 2379 format; where the code is missing or contradicts the value, its length decides. */
export function readDate(
  value: string,
  format: string | undefined,
  context: DateContext,
): DateReading {
  const match = /^(\d+)(.*)$/s.exec(compactDate(value.trim()));
  if (!match) return { text: value, problem: 'no date in a known format' };
  const [, digits = '', zone = ''] = match;
  const parts = splitDigits(digits, zoneOf(zone), context);
  if (!parts) return { text: value, problem: 'no date in a known format' };
  const reading = assemble(parts, value);
  if (reading.problem !== undefined) return reading;
  if (zone !== '' && parts.zone === '') return { ...reading, problem: 'followed by other text' };
  const expected = format === undefined ? undefined : FORMAT_DIGITS[format];
  return expected === undefined || expected === digits.length
    ? reading
    : { ...reading, problem: `not in format ${format ?? ''}` };
}

/** Reads DDMMYY or DDMMMYY as airlines write them, with an HHMM time when there is one. */
export function readAirlineDate(value: string, time: string, context: DateContext): DateReading {
  const match = /^(\d{2})([A-Z]{3}|\d{2})(\d{4}|\d{2})$/i.exec(value.trim());
  const [, day = '', named = '', year = ''] = match ?? [];
  const month = /\d/.test(named) ? named : twoDigits(MONTHS.indexOf(named.toUpperCase()) + 1);
  if (!match || month === '00') return { text: value, problem: 'no date in a known format' };
  const full = year.length === 4 ? year : expandYear(Number(year), context);
  const clock = /^\d{4}$/.test(time) ? time : '';
  return assemble({ year: full, month, day, time: clock, zone: '' }, value);
}

/** Writes an ISO date or local date-time as YYMMDD or YYMMDDHHMM. */
export function writeShortDate(iso: string): string {
  return iso.replace(/[^0-9]/g, '').slice(2, 12);
}

/** `2019-10-21T08:52:00+01:00` as digits and zone. */
function compactDate(value: string): string {
  if (!/^\d{4}-\d{2}/.test(value)) return value.replace(/[ /.]/g, '');
  return value.slice(0, 19).replace(/[-: T]/g, '') + value.slice(19).replace(/^\.\d+/, '');
}

function splitDigits(digits: string, zone: string, context: DateContext): DateParts | undefined {
  const isShort = digits.length === 6 || digits.length === 10;
  if (!isShort && ![8, 12, 14].includes(digits.length)) return undefined;
  const at = isShort ? 2 : 4;
  return {
    year: isShort ? expandYear(Number(digits.slice(0, 2)), context) : digits.slice(0, 4),
    month: digits.slice(at, at + 2),
    day: digits.slice(at + 2, at + 4),
    time: digits.slice(at + 4),
    zone,
  };
}

function assemble(parts: DateParts, value: string): DateReading {
  const { year, month, day, time, zone } = parts;
  const partial = time === '' ? partialDate(parts) : undefined;
  if (partial !== undefined) return { text: partial };
  if (!isCalendarDay(year, month, day)) return { text: value, problem: 'no day of the calendar' };
  const date = `${year}-${month}-${day}`;
  if (time === '') return { text: date };
  const [hours, minutes, seconds] = [time.slice(0, 2), time.slice(2, 4), time.slice(4, 6)];
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 60) {
    return { text: date, problem: 'no time of day' };
  }
  return { text: `${date}T${hours}:${minutes}${seconds ? `:${seconds}` : ''}${zone}` };
}

/** Persons without a known birth day or month carry zeros there (ICAO 9303). */
function partialDate({ year, month, day }: DateParts): string | undefined {
  if (day !== '00') return undefined;
  if (month === '00') return year;
  return Number(month) <= MONTHS.length ? `${year}-${month}` : undefined;
}

function zoneOf(text: string): string {
  const zone = text.trim().toUpperCase();
  if (!ZONE.test(zone)) return '';
  return zone.startsWith('+') || zone.startsWith('-') ? zone : 'Z';
}

function expandYear(short: number, { pivot, nowYear }: DateContext): string {
  const year = Math.floor(nowYear / CENTURY) * CENTURY + short;
  if (pivot === 'past') return String(year > nowYear ? year - CENTURY : year);
  if (year < nowYear - HALF_CENTURY) return String(year + CENTURY);
  return String(year > nowYear + HALF_CENTURY ? year - CENTURY : year);
}

function isCalendarDay(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
