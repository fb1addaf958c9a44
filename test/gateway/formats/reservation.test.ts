import { describe, expect, it } from 'vitest';
import { maskCard } from '../../../gateway/formats/edifact/cards.js';
import { bodyOf, codes, finding, fixture, read, unreadTexts } from './fixture.js';

const outcome = read(fixture('pnrgov-family.edi'));

describe('a PNRGOV of two reservations', () => {
  it('becomes one record per reservation', () => {
    expect(outcome).toMatchObject({ format: 'PNRGOV', version: '13:1', recognised: true });
    expect(outcome.records.map(({ body }) => body.kind === 'reservation' && body.locator)).toEqual([
      'KLM7QX',
      'ZZ99AA',
    ]);
  });

  it('reads the booking: locator, creation, agency, address, contacts', () => {
    const { locator, created, agency, addresses, contacts } = bodyOf(outcome, 'reservation');
    expect({ locator, created, agency }).toEqual({
      locator: 'KLM7QX',
      created: '2026-10-15T11:02',
      agency: '40301234',
    });
    expect(addresses).toEqual([
      { line: '12 QUAY ST', cityName: 'GALWAY', countryCode: 'IE', postcode: 'H91 X0' },
      { line: '1 BANK ROAD' },
    ]);
    expect(contacts).toEqual([
      { phones: ['353915550100'] },
      { name: 'PAYER NAME', phones: ['353915550199'] },
    ]);
  });

  it('gives each document to its traveller, wherever the request stands', () => {
    expect(bodyOf(outcome, 'reservation').travellers).toEqual([
      {
        kind: 'passenger',
        name: { surname: 'ONEILL', given: 'MAIRE' },
        nationality: 'IRL',
        birthDate: '1961-04-03',
        sex: 'F',
        documents: [{ type: 'P', number: 'PA1234567', issuer: 'IRL', expiry: '2031-06-30' }],
        bags: [
          { count: 2, weight: { value: '31', unitCode: 'KGM' } },
          { tag: '445566', carrier: 'MQ', destination: 'DEL' },
          { tag: '445567', carrier: 'MQ', destination: 'DEL' },
        ],
        carrierRef: 'MQ-000042',
        contact: { emails: ['MAIRE-ONEILL@MAIL.EXAMPLE'] },
        seat: '21C',
      },
      {
        kind: 'passenger',
        name: { surname: 'ONEILL', given: 'TOM' },
        nationality: 'IRL',
        birthDate: '2014-12-09',
        birthPlace: 'DUBLIN',
        sex: 'M',
        residence: 'IRL',
        address: { line: '12 QUAY ST', cityName: 'GALWAY', postcode: 'H91', countryCode: 'IRL' },
        documents: [
          { type: 'V', number: 'V99', issuer: 'IND' },
          { type: 'P', number: 'PB7654321', issuer: 'IRL', expiry: '2030-01-01' },
        ],
        bags: [],
      },
    ]);
  });

  it('reads the itinerary with code share, and a flight without a time', () => {
    expect(bodyOf(outcome, 'reservation').segments).toEqual([
      {
        carrier: 'MQ',
        number: '317',
        operating: 'XQ9317',
        from: 'JNB',
        to: 'DEL',
        departure: '2026-11-20T09:15',
        arrival: '2026-11-20T21:40',
      },
      { carrier: 'MQ', number: '12', from: 'DEL', to: 'BOM', departure: '2026-11-22' },
    ]);
  });

  it('takes the flight of the message for a reservation without itinerary', () => {
    const { segments, travellers } = bodyOf(outcome, 'reservation', 1);
    expect(segments.map(({ number }) => number)).toEqual(['317']);
    expect(travellers.map(({ name }) => name)).toEqual([{ surname: 'SOLO', given: 'KIM' }]);
  });

  it('reads tickets with their traveller, and requests in full', () => {
    const { tickets, ssr } = bodyOf(outcome, 'reservation');
    expect(tickets).toEqual([
      { number: '9990012345678', traveller: '/travellers/0' },
      { number: '9990012345679', traveller: '/travellers/1' },
    ]);
    expect(ssr.map(({ code }) => code)).toEqual(['DOCS', 'DOCO', 'DOCA', 'SEAT', 'DOCS']);
    expect(ssr[3]).toEqual({ code: 'SEAT', text: 'HK 2 MQ JNB DEL 21C 1 21D 2' });
  });

  it('leaves history unread: a name corrected long ago is no traveller', () => {
    expect(unreadTexts(outcome)).toContain('TIF[31] TIF+ONEIL+MAIRE:A:1');
  });
});

