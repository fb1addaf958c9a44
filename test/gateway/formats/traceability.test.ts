import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { CanonicalRecord } from '../../../chaincode/index.js';
import { fixture, hasSamples, read, sample } from './fixture.js';

/** JSON Pointers of all texts, numbers and truth values in a record. */
function leaves(value: unknown, pointer = ''): [string, unknown][] {
  if (value === null || typeof value !== 'object') return [[pointer, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${pointer}/${key}`));
}

/** What a record says by its kind, not by a value of the message. */
const IMPLIED = [
  /^\/(kind|messageType|status)$/,
  /\/location\/list$/,
  /^\/means\/(identificationTypeCode|carrier\/role)$/,
  /\/identifiers\/\d+\/scheme$/,
  /^\/(declarant|agent|exporter|importer|seller|buyer)\/role$/,
];

function spanOf(record: CanonicalRecord, pointer: string) {
  for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const at = record.source.spans[path];
    if (at) return at;
  }
  return undefined;
}

/** Values that stand in the message as they stand in the record. */
const VERBATIM =
  /\/(surname|number|issuer|recordLocator|carrierRef|nationality|locator|documentId|functionalReferenceId|cityName|postcode|countryCode|quantity|taxRate|sealId|position)$/;

const FILES = [
  ...['paxlst-crossing.edi', 'pnrgov-family.edi', 'cuscar-two-bills.edi', 'bay-plan.edi'].map(
    (name): [string, () => Buffer] => [name, () => fixture(name)],
  ),
  ...['waybill.xml', 'declaration.xml'].map((name): [string, () => Buffer] => [
    name,
    () => fixture(name),
  ]),
  ...(hasSamples
    ? [
        'paxlst/d05b-two-legs.txt',
        'paxlst/d02b-pax-47k.txt',
        'paxlst/d02b-crew-8.txt',
        'pnrgov/bigMessagePnr.txt',
        'pnrgov/pnr2.txt',
        'pnrgov/pnrWithBags.txt',
        'cuscar/d95b-lot10-scrubbed.edi',
        'baplie/smdg22-demo.edi',
        'container-edi/d95b_coprar.edi',
        'container-edi/VIFTSAI0000004.txt',
        'cargo-xml/888-11111111_XFWB_multipleULD_multipleHTS.xml',
        'cargo-xml/SEL22222222_XFZB.xml',
        'wco-dm/TT_IM003a.xml',
        'wco-dm/TT_EX010a.xml',
        'wco-dm/TT_EX039a.xml',
      ].map((path): [string, () => Buffer] => [path, () => sample(path)])
    : []),
];

describe.each(FILES)('each field of %s', (_, load) => {
  const bytes = load();
  const outcome = read(bytes);

  it('leads back to its place in the raw message', () => {
    for (const record of outcome.records) {
      const untraced = leaves(record.body)
        .map(([pointer]) => pointer)
        .filter((pointer) => !IMPLIED.some((rule) => rule.test(pointer)))
        .filter((pointer) => spanOf(record, pointer) === undefined);
      // Cargo-XML means flight: the mode is implied where no movement is given.
      expect(untraced.filter((pointer) => pointer !== '/means/modeCode')).toEqual([]);
    }
  });

  it('points at a segment tag or an element, and that holds the value', () => {
    const isXml = bytes.includes('<?xml') || bytes.includes('xmlns');
    for (const record of outcome.records) {
      for (const [pointer, value] of leaves(record.body)) {
        const at = spanOf(record, pointer);
        if (!at || !VERBATIM.test(pointer)) continue;
        const cut = bytes.subarray(at.offset, at.offset + 600);
        // One public sample holds a byte that is no UTF-8; it is kept as ISO 8859-1.
        const raw = cut.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
        expect(raw).toMatch(isXml ? /^<[A-Za-z]/ : /^[A-Z]{3}/);
        const clean = raw.replace(/[\r\n]+/g, '').replaceAll('?', '');
        expect(clean).toContain(String(value));
      }
    }
  });
});
