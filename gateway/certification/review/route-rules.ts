/** Review rules on who certifies, where goods come from and go to, and what carries them. */
import { isContainerNumber } from '../../formats/index.js';
import type { ReviewContext, ReviewRule, Verdict } from './rule.js';
import { manual, pass, reject } from './rule.js';

/** Unit load device (IATA): three-letter type, serial of four or five digits, owner of two characters. */
const LOAD_DEVICE = /^[A-Z][A-Z0-9]{2}\d{4,5}[A-Z0-9]{2}$/;
const COUNTRY = /^[A-Z]{2}$/;

export const ROUTE_RULES: readonly ReviewRule[] = [
  { id: 'issuer-authority', check: issuerAuthority },
  { id: 'country-codes', check: countryCodes },
  { id: 'import-country', check: importCountry },
  { id: 'goods-origin', check: goodsOrigin },
  { id: 'party-countries', check: partyCountries },
  { id: 'containers', check: containers },
  { id: 'equipment-unique', check: equipmentUnique },
];

/** What is issued beyond the issuer's authority would fail every verification: it must not be issued. */
function issuerAuthority({ application: a, issuer, now }: ReviewContext): Verdict {
  if (!issuer) return pass('the issuer was not given: authority is checked at verification');
  const isEntitled = issuer.authorities.some(
    ({ certificateType, country, validFrom, validUntil }) =>
      certificateType === a.certificateType &&
      country === a.exportCountry &&
      Date.parse(validFrom) <= now &&
      now < Date.parse(validUntil),
  );
  const what = `${a.certificateType} certificates for ${a.exportCountry}`;
  if (isEntitled) return pass(`${issuer.mspId} may issue ${what}`);
  return reject(
    '/exportCountry',
    a.exportCountry,
    `${issuer.mspId} may not issue ${what}`,
    'apply to an issuer with this authority',
  );
}

function countryCodes({ application: a }: ReviewContext): Verdict {
  const codes: readonly [string, string][] = [
    ['/exportCountry', a.exportCountry],
    ['/importCountry', a.importCountry],
    ...a.items.map((item, i): [string, string] => [
      `/items/${i}/originCountry`,
      item.originCountry,
    ]),
  ];
  const wrong = codes.find(([, code]) => !COUNTRY.test(code));
  if (!wrong) return pass('countries are two-letter codes');
  return reject(wrong[0], wrong[1], 'not an ISO 3166-1 code', 'use the two-letter code');
}

/** A certificate of origin speaks of own goods only; other certificates may cover re-exports, which a person looks at. */
function goodsOrigin({ application: a }: ReviewContext): Verdict {
  const at = a.items.findIndex((item) => item.originCountry !== a.exportCountry);
  if (at === -1) return pass(`all goods originate in ${a.exportCountry}`);
  const [field, found] = [`/items/${at}/originCountry`, a.items[at]?.originCountry ?? ''];
  const message = `goods of ${found} are exported from ${a.exportCountry}`;
  if (a.certificateType !== 'origin') return manual(field, found, message);
  return reject(field, found, message, 'ask the country of origin for the certificate');
}

function partyCountries({ application: a }: ReviewContext): Verdict {
  const sides: readonly [string, string | undefined, string][] = [
    ['/consignor/address/countryCode', a.consignor.address?.countryCode, a.exportCountry],
    ['/consignee/address/countryCode', a.consignee.address?.countryCode, a.importCountry],
  ];
  const odd = sides.find(([, found, due]) => found !== undefined && found !== due);
  if (!odd) return pass('the parties sit where the goods leave and arrive');
  return manual(odd[0], odd[1] ?? '', `the party sits in ${odd[1]}, the goods touch ${odd[2]}`);
}

function containers({ application: a }: ReviewContext): Verdict {
  const strange = a.equipmentIds.filter((id) => !isContainerNumber(id));
  const broken = strange.find((id) => /^[A-Z]{3}[UJZ]\d{7}$/.test(id));
  if (broken !== undefined) {
    const message = `the check digit of ${broken} does not hold (ISO 6346)`;
    return reject('/equipmentIds', broken, message, 'check the number');
  }
  const other = strange.find((id) => !LOAD_DEVICE.test(id));
  if (other === undefined) return pass(`${a.equipmentIds.length} container(s) carry a good number`);
  return manual('/equipmentIds', other, `${other} is neither a container nor a load device number`);
}

function importCountry({ application: a }: ReviewContext): Verdict {
  if (a.exportCountry !== a.importCountry) return pass('export and import country differ');
  const message = 'the goods do not leave the country';
  return reject('/importCountry', a.importCountry, message, 'correct the country');
}

function equipmentUnique({ application: { equipmentIds } }: ReviewContext): Verdict {
  const double = equipmentIds.find((id, i) => equipmentIds.indexOf(id) !== i);
  if (double === undefined) return pass('each container is named once');
  return reject('/equipmentIds', double, 'a container is named twice', 'name it once');
}
