import { describe, expect, it } from 'vitest';
import { bodyOf, codes, finding, fixture, read, unreadTexts } from './fixture.js';

const outcome = read(fixture('paxlst-crossing.edi'));

describe('a PAXLST of two travellers', () => {
  it('becomes a passenger list', () => {
    expect(outcome).toMatchObject({ format: 'PAXLST', version: 'D:12B', recognised: true });
    expect(bodyOf(outcome, 'passengerList')).toEqual({
      kind: 'passengerList',
      documentNameCode: '745',
      functionCode: '9',
      flights: [
        {
          carrier: 'MQ',
          number: 'MQ317',
          legs: [
            {
              location: { value: 'JNB', list: 'IATA3' },
              role: 'departure',
              scheduled: '2026-11-20T09:15',
            },
            {
              location: { value: 'DEL', list: 'IATA3' },
              role: 'arrival',
              scheduled: '2026-11-20T21:40',
            },
          ],
        },
      ],
      reporter: {
        name: 'OPERATIONS DESK',
        phones: ['99 1 555 0100'],
        emails: ['desk@meridian.example'],
      },
      travellers: [
        {
          kind: 'passenger',
          name: { surname: "O'NEILL", given: 'MÁIRE', middle: 'ANNE' },
          sex: 'F',
          birthDate: '1961-04-03',
          birthPlace: 'GALWAY, IRL',
          nationality: 'IRL',
          residence: 'IRL',
          boarding: 'JNB',
          disembarking: 'DEL',
          documents: [
            { type: 'P', number: 'PA1234567', expiry: '2031-06-30', issuer: 'IRL' },
            { type: 'V', number: 'V99', expiry: '2026-12-31', issuer: 'IND' },
          ],
          recordLocator: 'KLM7QX',
          carrierRef: 'MQ-000042',
          seat: '21C',
          bags: [
            { count: 2, weight: { value: '31.5', unitCode: 'KGM' } },
            { tag: 'MQ445566', count: 2 },
          ],
          address: {
            line: '12 QUAY ST',
            cityName: 'GALWAY',
            postcode: 'H91 X0',
            countryCode: 'IRL',
          },
          contact: { phones: ['35391555010'] },
          verified: true,
        },
        {
          kind: 'transit',
          name: { surname: 'KUMAR' },
          birthDate: '1961',
          nationality: 'IND',
          documents: [],
          bags: [],
          verified: false,
        },
      ],
      counts: { passengers: 2 },
    });
    expect(codes(outcome)).toEqual([]);
  });

  it('lists what it has no field for, and nothing else', () => {
    expect(unreadTexts(outcome)).toEqual([
      'RFF[4] RFF+TN:LOCAL42',
      'COM[6]/2/1 99 1 555 0101',
      'COM[6]/2/2 FX',
      'LOC[19] LOC+22+DEL',
    ]);
  });
});

describe('two-digit years', () => {
  const traveller = (birth: string, expiry: string): string =>
    `UNH+1+PAXLST:D:05B'BGM+745'TDT+20+MQ1'NAD+FL+++A'DTM+329:${birth}:101'DOC+P+1'DTM+36:${expiry}:101'CNT+42:1'UNT+9+1'`;
  it.each([
    ['260101', '260101', '2026-01-01', '2026-01-01'],
    ['270101', '270101', '1927-01-01', '2027-01-01'],
    ['760101', '760101', '1976-01-01', '2076-01-01'],
    ['990101', '990101', '1999-01-01', '1999-01-01'],
  ])('of a birth %s lie in the past, of an expiry %s around now', (birth, expiry, born, ends) => {
    const [person] = bodyOf(read(traveller(birth, expiry)), 'passengerList').travellers;
    expect(person?.birthDate).toBe(born);
    expect(person?.documents[0]?.expiry).toBe(ends);
  });

  it('pivot on the year of receipt', () => {
    const list = bodyOf(
      read(traveller('270101', '270101'), { receivedAt: '2030-01-01T00:00:00Z' }),
      'passengerList',
    );
    expect(list.travellers[0]?.birthDate).toBe('2027-01-01');
  });
});

