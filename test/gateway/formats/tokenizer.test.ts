import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../gateway/formats/edifact/tokenizer.js';
import type { SegmentText } from '../../../gateway/formats/edifact/segment.js';
import type { Separators } from '../../../gateway/formats/edifact/separators.js';
import { DEFAULT_SEPARATORS } from '../../../gateway/formats/edifact/separators.js';
import { buildInterchange } from '../../../gateway/formats/edifact/writer.js';
import type { ReadLimits } from '../../../gateway/formats/limits.js';
import { DEFAULT_LIMITS } from '../../../gateway/formats/limits.js';
import { Trace } from '../../../gateway/formats/trace.js';
import { fixture, hasSamples, sample } from './fixture.js';

function cut(text: string | Buffer, limits: Partial<ReadLimits> = {}) {
  const latin = (typeof text === 'string' ? Buffer.from(text, 'utf8') : text).toString('latin1');
  const trace = new Trace(DEFAULT_LIMITS.findings);
  const tokens = tokenize(latin, { ...DEFAULT_LIMITS, ...limits }, trace);
  return { ...tokens, codes: trace.findings.map(({ code }) => code), findings: trace.findings };
}

const plain = (segments: readonly SegmentText[]): unknown =>
  segments.map(({ tag, elements }) => [tag, ...elements]);

describe('service characters', () => {
  const body = (e: string, t: string): string => `UNB${e}UNOA:4${e}A${t}UNH${e}1${e}PAXLST:D${t}`;
  it.each([
    ['standard UNA', `UNA:+.? '${body('+', "'")}`, []],
    ['an asterisk in the reserved place', `UNA:+.?*'${body('+', "'")}`, []],
    ['blanks before UNA, line after it', `  \r\n UNA:+.? '\r\n ${body('+', "'")}`, []],
    ['a byte order mark', `\ufeffUNA:+.? '${body('+', "'")}`, []],
    ['lower case', `una:+.? '${body('+', "'").toLowerCase()}`, []],
    ['other characters throughout', `UNA:*.? $${body('*', '$')}`, []],
    ['a terminator that is a letter', `UNA:+.? X${body('+', "'")}`, ['UNA_UNUSABLE']],
    ['one character in two roles', `UNA++.? '${body('+', "'")}`, ['UNA_UNUSABLE']],
    ['the reserved blank lost', `UNA:+.?'${body('+', "'")}`, ['UNA_UNUSABLE']],
    ['a UNA that disagrees with what follows', `UNA:+.? '${body('*', '~')}`, ['UNA_UNUSABLE']],
    ['other characters and no UNA', body('*', '~'), ['UNA_MISSING']],
    [
      'syntax level B control characters',
      body('\u001d', '\u001c').replaceAll(':', '\u001f'),
      ['UNA_MISSING'],
    ],
  ])('reads %s', (_, text, expected) => {
    const { segments, codes } = cut(text);
    const seen = segments.map(({ tag, elements }) => [tag, elements[1]?.[0]?.toUpperCase()]);
    expect(seen).toEqual([
      ['UNB', 'A'],
      ['UNH', 'PAXLST'],
    ]);
    expect(codes).toEqual(expected);
  });

  it('says which string it could not use and what to send', () => {
    const [first] = cut("UNA:+.? XUNB+UNOA:4'").findings;
    expect(first).toMatchObject({
      value: 'UNA:+.? X',
      repair: "send UNA:+.? '",
      at: { offset: 0 },
    });
  });
});

