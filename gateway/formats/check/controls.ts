/** Checks on inspections and certificate applications, which come from our own partners. */
import type { CertificateApplication, Inspection } from '../../../chaincode/index.js';
import { sameDecimal, sumDecimals } from '../decimal.js';
import { isHsCode } from '../identifiers.js';
import { checkContainer, checkParty } from './goods.js';
import type { RecordCheck } from './observe.js';

export function checkInspection(check: RecordCheck, inspection: Inspection): void {
  const { subject, startedAt, endedAt } = inspection;
  if (subject.type === 'equipment') checkContainer(check, '/subject/id', subject.id);
  check.order(
    '/endedAt',
    { first: startedAt, then: endedAt },
    {
      code: 'INSPECTION_ENDS_FIRST',
      message: 'the inspection ends before it starts',
      repair: 'check both times',
    },
  );
}

export function checkApplication(check: RecordCheck, application: CertificateApplication): void {
  application.equipmentIds.forEach((id, i) => checkContainer(check, `/equipmentIds/${i}`, id));
  for (const field of ['applicant', 'consignor', 'consignee'] as const) {
    checkParty(check, application[field], `/${field}`);
  }
  check.country('/exportCountry', application.exportCountry);
  check.country('/importCountry', application.importCountry);
  application.items.forEach((item, i) =>
    check.expect(isHsCode, `/items/${i}/hs`, item.hs, {
      code: 'HS_CODE',
      message: 'the code does not have the shape of an HS code; it is kept',
      repair: 'send 4, 6, 8 or 10 digits of the tariff in force',
    }),
  );
  checkTotals(check, application);
}

function checkTotals(check: RecordCheck, { items, totals }: CertificateApplication): void {
  const packages = items.reduce((sum, item) => sum + item.packages, 0);
  if (packages !== totals.packages) {
    check.note('/totals/packages', {
      ...{ code: 'PACKAGE_TOTAL', severity: 'warn', value: String(totals.packages) },
      message: `the total is ${totals.packages} packages, the items add up to ${packages}`,
      repair: 'send a total that is the sum of the items',
    });
  }
  if (items.some(({ netMass }) => netMass.unitCode !== totals.netMass.unitCode)) return;
  const mass = sumDecimals(items.map(({ netMass }) => netMass.value));
  if (mass === undefined || sameDecimal(mass, totals.netMass.value)) return;
  check.note('/totals/netMass', {
    ...{ code: 'MASS_TOTAL', severity: 'warn', value: totals.netMass.value },
    message: `the total net mass is ${totals.netMass.value}, the items add up to ${mass}`,
    repair: 'send a total that is the sum of the items',
  });
}
