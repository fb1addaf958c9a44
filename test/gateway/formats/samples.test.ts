import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Interchange } from '../../../gateway/formats/index.js';
import {
  allFindings,
  bodyOf,
  codes,
  finding,
  hasSamples,
  read,
  sample,
  samplesFolder,
  unreadTexts,
} from './fixture.js';

if (!hasSamples)
  console.log(`shared samples are absent (${samplesFolder}): their tests are skipped`);

/** Format and number of records of every public sample; none of them is refused. */
const EXPECTED: Readonly<Record<string, [format: string, records: number]>> = {
  'paxlst/d02b-crew-8.txt': ['PAXLST', 1],
  'paxlst/d02b-pax-47k.txt': ['PAXLST', 1],
  'paxlst/d05b-two-legs.txt': ['PAXLST', 1],
  'pnrgov/bigMessagePnr.txt': ['PNRGOV', 1],
  'pnrgov/multiple_flight_leg_pnr.txt': ['PNRGOV', 1],
  'pnrgov/pnr2.txt': ['PNRGOV', 1],
  'pnrgov/pnr3.txt': ['PNRGOV', 1],
  'pnrgov/pnr4.txt': ['PNRGOV', 1],
  'pnrgov/pnrAddressPhoneCTCM.txt': ['PNRGOV', 1],
  'pnrgov/pnrBadFormat.txt': ['PNRGOV', 1],
  'pnrgov/pnrEdge.txt': ['PNRGOV', 1],
  'pnrgov/pnrPhoneCTCM.txt': ['PNRGOV', 1],
  'pnrgov/pnrWithBags.txt': ['PNRGOV', 127],
  'pnrgov/pnrWithPrefixesAndBookingDetailBags.txt': ['PNRGOV', 1],
  'cuscar/d95b-lot10-scrubbed.edi': ['CUSCAR', 1],
  'baplie/d04b_baplie.edi': ['BAPLIE', 1],
  'baplie/smdg22-demo.edi': ['BAPLIE', 1],
  'container-edi/VIFTSAI0000001.txt': ['IFTSAI', 1],
  'container-edi/VIFTSAI0000003.txt': ['IFTSAI', 1],
  'container-edi/VIFTSAI0000004.txt': ['IFTSAI', 1],
  'container-edi/d95b_coprar.edi': ['COPRAR', 1],
  'cargo-xml/888-11111111_XFWB.xml': ['XFWB', 1],
  'cargo-xml/888-11111111_XFWB_multipleULD_multipleHTS.xml': ['XFWB', 1],
  'cargo-xml/SEL22222222_XFZB.xml': ['XFZB', 1],
  'cargo-xml/xFSU-12-DEP.xml': ['XFSU', 0],
  'wco-dm/EAL.xml': ['HMRC-ILE', 0],
  'wco-dm/EDL.xml': ['HMRC-ILE', 0],
  'wco-dm/Step1_TT_EX055a.xml': ['WCO-DEC', 1],
  'wco-dm/Step5_TT_EX009a_Amendment.xml': ['WCO-DEC', 1],
  'wco-dm/TT_EX001a.xml': ['WCO-DEC', 1],
  'wco-dm/TT_EX007a.xml': ['WCO-DEC', 1],
  'wco-dm/TT_EX010a.xml': ['WCO-DEC', 1],
  'wco-dm/TT_EX026a_CST_Step_2.xml': ['HMRC-ILE', 0],
  'wco-dm/TT_EX039a.xml': ['WCO-DEC', 1],
  'wco-dm/TT_IM003a.xml': ['WCO-DEC', 1],
  'wco-dm/notif-03_DMSREJ.xml': ['WCO-RES', 0],
  'wco-dm/notif-08_DMSROG.xml': ['WCO-RES', 0],
  'wco-dm/notif-09_DMSCLE.xml': ['WCO-RES', 0],
  'wco-dm/notif-11_DMSREQ.xml': ['WCO-RES', 0],
  'wco-dm/notif-13_DMSTAX.xml': ['WCO-RES', 0],
  'wco-dm/notif-16_DMSEOG.xml': ['WCO-RES', 0],
  'wco-dm/notif-17_DMSGER.xml': ['WCO-RES', 0],
};