describe('a list with defects', () => {
  const message = (body: string): string => `UNH+1+PAXLST:D:05B:UN'${body}UNT+1+1'`;
  it.each([
    ['TRAVELLER_ROLE', "BGM+745'TDT+20+MQ1'NAD+VW+++A:B'", '/travellers/0/kind'],
    ['NAME_MISSING', "BGM+745'TDT+20+MQ1'NAD+FL'", '/travellers/0/name/surname'],
    ['SEX_CODE', "BGM+745'TDT+20+MQ1'NAD+FL+++A'ATT+2++Q'", '/travellers/0/sex'],
    [
      'DATE_INVALID',
      "BGM+745'TDT+20+MQ1'NAD+FL+++A'DTM+329:991332:101'",
      '/travellers/0/birthDate',
    ],
    [
      'DOCUMENT_NUMBER_MISSING',
      "BGM+745'TDT+20+MQ1'NAD+FL+++A'DOC+P'",
      '/travellers/0/documents/0/number',
    ],
    ['VALUE_INVALID', "BGM+745'TDT+20+MQ1'NAD+FL+++A'MEA+CT++:two'", '/travellers/0/bags/0/count'],
    ['FLIGHT_NUMBER_MISSING', "BGM+745'TDT+20'NAD+FL+++A'", '/flights/0/number'],
    ['FLIGHT_MISSING', "BGM+745'NAD+FL+++A'", '/flights'],
    ['BGM_MISSING', "TDT+20+MQ1'NAD+FM+++A'", '/documentNameCode'],
    ['CNT_TOTAL', "BGM+745'TDT+20+MQ1'NAD+FL+++A'CNT+42:3'", '/counts/passengers'],
    ['CNT_TOTAL', "BGM+250'TDT+20+MQ1'NAD+FM+++A'CNT+41:3'", '/counts/crew'],
    ['CNT_MISSING', "BGM+745'TDT+20+MQ1'NAD+FL+++A'", '/counts'],
    ['NATIONALITY', "BGM+745'TDT+20+MQ1'NAD+FL+++A'NAT+2+India'", '/travellers/0/nationality'],
    ['LOCATION_CODE', "BGM+745'TDT+20+MQ1'NAD+FL+++A'LOC+178+Jo?'burg'", '/travellers/0/boarding'],
    [
      'DOCUMENT_EXPIRED',
      "BGM+745'TDT+20+MQ1'LOC+125+JNB'DTM+189:2611200915:201'NAD+FL+++A'DOC+P+1'DTM+36:200101:101'",
      '/travellers/0/documents/0/expiry',
    ],
    [
      'BIRTH_IN_FUTURE',
      "BGM+745'TDT+20+MQ1'NAD+FL+++A'DTM+329:20990101:102'",
      '/travellers/0/birthDate',
    ],
  ])('is read with the finding %s', (code, body, path) => {
    const result = read(message(body));
    expect(result.records).toHaveLength(1);
    expect(finding(result, code)).toMatchObject({ path });
    expect(finding(result, code).repair).toBeTruthy();
  });

  it('keeps a date that no calendar knows as it stands', () => {
    const list = bodyOf(read(message("BGM+745'NAD+FL+++A'DTM+329:991332:101'")), 'passengerList');
    expect(list.travellers[0]?.birthDate).toBe('991332');
  });

  it('tells a crew list from its travellers when BGM is missing', () => {
    expect(bodyOf(read(message("NAD+FM+++A'")), 'passengerList').documentNameCode).toBe('250');
    expect(bodyOf(read(message("NAD+FL+++A'")), 'passengerList').documentNameCode).toBe('745');
  });

  it('puts no personal value into a message text, which may be logged', () => {
    const result = read(message("BGM+745'NAD+FL+++SECRETNAME'DTM+329:991332:101'NAT+2+Narnia'"));
    const texts = result.records[0]?.findings.map((one) => one.message).join(' ') ?? '';
    expect(texts).not.toMatch(/SECRETNAME|991332|Narnia/);
  });

  it('takes codes named like built-in members for unknown codes', () => {
    const result = read(
      message(
        "BGM+745'TDT+20+MQ1'LOC+constructor+X'NAD+toString+++A'LOC+valueOf+Y'RFF+constructor:Z'",
      ),
    );
    expect(bodyOf(result, 'passengerList').travellers).toHaveLength(1);
    expect(unreadTexts(result)).toContain('RFF[6] RFF+constructor:Z');
  });
});
