/** Checks on declarations: MRN, country codes, tariff codes, totals against items (WCO DM; UCC data elements). */
import type { Declaration, GovernmentAgencyGoodsItem } from '../../../chaincode/index.js';
import { sameDecimal, sumDecimals } from '../decimal.js';
import { isMovementReference } from '../identifiers.js';
import { checkItem, checkParty } from './goods.js';
import type { RecordCheck } from './observe.js';

export function checkDeclaration(check: RecordCheck, declaration: Declaration): void {
  const { goodsShipment, totals } = declaration;
  check.expect(isMovementReference, '/id', declaration.id, {
    code: 'MRN',
    message: 'the reference is no EU movement reference number: shape or check digit is wrong',
    repair: 'check the reference; leave it out before the declaration is registered',
  });
  check.country('/goodsShipment/destination', goodsShipment.destination);
  check.country('/goodsShipment/exportCountry', goodsShipment.exportCountry);
  for (const field of PARTIES) checkParty(check, declaration[field], `/${field}`);
  goodsShipment.items.forEach((item, i) => checkItem(check, item, `/goodsShipment/items/${i}`));
  checkSequence(check, goodsShipment.items);
  checkPackages(check, goodsShipment.items, totals.packages);
  checkMass(check, declaration);
}

const PARTIES = ['declarant', 'agent', 'exporter', 'importer', 'seller', 'buyer'] as const;

function checkSequence(check: RecordCheck, items: readonly GovernmentAgencyGoodsItem[]): void {
  const seen = new Set<number>();
  items.forEach(({ sequenceNumeric }, i) => {
    if (seen.has(sequenceNumeric)) {
      check.note(`/goodsShipment/items/${i}/sequenceNumeric`, {
        ...{ code: 'SEQUENCE_REPEATED', severity: 'warn', value: String(sequenceNumeric) },
        ...{ message: 'two items have the same number', repair: 'number the items from 1' },
      });
    }
    seen.add(sequenceNumeric);
  });
}

function checkPackages(
  check: RecordCheck,
  items: readonly GovernmentAgencyGoodsItem[],
  total: number | undefined,
): void {
  const counts = items.flatMap(({ packaging }) => packaging.map(({ quantity }) => quantity));
  const sum = counts.reduce((all, count) => all + count, 0);
  if (total === undefined || counts.length === 0 || sum === total) return;
  check.note('/totals/packages', {
    ...{ code: 'PACKAGE_TOTAL', severity: 'warn', value: String(total) },
    message: `the total is ${total} packages, the items add up to ${sum}`,
    repair: 'send a total that is the sum of the items',
  });
}

/** Net mass cannot pass gross mass; the total of gross mass is that of the items. */
function checkMass(check: RecordCheck, { goodsShipment, totals }: Declaration): void {
  const masses = goodsShipment.items.map(({ grossMass }) => grossMass?.value);
  const known = masses.filter((mass) => mass !== undefined);
  const sum = known.length === masses.length ? sumDecimals(known) : undefined;
  const total = totals.grossMass?.value;
  if (known.length > 0 && sum !== undefined && total !== undefined && !sameDecimal(sum, total)) {
    check.note('/totals/grossMass', {
      ...{ code: 'MASS_TOTAL', severity: 'warn', value: total },
      message: `the total gross mass is ${total}, the items add up to ${sum}`,
      repair: 'send a total that is the sum of the items',
    });
  }
  goodsShipment.items.forEach((item, i) => {
    const [gross, net] = [item.grossMass?.value, item.netMass?.value];
    const rest = gross !== undefined && net !== undefined && sumDecimals([gross, negative(net)]);
    if (typeof rest !== 'string' || !rest.startsWith('-')) return;
    check.note(`/goodsShipment/items/${i}/netMass`, {
      ...{ code: 'NET_OVER_GROSS', severity: 'warn', value: net ?? '' },
      message: `net mass ${net ?? ''} is more than gross mass ${gross ?? ''}`,
      repair: 'check both masses',
    });
  });
}

function negative(decimal: string): string {
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}
