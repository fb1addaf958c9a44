import { describe, expect, it } from 'vitest';
import { readAirlineDate, readDate } from '../../../gateway/formats/dates.js';
import {
  decimalText,
  countOf,
  sumDecimals,
  sameDecimal,
} from '../../../gateway/formats/decimal.js';

const FUTURE = { pivot: 'future', nowYear: 2026 } as const;
const PAST = { pivot: 'past', nowYear: 2026 } as const;

describe('dates in UNTDID 2379 formats', () => {
  it.each([
    ['261120', '101', '2026-11-20'],
    ['20261120', '102', '2026-11-20'],
    ['2611200915', '201', '2026-11-20T09:15'],
    ['202611200915', '203', '2026-11-20T09:15'],
    ['20261120091530', '204', '2026-11-20T09:15:30'],
    ['202611200915UTC', '303', '2026-11-20T09:15Z'],
    ['20261120091530Z', '304', '2026-11-20T09:15:30Z'],
    ['20261120091530+0900', '304', '2026-11-20T09:15:30+0900'],
    ['2026-11-20T09:15:30+09:00', undefined, '2026-11-20T09:15:30+09:00'],
    ['2026-11-20', undefined, '2026-11-20'],
    ['261120', undefined, '2026-11-20'],
    ['20240229', '102', '2024-02-29'],
  ])('%s in format %s is %s', (value, format, text) => {
    expect(readDate(value, format, FUTURE)).toEqual({ text });
  });

  it.each([
    ['20261320', '102', '20261320'],
    ['20230229', '102', '20230229'],
    ['', '102', ''],
    ['tomorrow', undefined, 'tomorrow'],
    ['2026', '102', '2026'],
    ['202611202561', '203', '2026-11-20'],
    ['20261120', '203', '2026-11-20'],
    ['20261120 in the morning', '102', '2026-11-20'],
  ])('%s in format %s has a problem and reads %s', (value, format, text) => {
    const reading = readDate(value, format, FUTURE);
    expect(reading.text).toBe(text);
    expect(reading.problem).toBeTruthy();
  });

  it('keeps the precision of a birth date with unknown parts', () => {
    expect(readDate('610000', '101', PAST)).toEqual({ text: '1961' });
    expect(readDate('19610400', '102', PAST)).toEqual({ text: '1961-04' });
  });
});

describe('dates as airlines write them', () => {
  it.each([
    ['12JUL64', '', PAST, '1964-07-12'],
    ['23AUG30', '', FUTURE, '2030-08-23'],
    ['201126', '0915', FUTURE, '2026-11-20T09:15'],
    ['201126', '', FUTURE, '2026-11-20'],
    ['12JUL2012', '', PAST, '2012-07-12'],
  ])('%s %s', (value, time, context, text) => {
    expect(readAirlineDate(value, time, context)).toEqual({ text });
  });

  it.each(['99XYZ12', '31FEB20', '', 'JUL12'])('%s is none', (value) => {
    expect(readAirlineDate(value, '', PAST)).toMatchObject({ text: value });
    expect(readAirlineDate(value, '', PAST).problem).toBeTruthy();
  });
});

describe('decimals', () => {
  it.each([
    ['12,5', '12.5'],
    [' 7 ', '7'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['+3', '3'],
  ])('%s is %s', (text, decimal) => {
    expect(decimalText(text)).toBe(decimal);
  });
  it.each(['', '1e3', '1.', '1 000', '0x1', 'NaN', '1,000.5'])('%s is none', (text) => {
    expect(decimalText(text)).toBeUndefined();
  });

  it('add up exactly', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(sumDecimals(['99999999999999999999.01', '-0.02'])).toBe('99999999999999999998.99');
    expect(sumDecimals(['1', 'x'])).toBeUndefined();
    expect(sameDecimal('1042', '1042.00')).toBe(true);
    expect(sameDecimal('-0.5', '0.5')).toBe(false);
  });

  it('count only what JSON carries exactly', () => {
    expect([
      countOf('007'),
      countOf('3.0'),
      countOf('3.5'),
      countOf('9'.repeat(16)),
      countOf('-1'),
    ]).toEqual([7, 3, undefined, undefined, undefined]);
  });
});
