import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../chaincode/index.js';
import { declarations } from '../../../gateway/demo/declarations.js';
import { passengerLists } from '../../../gateway/demo/passengers.js';
import { SeededRandom } from '../../../gateway/demo/random.js';
import { waybills } from '../../../gateway/demo/waybills.js';
import {
  writeCuscar,
  writePaxlst,
  writeWcoDeclaration,
  writeXfwb,
} from '../../../gateway/formats/index.js';
import { airWaybill, declaration, passengerList, seaManifest } from './arbitrary-bodies.js';
import { allFindings, read } from './fixture.js';

const PARTIES = {
  sender: 'MERIDIAN',
  recipient: 'XACUSTOMS',
  preparedAt: '2026-11-23T08:30:00Z',
  reference: 'REF+1?',
};

/** The record read from the text, with nothing wrong in the envelope. */
function readBack(text: string): { body: RecordBody | undefined; envelope: string[] } {
  const outcome = read(text);
  return { body: outcome.records[0]?.body, envelope: outcome.findings.map(({ code }) => code) };
}

describe('what we write, our reader reads back to the same body', () => {
  const options = { numRuns: 150 };
  it('as PAXLST', () => {
    fc.assert(
      fc.property(passengerList, (body) => {
        expect(readBack(writePaxlst(body, PARTIES))).toEqual({ body, envelope: [] });
      }),
      options,
    );
  });
  it('as CUSCAR', () => {
    fc.assert(
      fc.property(seaManifest, (body) => {
        expect(readBack(writeCuscar(body, PARTIES))).toEqual({ body, envelope: [] });
      }),
      options,
    );
  });
  it('as XFWB', () => {
    fc.assert(
      fc.property(airWaybill, (body) => {
        expect(readBack(writeXfwb(body))).toEqual({ body, envelope: [] });
      }),
      options,
    );
  });
  it('as a WCO DM declaration', () => {
    fc.assert(
      fc.property(declaration, (body) => {
        expect(readBack(writeWcoDeclaration(body))).toEqual({ body, envelope: [] });
      }),
      options,
    );
  });
});

describe('the demo data go the way of real data', () => {
  const random = new SeededRandom(7);
  const today = '2026-11-23';
  const written: [string, RecordBody, string][] = [
    ...passengerLists(random, today).map((b): [string, RecordBody, string] => [
      'PAXLST',
      b,
      writePaxlst(b, PARTIES),
    ]),
    ...waybills(random, today).map((b): [string, RecordBody, string] => ['XFWB', b, writeXfwb(b)]),
    ...declarations(random, today).map((b): [string, RecordBody, string] => [
      'WCO-DEC',
      b,
      writeWcoDeclaration(b),
    ]),
  ];
  it('and nothing of them is lost or found wrong', () => {
    expect(written.length).toBeGreaterThan(20);
    for (const [format, body, text] of written) {
      const outcome = read(text);
      expect(outcome.format).toBe(format);
      expect(outcome.records.map((record) => record.body)).toEqual([body]);
      expect(allFindings(outcome).filter(({ severity }) => severity !== 'info')).toEqual([]);
    }
  });
});

it('a waybill of two consignments is no waybill', () => {
  const [one] = fc.sample(airWaybill, 1);
  const twice = {
    ...one,
    consignments: [...(one?.consignments ?? []), ...(one?.consignments ?? [])],
  };
  expect(() => writeXfwb(twice as never)).toThrow(RangeError);
});
