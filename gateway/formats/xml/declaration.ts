/** WCO Data Model declarations (DEC 3.6 as HMRC publishes it, and its kin) to the canonical declaration. */
import type { Declaration, GoodsShipment, TransportMeans } from '../../../chaincode/index.js';
import { readDate } from '../dates.js';
import { present } from '../present.js';
import { mapDocuments, mapGoodsItem, mapStatements } from './declaration-item.js';
import { mapDeclarationParties } from './declaration-party.js';
import type { XmlElement } from './element.js';
import { all, at } from './element.js';
import type { DocumentMapping } from './mapping.js';

/** Maps a Declaration element; MetaData may be wrapped around it. */
export function mapDeclaration(mapping: DocumentMapping, element: XmlElement): Declaration {
  const typeCode = mapping.text(element, ['TypeCode'], '/typeCode') ?? '';
  const reference = mapping.text(element, ['FunctionalReferenceID'], '/functionalReferenceId');
  if (reference === undefined) noReference(mapping, element);
  const procedure = at(element, 'TypeCode');
  if (procedure) mapping.span(procedure, '/procedureCategory');
  checkItemCount(mapping, element);
  const borderTransportMeans = mapBorderMeans(mapping, at(element, 'BorderTransportMeans'));
  return {
    kind: 'declaration',
    functionCode: mapping.text(element, ['FunctionCode'], '/functionCode') ?? '9',
    functionalReferenceId: reference ?? '',
    typeCode,
    procedureCategory: categoryOf(typeCode),
    ...present({
      id: mapping.text(element, ['ID'], '/id'),
      declaredOn: acceptanceDate(mapping, element),
      presentationOffice: mapping.text(
        element,
        ['PresentationOffice', 'ID'],
        '/presentationOffice',
      ),
      borderTransportMeans,
    }),
    ...mapDeclarationParties(mapping, element),
    goodsShipment: mapShipment(mapping, at(element, 'GoodsShipment')),
    totals: present({
      packages: mapping.count(element, ['TotalPackageQuantity'], '/totals/packages'),
      grossMass: mapping.measure(element, ['TotalGrossMassMeasure'], '/totals/grossMass', 'KGM'),
      invoice: mapping.money(element, ['InvoiceAmount'], '/totals/invoice'),
    }),
    additionalInformation: mapStatements(mapping, element, '/additionalInformation'),
    status: 'lodged',
  };
}

function noReference(mapping: DocumentMapping, element: XmlElement): void {
  mapping.note(element, {
    ...{ code: 'LRN_MISSING', severity: 'error', path: '/functionalReferenceId' },
    message: 'the declaration has no FunctionalReferenceID (LRN)',
    repair: 'send the local reference number',
  });
}

function checkItemCount(mapping: DocumentMapping, element: XmlElement): void {
  const promised = mapping.count(element, ['GoodsItemQuantity'], '/goodsShipment/items');
  const read = all(at(element, 'GoodsShipment'), 'GovernmentAgencyGoodsItem').length;
  if (promised === undefined || promised === read) return;
  mapping.note(at(element, 'GoodsItemQuantity') ?? element, {
    ...{ code: 'ITEM_COUNT', severity: 'warn', path: '/goodsShipment/items' },
    ...{ value: String(promised), repair: `send ${read}, or the missing items` },
    message: `GoodsItemQuantity says ${promised}, ${read} were read`,
  });
}

/** AcceptanceDateTime with a DateTimeString (format 102, or 304 with time and zone) or as it stands; the day counts. */
function acceptanceDate(mapping: DocumentMapping, element: XmlElement): string | undefined {
  const source = at(element, 'AcceptanceDateTime', 'DateTimeString')
    ? ['AcceptanceDateTime', 'DateTimeString']
    : ['AcceptanceDateTime'];
  const text = mapping.text(element, source, '/declaredOn');
  if (text === undefined) return undefined;
  const format = mapping.attribute(at(element, ...source), 'formatCode');
  const reading = readDate(text, format, { pivot: 'future', nowYear: 2000 });
  if (reading.problem !== undefined) {
    mapping.note(at(element, ...source) ?? element, {
      ...{ code: 'DATE_INVALID', severity: 'warn', path: '/declaredOn', value: text },
      message: `the date is ${reading.problem}; it is kept as far as it can be read`,
      repair: 'send YYYYMMDD with formatCode 102',
    });
  }
  return reading.text.slice(0, 10);
}

/** DE 1/1 in the first letters. CO (special fiscal territories) goes both ways and says neither. */
function categoryOf(typeCode: string): Declaration['procedureCategory'] {
  if (typeCode.startsWith('IM')) return 'import';
  if (typeCode.startsWith('EX')) return 'export';
  return typeCode.startsWith('T') ? 'transit' : 'other';
}

function mapBorderMeans(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
): TransportMeans | undefined {
  if (!element) return undefined;
  const base = '/borderTransportMeans';
  const read = (name: string, field: string): string | undefined =>
    mapping.text(element, [name], `${base}/${field}`);
  const means = present({
    modeCode: read('ModeCode', 'modeCode'),
    identification: read('ID', 'identification'),
    identificationTypeCode: read('IdentificationTypeCode', 'identificationTypeCode'),
    name: read('Name', 'name'),
    registrationNationalityCode: read('RegistrationNationalityCode', 'registrationNationalityCode'),
    conveyanceReferenceId: read('JourneyID', 'conveyanceReferenceId'),
  });
  return Object.keys(means).length > 0 ? { ...means, itinerary: [] } : undefined;
}

function mapShipment(mapping: DocumentMapping, element: XmlElement | undefined): GoodsShipment {
  const base = '/goodsShipment';
  const consignment = at(element, 'Consignment');
  const read = (from: XmlElement | undefined, path: string[], field: string): string | undefined =>
    mapping.text(from, path, `${base}/${field}`);
  return {
    ...present({
      consignmentRef: read(consignment, ['TransportContractDocument', 'ID'], 'consignmentRef'),
      ucr: read(element, ['UCR', 'TraderAssignedReferenceID'], 'ucr'),
      destination: read(element, ['Destination', 'CountryCode'], 'destination'),
      exportCountry: read(element, ['ExportCountry', 'ID'], 'exportCountry'),
      tradeTerms: read(element, ['TradeTerms', 'ConditionCode'], 'tradeTerms'),
    }),
    previousDocuments: mapDocuments(
      mapping,
      all(element, 'PreviousDocument'),
      `${base}/previousDocuments`,
    ),
    equipmentIds: mapEquipmentIds(mapping, consignment, `${base}/equipmentIds`),
    items: all(element, 'GovernmentAgencyGoodsItem').map((item, i) =>
      mapGoodsItem(mapping, item, i, `${base}/items/${i}`),
    ),
  };
}

function mapEquipmentIds(
  mapping: DocumentMapping,
  consignment: XmlElement | undefined,
  pointer: string,
): string[] {
  const ids: string[] = [];
  all(consignment, 'TransportEquipment').forEach((equipment, i) => {
    const id = mapping.text(equipment, ['ID'], `${pointer}/${ids.length}`);
    mapping.implied(equipment, ['SequenceNumeric'], String(i + 1));
    if (id !== undefined) ids.push(id);
  });
  return ids;
}
