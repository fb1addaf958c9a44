import { describe, expect, it } from 'vitest';
import { bodyOf, codes, finding, fixture, read, unreadTexts } from './fixture.js';

describe('a CUSCAR of two bills', () => {
  const outcome = read(fixture('cuscar-two-bills.edi'));
  const manifest = bodyOf(outcome, 'manifest');

  it('reads the voyage', () => {
    expect(manifest).toMatchObject({
      messageType: 'CUSCAR',
      documentId: 'MAN-5',
      functionCode: '9',
      loadingLocation: 'ZADUR',
      unloadingLocation: 'INNSA',
    });
    expect(manifest.means).toEqual({
      modeCode: '1',
      identification: '9074729',
      identificationTypeCode: '11',
      name: 'AMBER STAR',
      registrationNationalityCode: 'XA',
      conveyanceReferenceId: '204E',
      carrier: {
        role: 'CA',
        name: 'MERIDIAN LINES',
        identifiers: [{ scheme: 'LOCAL', value: 'MERL' }],
      },
      itinerary: [
        {
          location: { value: 'ZADUR', list: 'UNLOCODE' },
          role: 'departure',
          actual: '2026-11-10T12:00',
        },
        {
          location: { value: 'INNSA', list: 'UNLOCODE' },
          role: 'arrival',
          scheduled: '2026-11-22T06:00',
        },
      ],
    });
  });

  it('reads container, mass and seal', () => {
    expect(manifest.equipment).toEqual([
      {
        id: 'CSQU3054383',
        typeCode: 'CN',
        sizeType: '45G1',
        fullnessCode: '5',
        verifiedGrossMass: { value: '21350.5', unitCode: 'KGM' },
        seals: [{ id: 'SL001', affixedBy: 'CA' }],
      },
    ]);
  });

  it('reads parties, places, totals and goods of a bill', () => {
    expect(manifest.consignments[0]).toEqual({
      transportContractDocument: { id: 'BL-77', typeCode: '705' },
      consignor: {
        role: 'CZ',
        name: 'CAPE ORCHARDS LTD',
        identifiers: [{ scheme: 'DUNS', value: '40111' }],
        address: {
          line: '3 ORCHARD RD',
          cityName: 'CAPE TOWN',
          countrySubDivision: 'WC',
          postcode: '8001',
          countryCode: 'ZA',
        },
        contact: { phones: ['27215550101'], emails: ['sales@cape.example'] },
      },
      consignee: {
        role: 'CN',
        name: 'SOUTHMARK FRUIT',
        identifiers: [],
        address: { line: '8 MARKET SQ', cityName: 'MUMBAI', postcode: '400001', countryCode: 'IN' },
      },
      notifyParty: { role: 'NI', name: 'AGENT ONE', identifiers: [] },
      origin: 'ZADUR',
      finalDestination: 'INNSA',
      totalPackageQuantity: 412,
      grossMass: { value: '21000.5', unitCode: 'KGM' },
      specialHandling: [],
      items: [
        {
          sequenceNumeric: 1,
          description: 'FRESH GRAPES CLASS I',
          classification: { value: '080610', list: 'HS2022' },
          packaging: [
            { quantity: 400, typeCode: 'CT', marks: 'CAPE 26 LOT 11' },
            { quantity: 12, typeCode: 'PX' },
          ],
          grossMass: { value: '21000.5', unitCode: 'KGM' },
          dangerousGoods: [{ undgId: '3171', hazardClass: '9', packingGroup: '2' }],
          equipmentIds: ['CSQU3054383'],
        },
      ],
      customsInfo: [],
    });
  });

  it('takes the CNI number where no transport document is named', () => {
    expect(manifest.consignments[1]?.transportContractDocument).toEqual({
      id: 'BL-78',
      typeCode: '705',
    });
  });

  it('finds nothing wrong but a description that says nothing', () => {
    expect(codes(outcome)).toEqual(['DESCRIPTION_VAGUE']);
    expect(unreadTexts(outcome)).toEqual(['BGM[2]/1/1 85', 'SGP[25]/2/1 412']);
  });
});

