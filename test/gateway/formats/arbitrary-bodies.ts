/** Record bodies within what each message can carry, for writing and reading back. */
import fc from 'fast-check';
import type {
  Address,
  Call,
  Consignment,
  ConsignmentItem,
  Contact,
  Declaration,
  GovernmentAgencyGoodsItem,
  Manifest,
  Measure,
  Money,
  PartyIdentifier,
  PassengerList,
  Party,
  TransportEquipment,
  Traveller,
} from '../../../chaincode/index.js';
import { placeList } from '../../../gateway/formats/identifiers.js';

/** Members drawn as undefined are left out. */
export function record<T>(members: {
  [K in keyof T]-?: fc.Arbitrary<T[K] | undefined>;
}): fc.Arbitrary<T> {
  return fc
    .record(members as Record<string, fc.Arbitrary<unknown>>)
    .map(
      (value) => Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T,
    );
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

/** Letters of several scripts, blanks, and each sign that a format treats specially. */
export const text = fc
  .string({
    unit: fc.constantFrom(...'ABCxyz019 .,-\'+:?*<>&"/ÄéßЖ乳𠀋'),
    minLength: 1,
    maxLength: 14,
  })
  .map((value) => value.trim())
  .filter((value) => value !== '');
const code = fc.stringMatching(/^[A-Z0-9]{2,6}$/);
const country = fc.stringMatching(/^[A-Z]{2}$/);
const day = fc
  .tuple(
    fc.integer({ min: 1990, max: 2060 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
const minute = fc
  .tuple(day, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([d, h, m]) => `${d}T${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const decimal = fc.tuple(fc.nat(999_999), fc.nat(999)).map(([a, b]) => `${a}.${b}`);
const measure: fc.Arbitrary<Measure> = fc.record({
  value: decimal,
  unitCode: fc.constantFrom('KGM', 'LBR'),
});
const money: fc.Arbitrary<Money> = fc.record({
  amount: decimal,
  currencyCode: fc.constantFrom('KRW', 'BRL', 'CNY'),
});
const phone = fc.stringMatching(/^\+?\d{6,12}$/);
const email = fc.stringMatching(/^[a-z]{1,6}@[a-z]{1,6}\.example$/);
const place = fc.constantFrom('JNB', 'ZADUR', 'US2LA', 'GATE 7');

const numbers = {
  phones: maybe(fc.array(phone, { minLength: 1, maxLength: 2 })),
  emails: maybe(fc.array(email, { minLength: 1, maxLength: 2 })),
};
const contact = (name: fc.Arbitrary<string | undefined>): fc.Arbitrary<Contact | undefined> =>
  record<Contact>({ name, ...numbers }).map((value) =>
    Object.keys(value).length > 0 ? value : undefined,
  );
const address: fc.Arbitrary<Address | undefined> = record<Address>({
  line: maybe(text),
  cityName: maybe(text),
  postcode: maybe(text),
  countrySubDivision: maybe(text),
  countryCode: maybe(country),
}).map((value) => (Object.keys(value).length > 0 ? value : undefined));

function call(role: Call['role'], time: fc.Arbitrary<string>): fc.Arbitrary<Call> {
  return record<Call>({
    location: place.map((value) => ({ value, list: placeList(value) })),
    role: fc.constant(role),
    scheduled: maybe(time),
    actual: maybe(time),
    conveyanceReferenceId: fc.constant(undefined),
  });
}

const legs = fc
  .array(fc.tuple(call('departure', minute), call('arrival', minute)), { maxLength: 2 })
  .map((pairs) => pairs.flat());

const traveller: fc.Arbitrary<Traveller> = record<Traveller>({
  kind: fc.constantFrom('passenger' as const, 'crew' as const, 'transit' as const),
  name: record<Traveller['name']>({
    surname: text,
    given: maybe(text),
    middle: fc.constant(undefined),
  }),
  sex: maybe(fc.constantFrom('M' as const, 'F' as const, 'X' as const)),
  birthDate: maybe(
    fc.oneof(
      day,
      day.map((d) => d.slice(0, 7)),
      day.map((d) => d.slice(0, 4)),
    ),
  ),
  birthPlace: maybe(text),
  nationality: maybe(fc.stringMatching(/^[A-Z]{3}$/)),
  residence: maybe(fc.stringMatching(/^[A-Z]{3}$/)),
  boarding: maybe(place),
  disembarking: maybe(place),
  documents: fc.array(
    record<Traveller['documents'][number]>({
      type: fc.constantFrom('P', 'V', 'I', 'AC', 'other'),
      number: maybe(text),
      issuer: maybe(code),
      expiry: maybe(day),
    }),
    { maxLength: 2 },
  ),
  recordLocator: maybe(code),
  carrierRef: maybe(text),
  seat: maybe(text),
  bags: fc
    .tuple(
      record<Traveller['bags'][number]>({
        ...{ tag: fc.constant(undefined), carrier: fc.constant(undefined) },
        ...{
          destination: fc.constant(undefined),
          count: maybe(fc.nat(99)),
          weight: maybe(measure),
        },
      }),
      fc.array(
        record<Traveller['bags'][number]>({
          ...{ carrier: fc.constant(undefined), destination: fc.constant(undefined) },
          ...{ weight: fc.constant(undefined), tag: text, count: maybe(fc.nat(9)) },
        }),
        { maxLength: 2 },
      ),
    )
    .map(([total, tags]) => [...(Object.keys(total).length > 0 ? [total] : []), ...tags]),
  address,
  contact: contact(fc.constant(undefined)),
  verified: maybe(fc.boolean()),
});

export const passengerList: fc.Arbitrary<PassengerList> = record<PassengerList>({
  kind: fc.constant('passengerList' as const),
  documentNameCode: fc.constantFrom('745', '250', '336'),
  functionCode: maybe(fc.constantFrom('9', '4')),
  flights: fc.array(
    record<PassengerList['flights'][number]>({
      ...{ carrier: maybe(code), number: text, operating: fc.constant(undefined), legs },
    }),
    { maxLength: 2 },
  ),
  reporter: maybe(contact(text).filter((value) => value !== undefined)),
  travellers: fc.array(traveller, { maxLength: 4 }),
  counts: record<PassengerList['counts']>({
    passengers: maybe(fc.nat(500)),
    crew: maybe(fc.nat(50)),
  }),
});

function party(role: string, schemes: fc.Arbitrary<PartyIdentifier[]>): fc.Arbitrary<Party> {
  return record<Party>({
    ...{ role: fc.constant(role), name: text, identifiers: schemes, address },
    contact: contact(fc.constant(undefined)),
  });
}

const local: fc.Arbitrary<PartyIdentifier[]> = fc.array(
  fc.record({ scheme: fc.constant('LOCAL' as const), value: text }),
  { maxLength: 1 },
);
const none = fc.constant(undefined);

function consignmentItem(
  units: fc.Arbitrary<string>,
  kind: 'sea' | 'air',
): fc.Arbitrary<ConsignmentItem> {
  const sea = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    kind === 'sea' ? maybe(value) : none;
  return record<ConsignmentItem>({
    sequenceNumeric: fc.integer({ min: 1, max: 999 }),
    description: maybe(text),
    classification: maybe(
      fc.constantFrom('080610', '850440').map((value) => ({ value, list: 'HS2022' as const })),
    ),
    ...{ gtin: none, netMass: none, quantity: none, value: none },
    originCountry: kind === 'air' ? maybe(country) : none,
    packaging: fc.array(
      record<ConsignmentItem['packaging'][number]>({
        ...{ quantity: fc.nat(9_999), typeCode: sea(code), marks: none },
      }),
      { maxLength: 1 },
    ),
    grossMass: maybe(measure),
    dangerousGoods: sea(
      fc.array(fc.record({ undgId: fc.stringMatching(/^\d{4}$/), hazardClass: fc.constant('9') }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    equipmentIds: fc.uniqueArray(units, { maxLength: 2 }),
  });
}

const container = fc.constantFrom('CSQU3054383', 'MSKU0000011');
const equipment: fc.Arbitrary<TransportEquipment> = record<TransportEquipment>({
  ...{
    id: container,
    typeCode: fc.constant('CN'),
    sizeType: maybe(code),
    fullnessCode: maybe(fc.constantFrom('4', '5')),
  },
  seals: fc.array(fc.record({ id: text }), { maxLength: 2 }),
  position: maybe(fc.stringMatching(/^\d{7}$/)),
  ...{ grossMass: maybe(measure), verifiedGrossMass: maybe(measure) },
  ...{ loadingLocation: maybe(place), unloadingLocation: maybe(place) },
});

const seaCalls = fc
  .tuple(call('departure', minute), call('arrival', minute))
  .map(([from, to]) => ({ from, to, calls: [from, to] }));

export const seaManifest: fc.Arbitrary<Manifest> = fc
  .record({
    voyage: seaCalls,
    documentId: text,
    functionCode: fc.constantFrom('9', '4', '1'),
    means: record<Manifest['means']>({
      ...{ modeCode: fc.constant('1'), conveyanceReferenceId: maybe(text), name: maybe(text) },
      ...{ identification: fc.constant('9074729'), identificationTypeCode: fc.constant('11') },
      registrationNationalityCode: maybe(country),
      carrier: maybe(
        record<Party>({
          ...{ role: fc.constant('CA'), name: maybe(text), address: none, contact: none },
          identifiers: fc.tuple(fc.record({ scheme: fc.constant('LOCAL' as const), value: text })),
        }),
      ),
      itinerary: fc.constant([]),
    }),
    consignments: fc.array(
      record<Consignment>({
        transportContractDocument: fc.record({
          id: text,
          typeCode: fc.constantFrom('705', '714', '703'),
        }),
        ...{ masterId: none, ucr: maybe(text), grossVolume: none, split: none },
        consignor: maybe(party('CZ', local)),
        consignee: maybe(party('CN', local)),
        notifyParty: maybe(party('NI', local)),
        freightForwarder: maybe(party('FW', local)),
        ...{ origin: maybe(place), finalDestination: maybe(place) },
        ...{ totalPackageQuantity: maybe(fc.nat(9_999)), grossMass: maybe(measure) },
        ...{ specialHandling: fc.constant([]), customsInfo: fc.constant([]) },
        items: fc.array(consignmentItem(container, 'sea'), { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
    equipment: fc.array(equipment, { maxLength: 2 }),
  })
  .map(({ voyage, means, ...rest }) => ({
    kind: 'manifest',
    messageType: 'CUSCAR',
    ...rest,
    means: { ...means, itinerary: voyage.calls },
    loadingLocation: voyage.from.location.value,
    unloadingLocation: voyage.to.location.value,
  }));

const accounts: fc.Arbitrary<PartyIdentifier[]> = fc
  .tuple(
    local,
    fc.array(fc.record({ scheme: fc.constant('IATA-AGENT' as const), value: code }), {
      maxLength: 1,
    }),
  )
  .map(([own, agent]) => [...own, ...agent]);
const uld = fc.constantFrom('AKE4711MQ', 'PMC1337XX');

function flown(calls: readonly Call[], flights: readonly string[]): Call[] {
  return calls.map((one, i) => {
    const flight = flights[Math.floor(i / 2)] ?? 'MQ1';
    const air = { ...one, location: { ...one.location, list: 'IATA3' as const } };
    return flight === flights[0] ? air : { ...air, conveyanceReferenceId: flight };
  });
}

export const airWaybill: fc.Arbitrary<Manifest> = fc
  .record({
    legs: fc.array(fc.tuple(call('departure', minute), call('arrival', minute)), {
      minLength: 1,
      maxLength: 2,
    }),
    id: fc.constantFrom('999-20000002', '888-11111111'),
    typeCode: fc.constantFrom('740', '741'),
    functionCode: fc.constantFrom('9', '4', '1'),
    carrier: maybe(code),
    consignment: record<Omit<Consignment, 'transportContractDocument'>>({
      ...{ masterId: none, ucr: none, split: none },
      consignor: maybe(party('CZ', accounts)),
      consignee: maybe(party('CN', accounts)),
      notifyParty: maybe(party('NI', accounts)),
      freightForwarder: maybe(party('FW', accounts)),
      ...{ origin: maybe(place), finalDestination: maybe(place) },
      totalPackageQuantity: maybe(fc.nat(9_999)),
      ...{ grossMass: maybe(measure), grossVolume: maybe(measure) },
      specialHandling: fc.array(code, { maxLength: 2 }),
      items: fc.array(consignmentItem(uld, 'air'), { maxLength: 2 }),
      customsInfo: fc.array(
        record<Consignment['customsInfo'][number]>({
          ...{ country: maybe(country), subjectCode: maybe(code), contentCode: maybe(code), text },
        }),
        { maxLength: 2 },
      ),
    }),
  })
  .map(({ legs: pairs, id, typeCode, functionCode, carrier, consignment }) => ({
    kind: 'manifest',
    messageType: 'XFWB',
    documentId: id,
    functionCode,
    means: {
      modeCode: '4',
      ...{ identification: 'MQ12', identificationTypeCode: '40', conveyanceReferenceId: 'MQ12' },
      ...(carrier === undefined
        ? {}
        : {
            carrier: {
              role: 'CA',
              identifiers: [{ scheme: 'IATA-CARRIER' as const, value: carrier }],
            },
          }),
      itinerary: flown(pairs.flat(), ['MQ12', 'MQ34']),
    },
    ...(consignment.origin === undefined ? {} : { loadingLocation: consignment.origin }),
    ...(consignment.finalDestination === undefined
      ? {}
      : { unloadingLocation: consignment.finalDestination }),
    consignments: [{ transportContractDocument: { id, typeCode }, ...consignment }],
    equipment: [...new Set(consignment.items.flatMap(({ equipmentIds }) => equipmentIds))].map(
      (unit) => ({ id: unit, typeCode: 'ULD', seals: [] }),
    ),
  }));

const statement = record<Declaration['additionalInformation'][number]>({
  ...{ typeCode: fc.constantFrom('KCS:ProcessType', 'AES'), code: maybe(text), text: maybe(text) },
});
const documents = fc.array(
  record<GovernmentAgencyGoodsItem['additionalDocuments'][number]>({
    ...{
      id: text,
      typeCode: maybe(code),
      categoryCode: maybe(code),
      lineNumeric: maybe(fc.nat(99)),
    },
  }),
  { maxLength: 2 },
);

const goodsItem: fc.Arbitrary<GovernmentAgencyGoodsItem> = record<GovernmentAgencyGoodsItem>({
  sequenceNumeric: fc.integer({ min: 1, max: 999 }),
  description: maybe(text),
  classification: maybe(
    fc.constantFrom('6307909000', '080610').map((value) => ({ value, list: 'HS2022' as const })),
  ),
  gtin: maybe(fc.constant('4006381333931')),
  originCountry: maybe(country),
  packaging: fc.array(
    record<GovernmentAgencyGoodsItem['packaging'][number]>({
      ...{ quantity: fc.nat(999), typeCode: maybe(code), marks: maybe(text) },
    }),
    { maxLength: 2 },
  ),
  ...{ grossMass: maybe(measure), netMass: maybe(measure), quantity: maybe(measure) },
  ...{ value: maybe(money), statisticalValue: maybe(money), dangerousGoods: none },
  equipmentIds: fc.array(container, { maxLength: 1 }),
  ...{ currentProcedure: maybe(code), previousProcedure: maybe(code) },
  dutyTaxFees: fc.array(
    record<GovernmentAgencyGoodsItem['dutyTaxFees'][number]>({
      ...{ typeCode: maybe(code), regimeCode: maybe(code), taxRate: maybe(decimal) },
      ...{ assessed: maybe(money), paid: maybe(money), paymentMethodCode: maybe(code) },
    }),
    { maxLength: 2 },
  ),
  additionalDocuments: documents,
  additionalInformation: fc.array(statement, { maxLength: 3 }),
});

const trader = (role: string): fc.Arbitrary<Party | undefined> => maybe(party(role, local));

export const declaration: fc.Arbitrary<Declaration> = record<Declaration>({
  kind: fc.constant('declaration' as const),
  functionCode: fc.constantFrom('9', '13'),
  functionalReferenceId: text,
  id: maybe(fc.constant('20GB1NA4Y2YSRFGVR6')),
  typeCode: fc.constant('IMA'),
  procedureCategory: fc.constant('import' as const),
  declaredOn: maybe(day),
  presentationOffice: maybe(text),
  ...{ declarant: trader('DT'), agent: trader('AG'), exporter: trader('EX') },
  ...{ importer: trader('IM'), seller: trader('SE'), buyer: trader('BY') },
  goodsShipment: record<Declaration['goodsShipment']>({
    ...{ consignmentRef: maybe(text), ucr: maybe(text), tradeTerms: maybe(code) },
    ...{ destination: maybe(country), exportCountry: maybe(country) },
    ...{ previousDocuments: documents, equipmentIds: fc.array(container, { maxLength: 2 }) },
    items: fc.array(goodsItem, { maxLength: 2 }),
  }),
  borderTransportMeans: maybe(
    record<Manifest['means']>({
      ...{
        modeCode: fc.constant('4'),
        identification: maybe(text),
        identificationTypeCode: maybe(code),
      },
      ...{ name: maybe(text), registrationNationalityCode: maybe(country) },
      ...{ conveyanceReferenceId: maybe(text), carrier: none, itinerary: fc.constant([]) },
    }),
  ),
  totals: record<Declaration['totals']>({
    ...{ packages: maybe(fc.nat(9_999)), grossMass: maybe(measure), invoice: maybe(money) },
  }),
  additionalInformation: fc.array(statement, { maxLength: 2 }),
  status: fc.constant('lodged' as const),
});
