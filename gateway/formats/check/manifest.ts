/** Checks on manifests: transport document numbers, vessel numbers, places, equipment, totals against items. */
import type { Consignment, Manifest } from '../../../chaincode/index.js';
import { sameDecimal, sumDecimals } from '../decimal.js';
import { isAirWaybillNumber, isImoNumber } from '../identifiers.js';
import { checkEquipment, checkItem, checkParty } from './goods.js';
import type { RecordCheck } from './observe.js';

export function checkManifest(check: RecordCheck, manifest: Manifest): void {
  const { means } = manifest;
  if (means.identificationTypeCode === '11') {
    check.expect(isImoNumber, '/means/identification', means.identification, {
      code: 'IMO_NUMBER',
      message: 'the ship number fails the check digit of the IMO scheme; it is kept',
      repair: 'send the seven digits of the IMO number',
    });
  }
  means.itinerary.forEach((call, i) =>
    check.place(`/means/itinerary/${i}/location`, call.location.value),
  );
  manifest.consignments.forEach((consignment, i) =>
    checkConsignment(check, consignment, { pointer: `/consignments/${i}`, mode: means.modeCode }),
  );
  checkEquipment(check, manifest.equipment);
}

function checkConsignment(
  check: RecordCheck,
  consignment: Consignment,
  { pointer, mode }: { pointer: string; mode: string | undefined },
): void {
  const { id, typeCode } = consignment.transportContractDocument;
  if (typeCode === '740' || typeCode === '741') {
    checkWaybillNumber(check, `${pointer}/transportContractDocument/id`, id);
  }
  if (mode === '4') checkWaybillNumber(check, `${pointer}/masterId`, consignment.masterId);
  check.place(`${pointer}/origin`, consignment.origin);
  check.place(`${pointer}/finalDestination`, consignment.finalDestination);
  for (const field of PARTIES) checkParty(check, consignment[field], `${pointer}/${field}`);
  consignment.items.forEach((item, i) => checkItem(check, item, `${pointer}/items/${i}`));
  checkPackages(check, consignment, pointer);
  checkMass(check, consignment, pointer);
}

const PARTIES = ['consignor', 'consignee', 'notifyParty', 'freightForwarder'] as const;

function checkWaybillNumber(check: RecordCheck, path: string, value: string | undefined): void {
  check.expect(isAirWaybillNumber, path, value, {
    code: 'AWB_CHECK_DIGIT',
    message: 'the air waybill number fails its check digit (first seven of the serial modulo 7)',
    repair: 'check the number',
  });
}

function checkPackages(check: RecordCheck, consignment: Consignment, pointer: string): void {
  const total = consignment.totalPackageQuantity;
  const counts = consignment.items.flatMap((item) =>
    item.packaging.map(({ quantity }) => quantity),
  );
  const sum = counts.reduce((all, count) => all + count, 0);
  if (total === undefined || counts.length === 0 || sum === total) return;
  check.note(`${pointer}/totalPackageQuantity`, {
    ...{ code: 'PACKAGE_TOTAL', severity: 'warn', value: String(total) },
    message: `the total is ${total} packages, the items add up to ${sum}`,
    repair: 'send a total that is the sum of the items',
  });
}

function checkMass(check: RecordCheck, consignment: Consignment, pointer: string): void {
  const total = consignment.grossMass;
  const parts = consignment.items.map(({ grossMass }) => grossMass);
  const known = parts.filter((mass) => mass !== undefined);
  if (!total || known.length === 0 || known.length < parts.length) return;
  if (known.some(({ unitCode }) => unitCode !== total.unitCode)) return;
  const sum = sumDecimals(known.map(({ value }) => value));
  if (sum === undefined || sameDecimal(sum, total.value)) return;
  check.note(`${pointer}/grossMass`, {
    ...{ code: 'MASS_TOTAL', severity: 'warn', value: total.value },
    message: `the total is ${total.value} ${total.unitCode}, the items add up to ${sum}`,
    repair: 'send a total that is the sum of the items',
  });
}