describe('a cargo report with defects', () => {
  const head = "UNH+1+CUSCAR:D:95B:UN'BGM+85+M+9'TDT+20+1+1'";
  const message = (body: string): string =>
    `${body.startsWith('TDT') ? head.replace("TDT+20+1+1'", '') : head}${body}UNT+1+1'`;
  it.each([
    ['IMO_NUMBER', "TDT+20+1+1+++++9074728:146'", '/means/identification'],
    ['CONTAINER_CHECK_DIGIT', "EQD+CN+CSQU3054384'", '/equipment/0/id'],
    ['EQUIPMENT_REPEATED', "EQD+CN+CSQU3054383'EQD+CN+CSQU3054383'", '/equipment/1/id'],
    ['EQUIPMENT_ID_MISSING', "EQD+CN'", '/equipment/0/id'],
    ['CNT_TOTAL', "EQD+CN+CSQU3054383'CNT+16:2'", '/equipment'],
    ['TRANSPORT_DOCUMENT_MISSING', "CNI+1'", '/consignments/0/transportContractDocument/id'],
    ['PARTY_UNSTRUCTURED', "CNI+1+B'NAD+CN++NAME, STREET, TOWN'", '/consignments/0/consignee'],
    ['PARTY_NAMELESS', "CNI+1+B'NAD+CN'", '/consignments/0/consignee'],
    [
      'COUNTRY_CODE',
      "CNI+1+B'NAD+CN+++A+++++India'",
      '/consignments/0/consignee/address/countryCode',
    ],
    ['PACKAGE_TOTAL', "CNI+1+B'CNT+8:9'GID+1+8:CT'", '/consignments/0/totalPackageQuantity'],
    [
      'MASS_TOTAL',
      "CNI+1+B'CNT+7:10.5'GID+1+8:CT'MEA+AAE+G+KGM:10.4'",
      '/consignments/0/grossMass',
    ],
    ['HS_CODE', "CNI+1+B'GID+1'CST++777777:122'", '/consignments/0/items/0/classification/value'],
    ['UN_NUMBER', "CNI+1+B'GID+1'DGS+IMD+9+31'", '/consignments/0/items/0/dangerousGoods/0/undgId'],
    ['VALUE_INVALID', "CNI+1+B'GID+1+many:CT'", '/consignments/0/items/0/packaging/0/quantity'],
    ['LOCATION_CODE', "CNI+1+B'LOC+9+Durban'", '/consignments/0/origin'],
  ])('is read with the finding %s', (code, body, path) => {
    const outcome = read(message(body));
    expect(outcome.records).toHaveLength(1);
    expect(finding(outcome, code)).toMatchObject({ path });
  });

  it('has no means of transport: a finding, and the cargo is kept', () => {
    const outcome = read("UNH+1+CUSCAR:D:95B:UN'BGM+85+M+9'CNI+1+B'UNT+4+1'");
    expect(codes(outcome)).toContain('MEANS_MISSING');
    expect(bodyOf(outcome, 'manifest').consignments).toHaveLength(1);
  });

  it('adds masses exactly: 0.1 and 0.2 are 0.3', () => {
    const outcome = read(
      message("CNI+1+B'CNT+7:0.3'GID+1'MEA+AAE+G+KGM:0.1'GID+2'MEA+AAE+G+KGM:0.2'"),
    );
    expect(codes(outcome)).not.toContain('MASS_TOTAL');
  });

  it('keeps a container whose check digit fails', () => {
    const manifest = bodyOf(read(message("EQD+CN+CSQU3054384'")), 'manifest');
    expect(manifest.equipment[0]?.id).toBe('CSQU3054384');
  });
});

describe('a bay plan', () => {
  const outcome = read(fixture('bay-plan.edi'));
  const manifest = bodyOf(outcome, 'manifest');

  it('gives the times after two places to the place they are about', () => {
    expect(manifest.means.itinerary).toEqual([
      {
        location: { value: 'ZADUR', list: 'UNLOCODE' },
        role: 'arrival',
        actual: '2026-11-08T04:00',
      },
      {
        location: { value: 'ZADUR', list: 'UNLOCODE' },
        role: 'departure',
        scheduled: '2026-11-10T12:00',
      },
      { location: { value: 'INNSA', list: 'UNLOCODE' }, role: 'arrival', scheduled: '2600220600' },
    ]);
    expect(finding(outcome, 'DATE_INVALID')).toMatchObject({ value: '2600220600' });
  });

  it('reads containers with bay, mass and ports', () => {
    expect(manifest.equipment).toEqual([
      {
        id: 'CSQU3054383',
        typeCode: 'CN',
        sizeType: '2200',
        fullnessCode: '4',
        position: '0110382',
        loadingLocation: 'ZADUR',
        unloadingLocation: 'INNSA',
        grossMass: { value: '2280', unitCode: 'KGM' },
        seals: [],
      },
      {
        id: 'CSQU3054384',
        typeCode: 'CN',
        sizeType: '22G1',
        fullnessCode: '5',
        position: '0110384',
        verifiedGrossMass: { value: '25100', unitCode: 'KGM' },
        seals: [],
      },
    ]);
  });

  it('reads the same when the container comes before its bay', () => {
    const text =
      "UNH+1+BAPLIE:D:13B:UN:SMDG31'BGM++1+9'TDT+20+1'EQD+CN+CSQU3054383'LOC+147+0110382::5'MEA+WT++KGM:5'EQD+CN+MSKU0000011'LOC+147+0110384::5'UNT+9+1'";
    expect(bodyOf(read(text), 'manifest').equipment).toMatchObject([
      { id: 'CSQU3054383', position: '0110382', grossMass: { value: '5', unitCode: 'KGM' } },
      { id: 'MSKU0000011', position: '0110384' },
    ]);
  });
});