describe('segments', () => {
  it.each([
    [
      'a released terminator',
      "FTX+A+IT?'S'BGM+1'",
      [
        ['FTX', ['A'], ["IT'S"]],
        ['BGM', ['1']],
      ],
    ],
    [
      'a released release',
      "FTX+WHY??'BGM+1'",
      [
        ['FTX', ['WHY?']],
        ['BGM', ['1']],
      ],
    ],
    ['released separators', "FTX+A?+B?:C:D'", [['FTX', ['A+B:C', 'D']]]],
    ['a release at the end of the input', 'BGM+1?', [['BGM', ['1?']]]],
    [
      'empty elements and components',
      "NAD+FL+++:A:'",
      [['NAD', ['FL'], [''], [''], ['', 'A', '']]],
    ],
    ['a segment without elements', "SRC'RCI+A'", [['SRC'], ['RCI', ['A']]]],
    [
      'an apostrophe that was not released',
      "NAD+FL+++O'BRIEN:JOHN'ATT+2'",
      [
        ['NAD', ['FL'], [''], [''], ["O'BRIEN", 'JOHN']],
        ['ATT', ['2']],
      ],
    ],
    [
      'text that ends like a trailer',
      "FTX+AAI+++NO DISCOUNT'UNT+2+1'",
      [
        ['FTX', ['AAI'], [''], [''], ['NO DISCOUNT']],
        ['UNT', ['2'], ['1']],
      ],
    ],
    [
      'a history line with quotes',
      `LTS+0 O'BRIEN "LATE" O'HARE'ABI+1'`,
      [
        ['LTS', [`0 O'BRIEN "LATE" O'HARE`]],
        ['ABI', ['1']],
      ],
    ],
    [
      'a text that ends in L and an apostrophe',
      "ADD++700:RUE DE L'EGLISE:LYON'TIF+A'",
      [
        ['ADD', [''], ['700', "RUE DE L'EGLISE", 'LYON']],
        ['TIF', ['A']],
      ],
    ],
    [
      'a wrapped line',
      "SSR+DOCS:/P/GBR/1\r\n23'TIF+A'",
      [
        ['SSR', ['DOCS', '/P/GBR/123']],
        ['TIF', ['A']],
      ],
    ],
    [
      'UTF-8 whatever the header says',
      'NAD+FL+++MÁIRE' + "'",
      [['NAD', ['FL'], [''], [''], ['MÁIRE']]],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(plain(cut(text).segments)).toEqual(expected);
  });

  it('reads the repertoire that UNB names when the bytes are no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from("UNB+UNOE:3+A'NAD+FL+++"),
      Buffer.from([0xb8, 0xd2]),
      Buffer.from("'"),
    ]);
    expect(cut(bytes).segments[1]?.elements[3]).toEqual(['Ив']);
  });

  it('keeps bytes of an unknown repertoire as ISO 8859-1, with a finding', () => {
    const { segments, codes } = cut(Buffer.from("UNB+UNOA:4'NAD+FL+++M\u00dcLLER'", 'latin1'));
    expect(segments[1]?.elements[3]).toEqual(['MÜLLER']);
    expect(codes).toEqual(['CHARACTER_REPERTOIRE']);
  });

  it('keeps byte offsets over characters of several bytes', () => {
    const text = "NAD+FL+++MÁIRE'ATT+2'";
    const { segments } = cut(text);
    expect(Buffer.from(text).subarray(segments[1]?.offset).toString()).toBe("ATT+2'");
  });

  it('keeps junk between and after segments as unread, with a finding each', () => {
    const { segments, junk, codes } = cut("UNB+UNOA:4'\n*** page 2 ***\nUNZ+0+1'\nSent by fax\n");
    expect(segments.map(({ tag }) => tag)).toEqual(['UNB', 'UNZ']);
    expect(junk.map(({ text }) => text)).toEqual(['*** page 2 ***', 'Sent by fax']);
    expect(codes).toEqual(['TEXT_OUTSIDE_SEGMENT', 'TEXT_AFTER_END']);
  });

  it('reads a file that lost its terminators line by line', () => {
    const { segments, codes } = cut('UNB+UNOA:4+A\nUNH+1+PAXLST\n');
    expect(segments.map(({ tag }) => tag)).toEqual(['UNB', 'UNH']);
    expect(codes).toEqual(['SEGMENT_UNTERMINATED', 'SEGMENT_UNTERMINATED']);
  });

  it('reads two interchanges in one file, each with its own UNA', () => {
    const { segments } = cut("UNA:+.? 'UNB+UNOA:4+A'UNZ+0+1'UNA:*.? $UNB*UNOA:4*B$UNZ*0*2$");
    expect(segments.map(({ elements }) => elements[1]?.[0])).toEqual(['A', '1', 'B', '2']);
  });
});

describe('limits', () => {
  it.each([
    ['SEGMENT_LIMIT', "A00'".repeat(20), { segments: 10 }],
    ['SEGMENT_LENGTH', `FTX+${'A'.repeat(500)}'`, { segmentLength: 100 }],
    ['ELEMENT_LIMIT', `FTX${'+A'.repeat(50)}'`, { elements: 10 }],
    ['ELEMENT_LIMIT', `FTX+${'A:'.repeat(50)}'`, { components: 10 }],
  ])('%s stops and says so; what is cut off stays as unread', (code, text, limits) => {
    const { codes, junk, findings } = cut(text, limits);
    expect(codes).toContain(code);
    expect(findings.find((one) => one.code === code)?.severity).toBe('error');
    expect(junk.length).toBeGreaterThan(0);
  });
});

describe('writing and reading again', () => {
  const tag = fc.stringMatching(/^[A-Z][A-Z0-9]{2}$/).filter((text) => text !== 'UNA');
  const value = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.replace(/[\r\n]/g, ''));
  const elements = fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
  const segments = fc.array(fc.record({ tag, elements }), { minLength: 1, maxLength: 12 });
  const sets: readonly Separators[] = [
    DEFAULT_SEPARATORS,
    { component: '*', element: '|', release: '\\', terminator: '~' },
    { component: '\u001f', element: '\u001d', release: '?', terminator: '\u001c' },
  ];

  it('gives equal segments for any text, in any separators', () => {
    fc.assert(
      fc.property(segments, fc.constantFrom(...sets), (given, separators) => {
        const built = buildInterchange(given, separators);
        expect(plain(cut(built).segments)).toEqual(plain(given));
      }),
      { numRuns: 300 },
    );
  });

  it('gives equal segments for a file read before: parse(build(parse(x)))', () => {
    for (const name of ['paxlst-crossing.edi', 'pnrgov-family.edi', 'cuscar-two-bills.edi']) {
      const once = cut(fixture(name)).segments;
      expect(plain(cut(buildInterchange(once)).segments)).toEqual(plain(once));
    }
  });

  it
    .skipIf(!hasSamples)
    .each([
      'paxlst/d05b-two-legs.txt',
      'pnrgov/pnrWithBags.txt',
      'pnrgov/pnrBadFormat.txt',
      'baplie/smdg22-demo.edi',
      'cuscar/d95b-lot10-scrubbed.edi',
    ])('holds for the sample %s', (path) => {
    const once = cut(sample(path)).segments;
    expect(plain(cut(buildInterchange(once)).segments)).toEqual(plain(once));
  });
});
