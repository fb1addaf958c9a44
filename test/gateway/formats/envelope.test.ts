import { describe, expect, it } from 'vitest';
import type { Interchange } from '../../../gateway/formats/index.js';
import { codes, finding, fixture, read, unreadTexts } from './fixture.js';

const HEAD = "UNB+UNOA:4+A+B+261120:0830+REF1'UNH+M1+PAXLST:D:05B:UN'";
const LIST = "BGM+745'TDT+20+MQ1+++MQ'CNT+42:0'";

describe('what the envelope promises', () => {
  it.each([
    ['nothing wrong', `${HEAD}${LIST}UNT+5+M1'UNZ+1+REF1'`, []],
    ['a wrong segment count', `${HEAD}${LIST}UNT+9+M1'UNZ+1+REF1'`, ['UNT_COUNT']],
    ['no count at all', `${HEAD}${LIST}UNT++M1'UNZ+1+REF1'`, ['UNT_COUNT']],
    ['another message reference', `${HEAD}${LIST}UNT+5+M2'UNZ+1+REF1'`, ['UNT_REFERENCE']],
    ['a wrong message count', `${HEAD}${LIST}UNT+5+M1'UNZ+7+REF1'`, ['UNZ_COUNT']],
    ['another interchange reference', `${HEAD}${LIST}UNT+5+M1'UNZ+1+X'`, ['UNZ_REFERENCE']],
    ['no trailers', `${HEAD}${LIST}`, ['UNZ_MISSING', 'UNT_MISSING']],
    ['no header', `UNH+M1+PAXLST:D:05B:UN'${LIST}UNT+5+M1'UNZ+1+REF1'`, ['UNB_MISSING']],
  ])('is checked: %s', (_, text, expected) => {
    const outcome = read(text);
    expect(codes(outcome)).toEqual(expected);
    expect(outcome.records).toHaveLength(1);
  });

  it('names field, value, rule, repair and place', () => {
    const outcome = read(`${HEAD}${LIST}UNT+9+M1'UNZ+1+REF1'`);
    expect(finding(outcome, 'UNT_COUNT')).toEqual({
      code: 'UNT_COUNT',
      severity: 'warn',
      path: 'UNT/0074',
      value: '9',
      message: 'UNT counts 9, 5 were read',
      repair: 'send 5, or what is missing',
      at: { offset: HEAD.length + LIST.length, segment: 5 },
    });
  });

  it('makes warnings errors in strict mode', () => {
    const text = `${HEAD}${LIST}UNT+9+M1'UNZ+1+REF1'`;
    expect(finding(read(text), 'UNT_COUNT').severity).toBe('warn');
    expect(finding(read(text, { strict: true }), 'UNT_COUNT').severity).toBe('error');
  });
});

describe('several messages in one file', () => {
  const second = "UNH+M2+CUSCAR:D:95B:UN'BGM+85+MAN1+9'TDT+20+1+1'UNT+4+M2'";
  it('gives a record each, with its own reference', () => {
    const outcome = read(`${HEAD}${LIST}UNT+5+M1'${second}UNZ+2+REF1'`);
    expect(outcome.format).toBe('PAXLST');
    expect(outcome.records.map(({ source }) => [source.format, source.messageRef])).toEqual([
      ['PAXLST', 'M1'],
      ['CUSCAR', 'M2'],
    ]);
    expect(outcome.records.map(({ source }) => source.interchangeRef)).toEqual(['REF1', 'REF1']);
    expect(new Set(outcome.records.map(({ source }) => source.rawSha256)).size).toBe(1);
  });

  it('keeps a message of an unknown type whole, and reads its neighbour', () => {
    const orders = "UNH+M2+ORDERS:D:96A:UN'BGM+220+PO1'UNT+3+M2'";
    const outcome = read(`${HEAD}${LIST}UNT+5+M1'${orders}UNZ+2+REF1'`);
    expect(outcome.records).toHaveLength(1);
    expect(finding(outcome, 'MESSAGE_TYPE')).toMatchObject({ severity: 'error', value: 'ORDERS' });
    expect(unreadTexts(outcome)).toContain('BGM[7] BGM+220+PO1');
  });

  it('is not recognised when no message type is known', () => {
    const outcome = read("UNH+1+ORDERS:D:96A:UN'BGM+220+PO1'UNT+3+1'");
    expect(outcome).toMatchObject({ format: 'ORDERS', recognised: false, records: [] });
  });

  it('keeps segments outside any message', () => {
    const outcome = read(`UNB+UNOA:4+A+B+261120:0830+REF1'FTX+AAI+++LOST'UNZ+0+REF1'`);
    expect(codes(outcome)).toEqual(['NO_MESSAGE']);
    expect(unreadTexts(outcome)).toEqual(['FTX[1] FTX+AAI+++LOST']);
  });

  it('takes a text that ends in UNT for text, not for a trailer', () => {
    const outcome = read(`${HEAD}${LIST}FTX+AAI+++NO DISCOUNT'UNT+6+M1'UNZ+1+REF1'`);
    expect(codes(outcome)).toEqual([]);
    expect(unreadTexts(outcome)).toContain('FTX[5] FTX+AAI+++NO DISCOUNT');
  });
});

describe('the tree', () => {
  it('holds interchanges, groups and messages with every segment', () => {
    const [interchange] = read(fixture('paxlst-crossing.edi')).tree as Interchange[];
    expect(interchange?.reference).toBe('MQ0001');
    expect(interchange?.groups.map((group) => group.header?.elements[0])).toEqual([['PAXLST']]);
    const [message] = interchange?.groups[0]?.messages ?? [];
    expect(message).toMatchObject({ type: 'PAXLST', version: 'D:12B', reference: 'PAX7' });
    expect(message?.segments).toHaveLength(39);
  });
});
