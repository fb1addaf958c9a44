/** Goods lines and unit load devices of Cargo-XML waybills. */
import type { ConsignmentItem, TransportEquipment } from '../../../chaincode/index.js';
import { present } from '../present.js';
import type { XmlElement } from './element.js';
import { all } from './element.js';
import type { DocumentMapping } from './mapping.js';

/** Items stand in the ratings of a master waybill, directly in a house consignment. */
export function mapWaybillItems(
  mapping: DocumentMapping,
  consignment: XmlElement | undefined,
  pointer: string,
): ConsignmentItem[] {
  return itemsOf(consignment).map((item, i) => mapItem(mapping, item, i, `${pointer}/${i}`));
}

function itemsOf(consignment: XmlElement | undefined): XmlElement[] {
  return [consignment, ...all(consignment, 'ApplicableRating')].flatMap((holder) => [
    ...all(holder, 'IncludedMasterConsignmentItem'),
    ...all(holder, 'IncludedHouseConsignmentItem'),
  ]);
}

function mapItem(
  mapping: DocumentMapping,
  item: XmlElement,
  index: number,
  pointer: string,
): ConsignmentItem {
  const pieces = mapping.count(item, ['PieceQuantity'], `${pointer}/packaging/0/quantity`);
  const code = mapping.text(item, ['TypeCode'], `${pointer}/classification`);
  return {
    sequenceNumeric:
      mapping.count(item, ['SequenceNumeric'], `${pointer}/sequenceNumeric`) ?? index + 1,
    ...present({
      description: mapping.text(
        item,
        ['NatureIdentificationTransportCargo', 'Identification'],
        `${pointer}/description`,
      ),
      classification: code === undefined ? undefined : { value: code, list: 'HS2022' as const },
      originCountry: mapping.text(item, ['OriginCountry', 'ID'], `${pointer}/originCountry`),
      grossMass: mapping.measure(item, ['GrossWeightMeasure'], `${pointer}/grossMass`, 'KGM'),
    }),
    packaging: pieces === undefined ? [] : [{ quantity: pieces }],
    equipmentIds: unitsOf(item).flatMap(
      (unit, i) => unitId(mapping, unit, `${pointer}/equipmentIds/${i}`) ?? [],
    ),
  };
}

/** Unit load devices of the consignment and of its items, each once. */
export function mapUnits(
  mapping: DocumentMapping,
  consignment: XmlElement | undefined,
): TransportEquipment[] {
  const equipment: TransportEquipment[] = [];
  const seen = new Set<string>();
  for (const unit of [consignment, ...itemsOf(consignment)].flatMap(unitsOf)) {
    const pointer = `/equipment/${equipment.length}`;
    const id = unitId(mapping, unit);
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    mapping.span(unit, pointer);
    equipment.push({ id, typeCode: 'ULD', seals: [] });
  }
  return equipment;
}

function unitsOf(holder: XmlElement | undefined): XmlElement[] {
  return all(holder, 'AssociatedUnitLoadTransportEquipment');
}

/** Type code, serial and owner together are the id of a ULD: PMC 1337 XX. */
function unitId(mapping: DocumentMapping, unit: XmlElement, pointer?: string): string | undefined {
  const serial = mapping.text(unit, ['ID'], pointer);
  if (serial === undefined) return undefined;
  const type = mapping.text(unit, ['CharacteristicCode']) ?? '';
  const owner = mapping.text(unit, ['OperatingParty', 'PrimaryID']) ?? '';
  if (/^[A-Z]{3}\d/.test(serial)) return serial.endsWith(owner) ? serial : serial + owner;
  return type + serial + owner;
}
