import { describe, expect, it } from 'vitest';
import { bodyOf, codes, finding, fixture, read, unreadTexts } from './fixture.js';

const bytes = fixture('waybill.xml');
const outcome = read(bytes);

describe('a Cargo-XML waybill', () => {
  it('becomes a manifest of one consignment', () => {
    expect(outcome).toMatchObject({ format: 'XFWB', version: '3.00', recognised: true });
    expect(bodyOf(outcome, 'manifest')).toEqual({
      kind: 'manifest',
      messageType: 'XFWB',
      documentId: '999-20000002',
      functionCode: '4',
      means: {
        modeCode: '4',
        identification: 'MQ88',
        identificationTypeCode: '40',
        conveyanceReferenceId: 'MQ88',
        itinerary: [
          { location: { value: 'ZRH', list: 'IATA3' }, role: 'departure' },
          {
            location: { value: 'PEK', list: 'IATA3' },
            role: 'arrival',
            scheduled: '2026-11-21T06:10:00',
          },
        ],
      },
      loadingLocation: 'ZRH',
      unloadingLocation: 'PEK',
      consignments: [
        {
          transportContractDocument: { id: '999-20000002', typeCode: '740' },
          consignor: { role: 'CZ', name: 'Käse & Söhne 乳酪', identifiers: [] },
          notifyParty: { role: 'NI', name: 'TO TELL', identifiers: [] },
          origin: 'ZRH',
          finalDestination: 'PEK',
          grossMass: { value: '120.5', unitCode: 'KGM' },
          specialHandling: [],
          items: [
            {
              sequenceNumeric: 1,
              description: 'CHEESE',
              classification: { value: '040690', list: 'HS2022' },
              packaging: [{ quantity: 4 }],
              grossMass: { value: '120.5', unitCode: 'KGM' },
              equipmentIds: ['AKE4711MQ'],
            },
          ],
          customsInfo: [{ country: 'CH', subjectCode: 'SHP', contentCode: 'T', text: 'CHE123' }],
        },
      ],
      equipment: [{ id: 'AKE4711MQ', typeCode: 'ULD', seals: [] }],
    });
  });

  it('notes a count that is none and keeps it as unread', () => {
    expect(codes(outcome)).toEqual(['VALUE_INVALID']);
    expect(finding(outcome, 'VALUE_INVALID')).toMatchObject({
      path: '/consignments/0/totalPackageQuantity',
      value: 'four',
      at: { line: 9 },
    });
    expect(unreadTexts(outcome)).toContain('/Waybill/MasterConsignment/TotalPieceQuantity four');
  });

  it('lists unknown elements and their attributes as unread', () => {
    const path = '/Waybill/MasterConsignment/HandlingOSIInstructions/Description';
    expect(unreadTexts(outcome)).toContain(`${path} KEEP COOL`);
    expect(unreadTexts(outcome)).toContain(`${path}/@lang en`);
  });

  it('gives byte offsets, also behind characters of several bytes', () => {
    const spans = outcome.records[0]?.source.spans;
    const at = spans?.['/consignments/0/items/0/description']?.offset;
    expect(bytes.subarray(at).toString()).toMatch(/^<Identification>CHEESE/);
  });

  it.each(['utf16le', 'latin1'] as const)('reads %s as well', (encoding) => {
    const text = bytes
      .toString('utf8')
      .replace(/[^\0-\u00ff]/g, '')
      .replace('UTF-8', encoding === 'latin1' ? 'ISO-8859-1' : 'UTF-16');
    const data = Buffer.from(encoding === 'utf16le' ? `\ufeff${text}` : text, encoding);
    const manifest = bodyOf(read(data), 'manifest');
    expect(manifest.consignments[0]?.consignor?.name).toBe('Käse & Söhne');
    const span = read(data).records[0]?.source.spans['/consignments/0/items/0/description'];
    expect(data.subarray(span?.offset).toString(encoding)).toMatch(/^<Identification>CHEESE/);
  });

  it('fails the check digit of the waybill number: a finding', () => {
    const wrong = bytes.toString().replace('<ID>999-20000002</ID>', '<ID>999-20000003</ID>');
    expect(finding(read(wrong), 'AWB_CHECK_DIGIT')).toMatchObject({ value: '999-20000003' });
  });

  it('has no number: an error, and the rest is read', () => {
    const without = read(bytes.toString().replace('<ID>999-20000002</ID>', ''));
    expect(finding(without, 'WAYBILL_NUMBER_MISSING').severity).toBe('error');
    expect(bodyOf(without, 'manifest').consignments[0]?.origin).toBe('ZRH');
  });
});
