import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeList } from '../../../gateway/formats/identifiers.js';
import {
  isAirWaybillNumber,
  isCardNumber,
  isContainerNumber,
  isGtin,
  isHsCode,
  isImoNumber,
  isMovementReference,
} from '../../../gateway/formats/index.js';
import { hasSamples, sample } from './fixture.js';

const CHECKS = [
  ['ISO 6346 container', isContainerNumber, ['CSQU3054383', 'MSKU0000011', 'TGHU3681435']],
  ['air waybill', isAirWaybillNumber, ['888-11111111', '020-12345675', '99920000002']],
  ['IMO ship number', isImoNumber, ['9074729', 'IMO9074729']],
  ['GTIN', isGtin, ['4006381333931', '96385074', '036000291452', '00012345600012']],
  ['EU movement reference', isMovementReference, ['20GB1NA4Y2YSRFGVR6', '19GBCKKCQSXV2FGVA8']],
  ['payment card', isCardNumber, ['4111111111111111', '378282246310005']],
] as const;

describe.each(CHECKS)('%s', (_, isValid, numbers) => {
  it.each(numbers.map((number) => [number]))('%s passes', (number) => {
    expect(isValid(number)).toBe(true);
  });

  it('fails when its last digit is another', () => {
    for (const number of numbers) {
      const last = Number(number.at(-1));
      for (let shift = 1; shift < 10; shift += 1) {
        const other = `${number.slice(0, -1)}${(last + shift) % 10}`;
        expect([other, isValid(other)]).toEqual([other, false]);
      }
    }
  });

  it('is told from any other text without a fault', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isValid(text) === 'boolean'));
  });
});

describe('HS codes', () => {
  it.each(['0806', '080610', '08061000', '0806100000'])('%s has the shape', (code) => {
    expect(isHsCode(code)).toBe(true);
  });
  it.each(['', '08', '08061', '0006', '770100', '980100', '0806.10', 'ABCD'])(
    '%s has not',
    (code) => {
      expect(isHsCode(code)).toBe(false);
    },
  );
});

describe('places', () => {
  it.each([
    ['JNB', 'IATA3'],
    ['ZADUR', 'UNLOCODE'],
    ['US8LA', 'UNLOCODE'],
    ['US1LA', 'LOCAL'],
    ['Durban', 'LOCAL'],
  ])('%s is from %s by its shape', (code, list) => {
    expect(placeList(code)).toBe(list);
  });
});

describe.skipIf(!hasSamples)('real numbers', () => {
  it('of the public bay plan pass but for two', () => {
    const text = sample('baplie/smdg22-demo.edi').toString('latin1');
    const numbers = [...text.matchAll(/EQD\+CN\+([A-Z0-9]+)/g)].map((match) => match[1] ?? '');
    expect(numbers).toHaveLength(609);
    expect(numbers.filter((number) => !isContainerNumber(number))).toHaveLength(2);
  });

  it('of the public notifications pass', () => {
    for (const name of ['notif-08_DMSROG', 'notif-13_DMSTAX', 'Step5_TT_EX009a_Amendment']) {
      const text = sample(`wco-dm/${name}.xml`).toString();
      const [, mrn = ''] = /<ID>(\d{2}GB\w{14})<\/ID>/.exec(text) ?? [];
      expect([mrn, isMovementReference(mrn)]).toEqual([mrn, true]);
    }
  });
});