describe('payment cards', () => {
  it('are masked in the record, in what was left unread and in the tree', () => {
    expect(bodyOf(outcome, 'reservation').payments).toEqual([
      { form: 'CC', cardMasked: '411111XXXXXX1111', traveller: '/travellers/0' },
    ]);
    expect(JSON.stringify(outcome)).not.toContain('4111111111111111');
    expect(JSON.stringify(outcome.tree)).toContain('411111XXXXXX1111');
  });

  it('are masked in remarks too, while ticket numbers stay', () => {
    const text =
      "UNH+1+PNRGOV:13:1:IA'SRC'RCI+MQ:AB12CD'IFT+4:28+PAID 4111 1111 1111 1111 TODAY'TKT+4111111111111111'UNT+6+1'";
    const result = read(text);
    expect(JSON.stringify(result.unread)).toContain('411111XXXXXX1111');
    expect(bodyOf(result, 'reservation').tickets).toEqual([{ number: '4111111111111111' }]);
  });

  it.each([
    ['4111111111111111', '411111XXXXXX1111'],
    ['370266XXXXX6916', '370266XXXXX6916'],
    ['XXXXXXXX1186', 'XXXXXXXX1186'],
    ['370266*****6916', '370266XXXXX6916'],
    ['1234567890', 'XXXXXX7890'],
    ['123', '123'],
  ])('%s shows %s', (number, masked) => {
    expect(maskCard(number)).toBe(masked);
  });
});

describe('a reservation with defects', () => {
  const message = (body: string): string => `UNH+1+PNRGOV:13:1:IA'${body}UNT+1+1'`;
  it.each([
    ['LOCATOR_MISSING', "SRC'TIF+A+B:A:1'", '/locator'],
    ['LOCATOR_SHAPE', "SRC'RCI+MQ:A-1'", '/locator'],
    ['NAME_MISSING', "SRC'RCI+MQ:AB12CD'TIF++B:A:1'", '/travellers'],
    ['NAME_TITLE', "SRC'RCI+MQ:AB12CD'TIF+A+BOBMR:A:1'", '/travellers/0/name/given'],
    [
      'DOCUMENT_UNASSIGNED',
      "SRC'RCI+MQ:AB12CD'SSR+DOCS:HK:::::::/P/X/1///M//NOBODY/HERE'",
      '/travellers',
    ],
    [
      'DATE_INVALID',
      "SRC'RCI+MQ:AB12CD'TIF+A+B:A:1'SSR+DOCS:HK:::::::/P/X/1//99XYZ12/M//A/B'",
      '/travellers/0/birthDate',
    ],
    ['EQN_TOTAL', "EQN+9'SRC'RCI+MQ:AB12CD'", 'EQN/6350'],
  ])('is read with the finding %s', (code, body, path) => {
    expect(finding(read(message(body)), code)).toMatchObject({ path });
  });

  it.each([
    ['JOHNMR', 'JOHN'],
    ['JANE MS', 'JANE'],
    ['ADAMS', 'ADAMS'],
    ['AMR', 'AMR'],
    ['LIMISS', 'LI'],
  ])('keeps the name in %s: %s', (written, given) => {
    const result = read(message(`SRC'RCI+MQ:AB12CD'TIF+A+${written}:A:1'`));
    expect(bodyOf(result, 'reservation').travellers[0]?.name.given).toBe(given);
  });

  it('does not mistake a released plus for a separator, or text ending in UNT for a trailer', () => {
    const result = read(
      message("SRC'RCI+MQ:AB12CD'TIF+LOUNT+MO:A:1'IFT+4:28::MQ+CTCE MO..LOUUNT?+50//X.EXAMPLE'"),
    );
    expect(bodyOf(result, 'reservation').travellers[0]?.contact).toEqual({
      emails: ['MO_LOUUNT+50@X.EXAMPLE'],
    });
    expect(codes(result)).not.toContain('TERMINATOR_NOT_RELEASED');
  });
});
