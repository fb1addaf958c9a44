/** One thing, many spellings: what must come out as the same key, and what must not. */
import { describe, expect, it } from 'vitest';
import { hasIbanCheck, ibanOf } from '../../graph/project/accounts.js';
import { knownAddress } from '../../graph/project/addresses.js';
import { emailAddress, phoneDigits } from '../../graph/project/contacts.js';
import { companyName, givenName, personName } from '../../graph/project/names.js';
import {
  consignmentKey,
  dayOf,
  flightDesignator,
  hs6,
  locodeCountry,
} from '../../graph/project/references.js';

describe('company names', () => {
  it.each([
    ['ACME Trading Co., Ltd.', 'acme trading'],
    ['Acme  Trading GmbH & Co. KG', 'acme trading'],
    ['Société Générale S.A.', 'societe generale'],
    ['远洋贸易有限公司', '远洋贸易'],
    ['Ltd', 'ltd'],
    ['!!', ''],
  ])('%s reads %s', (written, read) => {
    expect(companyName(written)).toBe(read);
  });
});

describe('names of travellers', () => {
  it.each([
    ["O'Brien-Smith", 'OBRIENSMITH'],
    ['MÜLLER', 'MULLER'],
    ['van der Berg', 'VANDERBERG'],
  ])('surname %s reads %s', (written, read) => {
    expect(personName(written)).toBe(read);
  });

  it.each([
    ['JOHNMR', 'JOHN'],
    ['John Mr', 'JOHN'],
    ['ANNA MARIA', 'ANNAMARIA'],
    ['AMR', 'AMR'],
    ['MR', 'MR'],
  ])('given name %s reads %s', (written, read) => {
    expect(givenName(written)).toBe(read);
  });
});

describe('contacts', () => {
  it.each([
    ['+86 (10) 5555-0001', '861055550001'],
    ['0086 10 5555 0001', '861055550001'],
    ['010 5555 0001', '1055550001'],
    ['12345', undefined],
    ['ext.', undefined],
  ])('phone %s reads %s', (written, read) => {
    expect(phoneDigits(written)).toBe(read);
  });

  it.each([
    ['John@Example.COM', 'john@example.com'],
    ['JOHN//EXAMPLE.COM', 'john@example.com'],
    ['nobody', undefined],
    ['a@b', undefined],
  ])('e-mail %s reads %s', (written, read) => {
    expect(emailAddress(written)).toBe(read);
  });
});

describe('addresses', () => {
  it('are the same with other short forms, and differ in another town', () => {
    const of = (line: string, cityName: string) =>
      knownAddress({ line, cityName, countryCode: 'xb' })?.normal;
    expect(of('8, Market Street, Building 2', 'Southport')).toEqual(
      of('8 MARKET ST. BLDG 2', 'SOUTHPORT'),
    );
    expect(of('8 Market Street', 'Southport')).not.toEqual(of('8 Market Street', 'Northport'));
  });

  it.each([
    [{ cityName: 'Southport', countryCode: 'XB' }],
    [{ line: '8 Market Street', countryCode: 'XB' }],
    [{ line: '  ', cityName: 'Southport' }],
  ])('that are not precise enough are none: %j', (address) => {
    expect(knownAddress(address)).toBeUndefined();
  });
});

describe('references', () => {
  it.each([
    ['999-1234 5675', undefined, '99912345675'],
    ['H0001', '999-12345675', '99912345675/H0001'],
    ['H0001', undefined, 'H0001'],
    ['HOUSE00012', '99912345675', 'HOUSE00012'],
  ])('consignment %s under %s is %s', (id, master, key) => {
    expect(consignmentKey(id, master)).toBe(key);
  });

  it.each([
    ['CA0937', undefined, 'CA937'],
    ['CA 937', undefined, 'CA937'],
    ['937', 'CA', 'CA937'],
    ['0937A', 'CA', 'CA937A'],
    ['3U8633', undefined, '3U8633'],
    ['937', undefined, undefined],
    ['VESSEL NAME', 'CA', undefined],
  ])('flight %s of %s is %s', (number, carrier, designator) => {
    expect(flightDesignator(number, carrier)).toBe(designator);
  });

  it('reads HS codes to six digits, local days as written, and countries of UN/LOCODEs', () => {
    expect([hs6('0806.10.1000'), hs6('0806')]).toEqual(['080610', undefined]);
    expect([dayOf('2026-11-02T23:50+08:00'), dayOf('23:50'), dayOf(undefined)]).toEqual([
      '2026-11-02',
      undefined,
      undefined,
    ]);
    expect([locodeCountry('CNSHA'), locodeCountry('PEK')]).toEqual(['CN', undefined]);
  });
});

describe('IBANs', () => {
  it.each([
    ['DE89 3704 0044 0532 0130 00', 'DE89370400440532013000', true],
    ['iban: gb29 nwbk 6016 1331 9268 19', 'GB29NWBK60161331926819', true],
    ['FR14 2004 1010 0505 0001 3M02 606', 'FR1420041010050500013M02606', true],
    ['CH93 0076 2011 6238 5295 7', 'CH9300762011623852957', true],
    ['DE89 3704 0044 0532 0130 01', 'DE89370400440532013001', false],
    ['DE98 3704 0044 0532 0130 00', 'DE98370400440532013000', false],
  ])('%s reads %s, check digits right: %s', (written, read, isRight) => {
    expect([ibanOf(written), hasIbanCheck(read)]).toEqual([read, isRight]);
  });

  it.each(['', 'DE89', '89DE370400440532013000', 'DE89-3704-0044-0532', '1234567890123456'])(
    '%j has not the shape of one',
    (written) => {
      expect(ibanOf(written)).toBeUndefined();
    },
  );
});