describe.skipIf(!hasSamples)('public samples', () => {
  it('are all in the table', () => {
    const folders = [
      'paxlst',
      'pnrgov',
      'cuscar',
      'baplie',
      'container-edi',
      'cargo-xml',
      'wco-dm',
    ];
    const found = folders.flatMap((folder) =>
      readdirSync(join(samplesFolder, folder)).map((file) => `${folder}/${file}`),
    );
    expect(found.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))(
    '%s is read into a tree with findings',
    (path, [format, records]) => {
      const outcome = read(sample(path));
      expect(outcome).toMatchObject({ format, recognised: true });
      expect(outcome.records).toHaveLength(records);
      expect(outcome.tree).toBeTruthy();
      expect(outcome.unread.length).toBeGreaterThan(0);
      expect(allFindings(outcome).filter(({ severity }) => severity === 'error')).toEqual([]);
      for (const one of allFindings(outcome)) expect(one.repair).toBeTruthy();
    },
  );
});

describe.skipIf(!hasSamples)('the public PAXLST of two legs', () => {
  const outcome = () => read(sample('paxlst/d05b-two-legs.txt'));
  it('is read whole, under its odd service string', () => {
    expect(bodyOf(outcome(), 'passengerList')).toEqual({
      kind: 'passengerList',
      documentNameCode: '745',
      flights: [
        {
          carrier: 'AA',
          number: 'AA123',
          legs: [
            {
              location: { value: 'ATL', list: 'IATA3' },
              role: 'departure',
              scheduled: '2007-02-19T15:40',
            },
            {
              location: { value: 'ORD', list: 'IATA3' },
              role: 'arrival',
              scheduled: '2007-02-19T17:40',
            },
          ],
        },
        {
          carrier: 'AA',
          number: 'AA124',
          legs: [
            {
              location: { value: 'ORD', list: 'IATA3' },
              role: 'departure',
              scheduled: '2007-02-19T18:40',
            },
            {
              location: { value: 'JFK', list: 'IATA3' },
              role: 'arrival',
              scheduled: '2007-02-19T19:55',
            },
          ],
        },
      ],
      reporter: { name: 'JOHN SMITH', phones: ['703-555-1212'] },
      travellers: [
        {
          ...{ kind: 'passenger', name: { surname: 'CLARK', given: 'MICHAEL' }, sex: 'M' },
          ...{ birthDate: '1972-09-07', boarding: 'ATL', disembarking: 'JFK' },
          ...{ recordLocator: 'TYR123', carrierRef: 'ABC123', documents: [], bags: [] },
        },
        {
          ...{ kind: 'passenger', name: { surname: 'CLARK', given: 'CHERYL' }, sex: 'F' },
          ...{ birthDate: '1973-04-07', boarding: 'ORD', disembarking: 'JFK' },
          ...{ recordLocator: 'TYR123', carrierRef: 'TYL009', documents: [], bags: [] },
        },
      ],
      counts: { passengers: 2 },
    });
    expect(codes(outcome())).toEqual([]);
    expect(unreadTexts(outcome())).toEqual([
      'RFF[4] RFF+TN:AJYTR1070219:::001',
      'COM[6]/2/1 703-555-4545',
      'COM[6]/2/2 FX',
      'RFF[24] RFF+AEA:1234567890ABC',
      'RFF[25] RFF+CR:20060907NY123',
    ]);
  });
});

describe.skipIf(!hasSamples)('the public PAXLST of 47 kB', () => {
  const outcome = () => read(sample('paxlst/d02b-pax-47k.txt'));
  it('has 260 travellers on one flight', () => {
    const list = bodyOf(outcome(), 'passengerList');
    expect(list.flights).toEqual([
      {
        carrier: 'UA',
        number: 'UA0989',
        legs: [
          {
            location: { value: 'FRA', list: 'IATA3' },
            role: 'departure',
            scheduled: '2017-01-27T17:25',
          },
          {
            location: { value: 'IAD', list: 'IATA3' },
            role: 'arrival',
            scheduled: '2017-01-28T07:10',
          },
        ],
      },
    ]);
    expect(list.travellers).toHaveLength(260);
    expect(list.travellers[0]).toEqual({
      ...{
        kind: 'passenger',
        name: { surname: 'Kuchel', given: 'Rachel', middle: 'Pat' },
        sex: 'F',
      },
      ...{
        birthDate: '1977-10-19',
        birthPlace: 'Hartford USA',
        nationality: 'USA',
        residence: 'USA',
      },
      ...{ boarding: 'FRA', disembarking: 'IAD', bags: [] },
      documents: [{ type: 'P', number: '12345678', expiry: '2019-12-18', issuer: 'USA' }],
    });
    expect(list.travellers.at(-1)?.name).toEqual({
      surname: 'Pfaffelhuber',
      given: 'Lisa',
      middle: 'Pat',
    });
    expect(list.travellers.filter(({ sex }) => sex === 'F')).toHaveLength(201);
  });

  it('lies about itself in three places', () => {
    expect(codes(outcome())).toEqual(['CHARACTER_REPERTOIRE', 'UNT_COUNT', 'CNT_TOTAL']);
    expect(finding(outcome(), 'UNT_COUNT').message).toBe('UNT counts 099, 3131 were read');
    expect(finding(outcome(), 'CNT_TOTAL').message).toBe('CNT counts 206 crew, 0 were read');
  });
});

describe.skipIf(!hasSamples)('the public crew list', () => {
  it('has eight crew, counted in the wrong element', () => {
    const list = bodyOf(read(sample('paxlst/d02b-crew-8.txt')), 'passengerList');
    expect(list.documentNameCode).toBe('250');
    expect(list.travellers.map(({ kind }) => kind)).toEqual(Array(8).fill('crew'));
    expect(list.counts).toEqual({ crew: 8 });
  });
});

describe.skipIf(!hasSamples)('the public CUSCAR', () => {
  const outcome = () => read(sample('cuscar/d95b-lot10-scrubbed.edi'));
  it('is one bill of one breakbulk unit', () => {
    expect(bodyOf(outcome(), 'manifest')).toEqual({
      kind: 'manifest',
      messageType: 'CUSCAR',
      documentId: 'DOCREF1234',
      functionCode: '9',
      means: {
        ...{ modeCode: '1', identification: 'MEANSTRANS1234', name: 'TEST SHIP' },
        conveyanceReferenceId: 'TRANS1234',
        carrier: {
          role: 'CA',
          name: 'SOMEONE',
          identifiers: [{ scheme: 'LOCAL', value: 'SENDER' }],
        },
        itinerary: [
          {
            location: { value: 'GBPME', list: 'UNLOCODE' },
            role: 'arrival',
            scheduled: '2019-10-29T03:30',
          },
        ],
      },
      unloadingLocation: 'GBPME',
      consignments: [
        {
          transportContractDocument: { id: 'DOCV373MOB909999', typeCode: '705' },
          consignor: {
            ...{ role: 'CZ', name: 'ANOTHER DIFFERENT PERSON' },
            identifiers: [{ scheme: 'LOCAL', value: 'MOB00996' }],
            address: { line: 'ANOTHER COMPANY, SOMEWHERE ELSE' },
          },
          consignee: {
            ...{ role: 'CN', name: 'ANOTHER PERSON' },
            identifiers: [{ scheme: 'LOCAL', value: 'MOB00995' }],
            address: { line: 'A COMPANY, SOMEWHERE' },
          },
          ...{ origin: 'CRMOB', finalDestination: 'GBPME', totalPackageQuantity: 60 },
          grossMass: { value: '55814', unitCode: 'KGM' },
          ...{ specialHandling: [], customsInfo: [] },
          items: [
            {
              ...{ sequenceNumeric: 1, description: 'FREETEXT DESC, DETAILS' },
              packaging: [{ quantity: 2880, typeCode: 'UNT', marks: 'SHIP1234' }],
              grossMass: { value: '55814', unitCode: 'KGM' },
              equipmentIds: ['EQ123456'],
            },
          ],
        },
      ],
      equipment: [
        {
          ...{ id: 'EQ123456', typeCode: 'BL', sizeType: '7', fullnessCode: '5', seals: [] },
          grossMass: { value: '55814', unitCode: 'KGM' },
        },
      ],
    });
  });

  it('promises other counts than it holds', () => {
    expect(codes(outcome()).sort()).toEqual([
      'PACKAGE_TOTAL',
      'PARTY_UNSTRUCTURED',
      'PARTY_UNSTRUCTURED',
      'UNT_COUNT',
    ]);
    expect(unreadTexts(outcome())).toContain(
      'NAD[22] NAD+SU+SUP1234+A PERSON, TEST ADDRESS, TOWN, POSTCODE',
    );
  });
});

describe.skipIf(!hasSamples)('the public air waybill', () => {
  const manifest = () => bodyOf(read(sample('cargo-xml/888-11111111_XFWB.xml')), 'manifest');
  it('flies over two legs', () => {
    expect(manifest()).toMatchObject({
      ...{ documentId: '888-11111111', functionCode: '9' },
      ...{ loadingLocation: 'ORK', unloadingLocation: 'PVG', equipment: [] },
    });
    expect(manifest().means).toEqual({
      ...{ modeCode: '4', identification: 'XX8012', identificationTypeCode: '40' },
      conveyanceReferenceId: 'XX8012',
      carrier: { role: 'CA', identifiers: [{ scheme: 'IATA-CARRIER', value: 'XX' }] },
      itinerary: [
        {
          location: { value: 'ORK', list: 'IATA3' },
          role: 'departure',
          scheduled: '2021-03-10T00:00:00',
        },
        { location: { value: 'DUB', list: 'IATA3' }, role: 'arrival' },
        {
          location: { value: 'DUB', list: 'IATA3' },
          role: 'departure',
          scheduled: '2021-03-12T00:00:00',
          conveyanceReferenceId: 'XX345',
        },
        {
          location: { value: 'AUH', list: 'IATA3' },
          role: 'arrival',
          conveyanceReferenceId: 'XX345',
        },
      ],
    });
  });

  it('has shipper, consignee, agent, masses and customs lines', () => {
    const [consignment] = manifest().consignments;
    expect(consignment?.consignor).toEqual({
      ...{ role: 'CZ', name: 'FORWARDER COMPANY IRELAND LTD' },
      identifiers: [{ scheme: 'LOCAL', value: 'SHP_ACCOUNT_NO_1234' }],
      address: {
        line: 'HARBOUR POINT BUSINESS PARK',
        cityName: 'LITTLE CITY',
        postcode: 'ABCD',
        countryCode: 'IE',
      },
      contact: { phones: ['353123456789'] },
    });
    expect(consignment?.consignee?.address?.cityName).toBe('SHANGHAI');
    expect(consignment?.freightForwarder?.identifiers).toEqual([
      { scheme: 'LOCAL', value: '87654321' },
      { scheme: 'IATA-AGENT', value: '3456789' },
    ]);
    expect(consignment).toMatchObject({
      transportContractDocument: { id: '888-11111111', typeCode: '741' },
      ...{ totalPackageQuantity: 3, specialHandling: ['NSC'] },
      grossMass: { value: '1042.0', unitCode: 'KGM' },
      grossVolume: { value: '2.602', unitCode: 'MTQ' },
    });
    expect(consignment?.customsInfo).toHaveLength(9);
    expect(consignment?.customsInfo[2]).toEqual({
      ...{ country: 'CN', subjectCode: 'CNE', contentCode: 'T' },
      text: 'USCI1234567812345678X7',
    });
  });

  it('of several units and tariff codes names both of each', () => {
    const path = 'cargo-xml/888-11111111_XFWB_multipleULD_multipleHTS.xml';
    const several = bodyOf(read(sample(path)), 'manifest');
    expect(several.equipment.map(({ id }) => id)).toEqual(['PMC1337XX', 'AKE4711XX']);
    const items = several.consignments[0]?.items ?? [];
    expect(items.map(({ classification }) => classification?.value)).toEqual(['000111', '000222']);
    expect(items[0]?.equipmentIds).toEqual(['PMC1337XX', 'AKE4711XX']);
    expect(codes(read(sample(path)))).toEqual(['HS_CODE', 'HS_CODE']);
  });

  it('of a house names its master', () => {
    const house = bodyOf(read(sample('cargo-xml/SEL22222222_XFZB.xml')), 'manifest');
    expect(house.consignments[0]).toMatchObject({
      transportContractDocument: { id: 'SEL22222222', typeCode: '703' },
      ...{ masterId: '888-11111111', origin: 'ICN', finalDestination: 'FDH' },
      ...{ totalPackageQuantity: 10, grossMass: { value: '134.0', unitCode: 'KGM' } },
      consignor: { name: 'SPARE PART LTD.', address: { countryCode: 'KR' } },
      consignee: { name: 'REPAIR DIENST GMBH', address: { cityName: 'FRIEDRICHSHAFEN' } },
      items: [
        {
          description: 'SPARE PARTS',
          classification: { value: '1133557799' },
          packaging: [{ quantity: 5 }],
        },
      ],
    });
  });
});

describe.skipIf(!hasSamples)('the public import declaration', () => {
  it('is read whole', () => {
    const outcome = read(sample('wco-dm/TT_IM003a.xml'));
    expect(codes(outcome)).toEqual([]);
    expect(bodyOf(outcome, 'declaration')).toEqual({
      ...{ kind: 'declaration', functionCode: '9', functionalReferenceId: 'TT_IM03a_0803_003' },
      ...{ typeCode: 'IMF', procedureCategory: 'import', status: 'lodged' },
      borderTransportMeans: { modeCode: '1', registrationNationalityCode: 'US', itinerary: [] },
      declarant: { role: 'DT', identifiers: [{ scheme: 'EORI', value: 'GB603202734852' }] },
      exporter: {
        ...{ role: 'EX', name: 'Bags Exports', identifiers: [] },
        address: {
          line: '1 Bags Avenue',
          cityName: 'New York',
          postcode: 'NY1 234',
          countryCode: 'US',
        },
      },
      importer: { role: 'IM', identifiers: [{ scheme: 'EORI', value: 'GB575456994000' }] },
      goodsShipment: {
        exportCountry: 'US',
        previousDocuments: [
          { id: 'GB/1234-:3333HB', typeCode: 'MCR', categoryCode: 'Z' },
          { id: '1GB575456994000-12345', typeCode: 'DCR', categoryCode: 'Z' },
        ],
        equipmentIds: ['DM1234'],
        items: [
          {
            ...{ sequenceNumeric: 1, description: 'ttimportdocnonblocking', originCountry: 'US' },
            classification: { value: '73066199', list: 'HS2022' },
            grossMass: { value: '1500', unitCode: 'KGM' },
            netMass: { value: '1000', unitCode: 'KGM' },
            value: { amount: '1000', currencyCode: 'GBP' },
            packaging: [{ quantity: 1, typeCode: 'DB', marks: 'CDSTRADETEST1I' }],
            ...{ currentProcedure: '40', previousProcedure: '00', equipmentIds: [] },
            dutyTaxFees: [{ regimeCode: '100' }],
            additionalDocuments: [{ id: 'GBSDE575456994000I', typeCode: '512', categoryCode: 'C' }],
            additionalInformation: [],
          },
        ],
      },
      totals: { packages: 1 },
      additionalInformation: [],
    });
  });

  it('of exports reads licences, supplementary units, statements and several items', () => {
    const weapons = bodyOf(read(sample('wco-dm/TT_EX010a.xml')), 'declaration');
    expect(weapons.goodsShipment.items[0]).toMatchObject({
      quantity: { value: '10', unitCode: 'NAR' },
      statisticalValue: { amount: '950', currencyCode: 'GBP' },
    });
    expect(weapons.goodsShipment.items[0]?.additionalDocuments.map(({ id }) => id)).toEqual([
      'GBCSE150454489082E20191113093111',
      '1332/2013',
      '116/2009',
      'GBSIEE2E350001-0001',
      'GBCEX-GBSIEXYK3ZZZ',
    ]);
    const straw = bodyOf(read(sample('wco-dm/TT_EX039a.xml')), 'declaration');
    expect(straw.goodsShipment.items.map(({ classification }) => classification?.value)).toEqual([
      '46021910',
      '83059000',
    ]);
    expect(straw.goodsShipment.items[0]?.additionalInformation).toEqual([
      { code: 'MIB01', text: '29072022' },
      { code: 'NIEXP' },
      { code: '00400', text: 'EXPORTER' },
    ]);
  });

  it('of an amendment carries the registered number and why', () => {
    const amendment = bodyOf(read(sample('wco-dm/Step5_TT_EX009a_Amendment.xml')), 'declaration');
    expect(amendment).toMatchObject({
      ...{
        functionCode: '13',
        id: '24GB0YVJ3EXXES8AA0',
        typeCode: 'COR',
        procedureCategory: 'other',
      },
      additionalInformation: [{ typeCode: 'AES', text: 'Amending Status code on licence to EP' }],
    });
  });
});

describe.skipIf(!hasSamples)('the public reservations', () => {
  it('hold 127 bookings of 268 travellers in one message', () => {
    const outcome = read(sample('pnrgov/pnrWithBags.txt'));
    const bookings = outcome.records.map((_, i) => bodyOf(outcome, 'reservation', i));
    expect(bookings.reduce((sum, { travellers }) => sum + travellers.length, 0)).toBe(268);
    expect(bookings.reduce((sum, { tickets }) => sum + tickets.length, 0)).toBe(268);
    expect(
      bookings.flatMap(({ payments }) => payments).filter(({ form }) => form === 'CC'),
    ).toHaveLength(203);
    expect(bookings[0]).toMatchObject({
      ...{ locator: '157313', created: '2018-08-14T12:20' },
      travellers: [
        {
          ...{
            name: { surname: 'FENNER', given: 'JACKI', middle: 'ANJA' },
            birthDate: '1970-06-02',
          },
          contact: { emails: ['JACKI.FENNER@HOTMAIL.COM'] },
          ...{
            seat: '22J',
            bags: [{ count: 1, weight: { value: '53', unitCode: 'KGM' } }, { tag: '0443' }],
          },
        },
      ],
      payments: [{ form: 'CC', cardMasked: 'XXXXXXXXXXXX9198' }],
    });
    expect(bookings[0]?.segments.map(({ carrier, number }) => `${carrier}${number}`)).toEqual([
      'ET834',
      'ET706',
      'UA988',
    ]);
  });

  it('share flights: the operating carrier with its own number', () => {
    const booking = bodyOf(read(sample('pnrgov/multiple_flight_leg_pnr.txt')), 'reservation');
    expect(booking.segments.map(({ number, operating }) => [number, operating])).toEqual([
      ['989', undefined],
      ['8749', 'LH624'],
      ['8750', 'LH625'],
      ['988', undefined],
    ]);
  });

  it('wrap lines, repeat names in their history, and still name two travellers', () => {
    const booking = bodyOf(read(sample('pnrgov/pnr2.txt')), 'reservation');
    expect(
      booking.travellers.map(({ name, documents }) => [name.surname, documents[0]?.number]),
    ).toEqual([
      ['WAYNE', '123456789'],
      ['COOPER', '987654321'],
    ]);
  });

  it('end in a remark after the end: kept, and the message is read', () => {
    const outcome = read(sample('pnrgov/pnrBadFormat.txt'));
    expect(codes(outcome)).toContain('TEXT_AFTER_END');
    expect(unreadTexts(outcome)).toContain('[28] Modify above message to create bad message.');
    expect(bodyOf(outcome, 'reservation').locator).toBe('35K2IO');
  });
});

describe.skipIf(!hasSamples)('the public bay plan', () => {
  it('holds 609 containers with their place and mass', () => {
    const outcome = read(sample('baplie/smdg22-demo.edi'));
    const { equipment, means } = bodyOf(outcome, 'manifest');
    expect(equipment).toHaveLength(609);
    expect(equipment.filter(({ verifiedGrossMass }) => verifiedGrossMass)).toHaveLength(598);
    expect(equipment.filter(({ grossMass }) => grossMass)).toHaveLength(11);
    expect(equipment[0]).toEqual({
      ...{ id: 'LMCU1049946', typeCode: 'CN', sizeType: '2200', fullnessCode: '4', seals: [] },
      ...{ position: '0110382', loadingLocation: 'AEKHL', unloadingLocation: 'BHBAH' },
      grossMass: { value: '2280', unitCode: 'KGM' },
    });
    expect(equipment.at(-1)?.id).toBe('CRXU1753460');
    expect(means).toMatchObject({ conveyanceReferenceId: '0133', name: 'X-PRESS EUPHRATES' });
    expect(codes(outcome).filter((code) => code === 'CONTAINER_CHECK_DIGIT')).toHaveLength(2);
    const [interchange] = outcome.tree as Interchange[];
    expect(interchange?.groups[0]?.messages[0]?.segments.length).toBeGreaterThan(5_000);
  });

  it('of a schedule gives both ends of each port call', () => {
    const { means } = bodyOf(read(sample('container-edi/VIFTSAI0000001.txt')), 'manifest');
    expect(means.name).toBe('MADISON MAERSK');
    expect(means.itinerary).toHaveLength(14);
    expect(means.itinerary.slice(0, 2)).toEqual([
      {
        location: { value: 'NLRTM', list: 'UNLOCODE' },
        role: 'arrival',
        scheduled: '2019-03-07T07:11',
      },
      {
        location: { value: 'NLRTM', list: 'UNLOCODE' },
        role: 'departure',
        scheduled: '2019-03-08T15:05',
      },
    ]);
  });

  it('of a load order counts five units and holds two of the same', () => {
    const outcome = read(sample('container-edi/d95b_coprar.edi'));
    expect(bodyOf(outcome, 'manifest').equipment.map(({ id }) => id)).toEqual([
      'MSTI6415664',
      'MSTI6415664',
    ]);
    expect(codes(outcome)).toEqual(
      expect.arrayContaining(['CNT_TOTAL', 'EQUIPMENT_REPEATED', 'UNB_MISSING']),
    );
  });
});
