import { describe, expect, it } from 'vitest';
import { bodyOf, codes, finding, fixture, read, unreadTexts } from './fixture.js';

const text = fixture('declaration.xml').toString();
const outcome = read(text);

describe('a WCO DM declaration', () => {
  it('becomes a declaration', () => {
    expect(outcome).toMatchObject({ format: 'WCO-DEC', version: '3.6', recognised: true });
    expect(bodyOf(outcome, 'declaration')).toEqual({
      kind: 'declaration',
      functionCode: '9',
      functionalReferenceId: 'LRN-77',
      id: '20GB1NA4Y2YSRFGVR7',
      typeCode: 'IMA',
      procedureCategory: 'import',
      declaredOn: '2026-11-20',
      presentationOffice: '40',
      declarant: {
        role: 'DT',
        identifiers: [{ scheme: 'EORI', value: 'XA123456789000' }],
        contact: { phones: ['9955501'] },
      },
      importer: { role: 'IM', name: 'Amber Foods', identifiers: [] },
      borderTransportMeans: {
        modeCode: '4',
        identification: 'MQ88',
        identificationTypeCode: '40',
        itinerary: [],
      },
      goodsShipment: {
        exportCountry: 'CH',
        previousDocuments: [],
        equipmentIds: [],
        items: [
          {
            sequenceNumeric: 1,
            description: 'Cheese',
            classification: { value: '040690', list: 'HS2022' },
            originCountry: 'CH',
            packaging: [{ quantity: 8, typeCode: 'CT' }],
            grossMass: { value: '12.0', unitCode: 'KGM' },
            netMass: { value: '12.25', unitCode: 'KGM' },
            value: { amount: '900', currencyCode: 'CHF' },
            statisticalValue: { amount: '1200000', currencyCode: 'KRW' },
            equipmentIds: [],
            currentProcedure: '40',
            previousProcedure: '00',
            dutyTaxFees: [
              {
                typeCode: 'A',
                taxRate: '36.0',
                assessed: { amount: '432000', currencyCode: 'KRW' },
                paymentMethodCode: '11',
              },
            ],
            additionalDocuments: [],
            additionalInformation: [],
          },
        ],
      },
      totals: {
        packages: 9,
        grossMass: { value: '12.5', unitCode: 'KGM' },
        invoice: { amount: '900', currencyCode: 'XXX' },
      },
      additionalInformation: [{ typeCode: 'KCS:ProcessType', code: 'B' }],
      status: 'lodged',
    });
  });

  it('says what does not add up', () => {
    expect(codes(outcome).sort()).toEqual([
      'CURRENCY_MISSING',
      'ITEM_COUNT',
      'MASS_TOTAL',
      'MRN',
      'NET_OVER_GROSS',
      'PACKAGE_TOTAL',
    ]);
    expect(finding(outcome, 'PACKAGE_TOTAL')).toMatchObject({
      path: '/totals/packages',
      value: '9',
      message: 'the total is 9 packages, the items add up to 8',
      at: { line: 11 },
    });
  });

  it('keeps further procedures, classifications and origins as unread', () => {
    const item = '/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem';
    expect(unreadTexts(outcome)).toEqual([
      '/MetaData/WCODataModelVersionCode 3.6',
      `${item}/Commodity/Classification/ID 00`,
      `${item}/Commodity/Classification/IdentificationTypeCode TRC`,
      `${item}/GovernmentProcedure/CurrentCode 1CS`,
      `${item}/Origin/CountryCode FR`,
      `${item}/Origin/TypeCode 2`,
    ]);
  });

  it.each([
    ['IMA', 'import'],
    ['EXD', 'export'],
    ['COA', 'other'],
    ['COR', 'other'],
    ['T1', 'transit'],
    ['INV', 'other'],
  ])('of type %s is %s', (typeCode, category) => {
    const changed = text.replace('<TypeCode>IMA<', `<TypeCode>${typeCode}<`);
    expect(bodyOf(read(changed), 'declaration').procedureCategory).toBe(category);
  });

  it.each([
    ['LRN_MISSING', '<FunctionalReferenceID>LRN-77</FunctionalReferenceID>', ''],
    ['DATE_INVALID', '20261120093000Z', '20261320'],
    ['VALUE_INVALID', '<TaxRateNumeric>36.0<', '<TaxRateNumeric>a third<'],
    ['HS_CODE', '<ID>040690</ID>', '<ID>4-06</ID>'],
    ['COUNTRY_CODE', '<ID>CH</ID>', '<ID>Swiss</ID>'],
  ])('with a defect has the finding %s', (code, from, to) => {
    const changed = read(text.replace(from, to));
    expect(changed.records).toHaveLength(1);
    expect(codes(changed)).toContain(code);
  });

  it('comes twice in one document: a record each, findings apart', () => {
    const [, inner = ''] = /(<Declaration[^]*<\/Declaration>)/.exec(text) ?? [];
    const second = inner
      .replace('LRN-77', 'LRN-78')
      .replace('<TotalPackageQuantity>9', '<TotalPackageQuantity>8');
    const both = read(text.replace('</MetaData>', `${second}</MetaData>`));
    expect(both.records).toHaveLength(2);
    expect(both.records[0]?.findings.map(({ code }) => code)).toContain('PACKAGE_TOTAL');
    expect(both.records[1]?.findings.map(({ code }) => code)).not.toContain('PACKAGE_TOTAL');
  });
});

describe('a notification', () => {
  const response = (code: string, more = ''): string =>
    `<MetaData><Response><FunctionCode>${code}</FunctionCode>${more}<Declaration><ID>20GB1NA4Y2YSRFGVR6</ID></Declaration></Response></MetaData>`;
  it('is kept as a tree, with what it says as findings', () => {
    const error =
      '<Error><ValidationCode>E12</ValidationCode><Pointer><DocumentSectionCode>42A</DocumentSectionCode></Pointer></Error>';
    const result = read(response('03', error));
    expect(result).toMatchObject({ format: 'WCO-RES', recognised: true, records: [] });
    expect(finding(result, 'NOTIFICATION')).toMatchObject({
      severity: 'info',
      value: '03',
      message: 'the declaration was rejected',
    });
    expect(finding(result, 'NOTIFIED_ERROR')).toMatchObject({ value: 'E12' });
    expect(codes(result)).not.toContain('MRN');
  });

  it('of an unknown code says so', () => {
    expect(finding(read(response('99')), 'NOTIFICATION').message).toContain('no known function');
  });

  it('checks the reference it is about', () => {
    const wrong = read(response('09').replace('20GB1NA4Y2YSRFGVR6', '20GB1NA4Y2YSRFGVR5'));
    expect(codes(wrong)).toContain('MRN');
  });
});
