import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ReadOutcome } from '../../../gateway/formats/index.js';
import { codes, fixture, RECEIVED, read } from './fixture.js';

const NAMES = [
  'paxlst-crossing.edi',
  'pnrgov-family.edi',
  'cuscar-two-bills.edi',
  'bay-plan.edi',
  'waybill.xml',
  'declaration.xml',
  'inspection.json',
];

/** What must hold of every outcome, whatever came in. Collected first: one expectation per message is fast. */
function isSound(outcome: ReadOutcome): void {
  const findings = [...outcome.findings, ...outcome.records.flatMap((r) => r.findings)];
  const problems = [
    ...findings.filter(({ code }) => code === 'READER_FAULT' || !/^[A-Z0-9_]+$/.test(code)),
    ...findings.filter(({ message }) => message === ''),
    ...(outcome.recognised || findings.length > 0 ? [] : ['neither recognised nor a finding']),
    // Whatever was read can be hashed and stored.
    ...outcome.records.filter(
      ({ body }) => !isDeepStrictEqual(JSON.parse(JSON.stringify(body)), body),
    ),
  ];
  expect(problems).toEqual([]);
}

describe.each(NAMES)('%s', (name) => {
  const bytes = fixture(name);

  it('cut off at any byte is read without a fault', () => {
    for (let length = 0; length < bytes.length; length += 1)
      isSound(read(bytes.subarray(0, length)));
  });

  it('begun at any byte is read without a fault', () => {
    for (let start = 1; start < bytes.length; start += 7) isSound(read(bytes.subarray(start)));
  });

  it('with bytes changed, dropped, doubled or moved is read without a fault', () => {
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      length: fc.nat(40),
      kind: fc.constantFrom('flip', 'drop', 'double', 'insert' as const),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('\'+:?<>&/"{}[]\r\n\0'))),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let changed = Buffer.from(bytes);
        for (const { at, length, kind, byte } of edits) {
          const [before, part, after] = [
            changed.subarray(0, at),
            changed.subarray(at, at + length),
            changed.subarray(at + length),
          ];
          const middle = {
            flip: [Buffer.alloc(part.length, byte)],
            drop: [],
            double: [part, part],
            insert: [Buffer.from([byte]), part],
          }[kind];
          changed = Buffer.concat([before, ...middle, after]);
        }
        isSound(read(changed));
      }),
      { numRuns: 150 },
    );
  });
});

describe('bytes of no format', () => {
  it('are not recognised, with a finding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => isSound(read(bytes))),
      { numRuns: 500 },
    );
  });

  it('behind the first letters of a format are read without a fault', () => {
    const head = fc.constantFrom(
      "UNA:+.? 'UNB+",
      'UNA',
      'UNH+1+PAXLST',
      '<?xml?>',
      '<a',
      '{"kind":',
      '\ufeff<Waybill>',
    );
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 300 }), (text, bytes) =>
        isSound(read(Buffer.concat([Buffer.from(text), Buffer.from(bytes)]))),
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['a text', 'Dear Sir or Madam'],
    ['a JSON list', '[1,2]'],
    ['zeros', '\0'.repeat(100)],
  ])('are named for what they are: %s', (_, text) => {
    const outcome = read(text);
    expect(outcome).toMatchObject({
      format: 'UNKNOWN',
      recognised: false,
      records: [],
      tree: null,
    });
    expect(codes(outcome)).toEqual(['FORMAT_UNKNOWN']);
  });
});

describe('messages that are too large', () => {
  it('in bytes are not read', () => {
    const outcome = read(Buffer.alloc(2_000, 0x41), { limits: { bytes: 1_000 } });
    expect(codes(outcome)).toEqual(['MESSAGE_SIZE']);
    expect(outcome.findings[0]).toMatchObject({ value: '2000', repair: 'split the message' });
  });

  it('in segments are read up to the limit: a million', () => {
    const bomb = `UNH+1+PAXLST:D:05B'${"NAD+FL'".repeat(1_000_000)}`;
    const outcome = read(bomb, { limits: { segments: 20_000, findings: 50 } });
    expect(codes(outcome)).toContain('SEGMENT_LIMIT');
    expect(codes(outcome)).toContain('FINDINGS_LIMIT');
    expect(outcome.records).toHaveLength(1);
  });

  it('in text without terminators, quotes or releases are read without a fault', () => {
    for (const unit of [
      "'",
      '?',
      "?'",
      'NAD+A',
      "A'",
      '\n',
      'UNA',
      "O'",
      'UNA!!!!!!UNB~\n',
      '+:',
    ]) {
      isSound(
        read(`UNH+1+PAXLST:D:05B'NAD+FL+++${unit.repeat(20_000)}`, { limits: { findings: 50 } }),
      );
    }
  });

  it('in lines of junk keep every one of them', () => {
    const outcome = read(`UNH+1+PAXLST:D:05B'${'abc\n'.repeat(200_000)}`, {
      limits: { findings: 5 },
    });
    expect(codes(outcome)).not.toContain('READER_FAULT');
    expect(outcome.unread).toHaveLength(200_000);
  });

  it('in empty segments count them once for all', () => {
    const outcome = read(`UNH+1+PAXLST:D:05B'${"'".repeat(1_000_000)}UNT+2+1'`);
    expect(outcome.findings.find(({ code }) => code === 'SEGMENT_EMPTY')?.value).toBe('1000000');
  });

  it('in travellers of one name are read without comparing all with all', () => {
    const people = Array.from({ length: 20_000 }, (_, i) => `TIF+SMITH+P${i}Q:A:${i}'`).join('');
    const outcome = read(`UNH+1+PNRGOV:13:1:IA'SRC'RCI+MQ:AB12CD'${people}UNT+1+1'`);
    const [record] = outcome.records;
    expect(record?.body.kind === 'reservation' && record.body.travellers).toHaveLength(20_000);
  });

  it('in single values are quoted only as far as one can read', () => {
    const outcome = read(`UNH+1+${'X'.repeat(50_000)}'UNT+${'9'.repeat(50_000)}+1'`);
    expect(JSON.stringify(outcome.findings).length).toBeLessThan(4_000);
    expect(outcome.format).toBe('EDIFACT');
  });

  it('in findings stop listing them, and say so', () => {
    const list = `UNH+1+PAXLST:D:05B'TDT+20+MQ1'${"NAD+QQ+++A'".repeat(500)}UNT+1+1'`;
    const outcome = read(list, { limits: { findings: 10 } });
    expect(outcome.records[0]?.findings).toHaveLength(11);
    expect(outcome.records[0]?.findings.at(-1)?.code).toBe('FINDINGS_LIMIT');
  });
});

describe('the source of a record', () => {
  it('names the whole raw bytes by their SHA-256, and when they came', () => {
    const bytes = fixture('waybill.xml');
    expect(read(bytes).records[0]?.source).toMatchObject({
      rawSha256: createHash('sha256').update(bytes).digest('hex'),
      receivedAt: RECEIVED,
    });
  });

  it('is the same for a view into a larger buffer', () => {
    const bytes = fixture('bay-plan.edi');
    const view = new Uint8Array(Buffer.concat([Buffer.from('xx'), bytes]).buffer).subarray(0);
    const at = Buffer.from(view).indexOf(bytes);
    const outcome = read(view.subarray(at, at + bytes.length));
    expect(outcome.records[0]?.source.rawSha256).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
  });

  it('does not need a sound time of receipt', () => {
    expect(read(fixture('paxlst-crossing.edi'), { receivedAt: 'today' }).records).toHaveLength(1);
  });
});
