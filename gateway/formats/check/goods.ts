/** Checks on goods items, equipment and parties that manifests and declarations share. */
import type { ConsignmentItem, Party, TransportEquipment } from '../../../chaincode/index.js';
import { isContainerNumber, isGtin, isHsCode, isUnNumber } from '../identifiers.js';
import type { RecordCheck } from './observe.js';

/** HS shape, GTIN, UN numbers, country of origin. */
export function checkItem(check: RecordCheck, item: ConsignmentItem, pointer: string): void {
  check.expect(isHsCode, `${pointer}/classification/value`, item.classification?.value, {
    code: 'HS_CODE',
    message: 'the code does not have the shape of an HS code; it is kept',
    repair: 'send 4, 6, 8 or 10 digits of the tariff in force',
  });
  check.expect(isGtin, `${pointer}/gtin`, item.gtin, {
    code: 'GTIN',
    message: 'the trade item number fails its check digit or length',
    repair: 'send a GTIN of 8, 12, 13 or 14 digits',
  });
  check.country(`${pointer}/originCountry`, item.originCountry);
  for (const [i, { undgId }] of (item.dangerousGoods ?? []).entries()) {
    check.expect(isUnNumber, `${pointer}/dangerousGoods/${i}/undgId`, undgId, {
      code: 'UN_NUMBER',
      message: 'the dangerous goods number is not four digits',
      repair: 'send the four digits of the UN number',
    });
  }
  checkDescription(check, item, pointer);
}

/** Words that say nothing about the goods are refused in advance cargo filings (ICS2). */
const VAGUE =
  /^(unknown|not available|n\/?a|general cargo|consolidat(ed|ion)|parts?|gifts?|goods|various)\b[\s.]*$/i;

function checkDescription(check: RecordCheck, item: ConsignmentItem, pointer: string): void {
  check.expect((text) => !VAGUE.test(text.trim()), `${pointer}/description`, item.description, {
    ...{ code: 'DESCRIPTION_VAGUE', severity: 'info' },
    message: 'the description says nothing about the goods',
    repair: 'describe the goods so that they can be classified',
  });
}

/** Container numbers by ISO 6346, and units named twice. */
export function checkEquipment(check: RecordCheck, units: readonly TransportEquipment[]): void {
  const seen = new Set<string>();
  for (const [i, { id, typeCode }] of units.entries()) {
    const pointer = `/equipment/${i}/id`;
    if (typeCode === 'CN') checkContainer(check, pointer, id);
    if (id !== '' && seen.has(id)) {
      check.note(pointer, {
        ...{ code: 'EQUIPMENT_REPEATED', severity: 'warn', value: id },
        ...{ message: 'the unit is named more than once', repair: 'send each unit once' },
      });
    }
    seen.add(id);
  }
}

/** A failed check digit is a finding: one public bay plan holds thousands of them. */
export function checkContainer(check: RecordCheck, pointer: string, id: string): void {
  check.expect(isContainerNumber, pointer, id, {
    code: 'CONTAINER_CHECK_DIGIT',
    message: 'the container number fails the shape or check digit of ISO 6346; it is kept',
    repair: 'check the number and its last digit',
  });
}

/** Party identifiers and country. */
export function checkParty(check: RecordCheck, party: Party | undefined, pointer: string): void {
  if (!party) return;
  check.country(`${pointer}/address/countryCode`, party.address?.countryCode);
  if (party.name === undefined && party.identifiers.length === 0) {
    check.note(pointer, {
      ...{ code: 'PARTY_NAMELESS', severity: 'warn' },
      message: 'the party has neither name nor identifier',
      repair: 'send the name or a registration number',
    });
  }
}
