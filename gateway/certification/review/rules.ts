/** The named rules of the automatic review. Order is the order of the report; each rule stands alone. */
import { z } from 'zod';
import type { CertificateApplication } from '../../../chaincode/index.js';
import { formatDecimal, parseDecimal } from '../decimal.js';
import { buildCredential } from '../credential.js';
import { DATE_RULES } from './date-rules.js';
import { ROUTE_RULES } from './route-rules.js';
import type { ReviewRule, Verdict } from './rule.js';
import { manual, pass, reject } from './rule.js';
import { TREATMENT_RULES } from './treatment-rules.js';

/** All rules, in the order of the report. */
export function reviewRules(): readonly ReviewRule[] {
  return [...GOODS_RULES, ...ROUTE_RULES, ...TREATMENT_RULES, ...DATE_RULES];
}

const GOODS_RULES: readonly ReviewRule[] = [
  {
    id: 'required-fields',
    check: ({ application: a }) => {
      const missing = REQUIRED.find(([, value]) => value(a) === undefined || value(a) === '');
      if (!missing) return pass('all required fields are filled');
      return reject(missing[0], '', `${missing[0]} is missing`, 'fill the field');
    },
  },
  { id: 'certifiable', check: ({ application }) => certifiable(application) },
  {
    id: 'goods-present',
    check: ({ application: a }) =>
      a.items.length > 0
        ? pass(`${a.items.length} line(s) of goods`)
        : reject('/items', '0', 'the application names no goods', 'add the goods'),
  },
  {
    id: 'producer-registration',
    check: ({ application: a, parameters }) => {
      const found = a.producerRegistration ?? '';
      const isKnown = parameters.registeredProducers.some((entry) =>
        entry.endsWith('*')
          ? found.startsWith(entry.slice(0, -1)) && found !== ''
          : entry === found,
      );
      if (isKnown) return pass(`producer ${found} is registered`);
      return reject(
        '/producerRegistration',
        found,
        'the producer is not on the registration list',
        'use a registered producer, or have it registered first',
      );
    },
  },
  {
    id: 'goods-fit-certificate',
    check: ({ application: a, parameters }) => {
      const chapters = parameters.chapters[a.certificateType];
      const misfit =
        chapters && a.items.find((item) => item.hs && !chapters.includes(item.hs.slice(0, 2)));
      if (!misfit) return pass('the goods fit the type of certificate');
      return reject(
        '/items/hs',
        misfit.hs ?? '',
        `HS ${misfit.hs} is not certified by a ${a.certificateType} certificate`,
        'apply for the type that covers the goods',
      );
    },
  },
  {
    id: 'goods-classified',
    check: ({ application: a }) => {
      const item = a.items.find((candidate) => !/^\d{4,10}$/.test(candidate.hs ?? ''));
      return item
        ? manual('/items/hs', item.hs ?? '', 'an item has no HS code')
        : pass('all goods carry an HS code');
    },
  },
  {
    id: 'scientific-name',
    check: ({ application: a }) => {
      const item = a.items.find((candidate) => !candidate.scientificName);
      if (a.certificateType !== 'phytosanitary' || !item)
        return pass('plants carry their botanical name');
      return reject(
        '/items/scientificName',
        '',
        `${item.commonName} has no botanical name`,
        'add the botanical name (ISPM 12)',
      );
    },
  },
  {
    id: 'packages-positive',
    check: ({ application: a }) => {
      const at = a.items.findIndex(({ packages: n }) => !Number.isSafeInteger(n) || n < 1);
      if (at === -1) return pass('every line counts its packages');
      const found = String(a.items[at]?.packages);
      const message = 'a line holds no whole number of packages';
      return reject(`/items/${at}/packages`, found, message, 'count the packages of the line');
    },
  },
  {
    id: 'package-sum',
    check: ({ application: a }) => {
      const sum = a.items.reduce((total, item) => total + item.packages, 0);
      if (sum === a.totals.packages) return pass(`${sum} packages in all lines together`);
      return reject(
        '/totals/packages',
        String(a.totals.packages),
        `the lines hold ${sum} packages`,
        `send ${sum}, or correct the lines`,
      );
    },
  },
  { id: 'mass-sum', check: ({ application }) => massSum(application) },
  {
    id: 'mass-positive',
    check: ({ application: a }) => {
      const item = a.items.find((candidate) => (parseDecimal(candidate.netMass.value) ?? 0n) <= 0n);
      if (!item) return pass('all masses are positive');
      return reject(
        '/items/netMass',
        item.netMass.value,
        'a mass is not a positive decimal',
        'send the net mass as a decimal',
      );
    },
  },
  {
    id: 'lots-unique',
    check: ({ application: a }) => {
      const lots = a.items.flatMap((item) => item.lot ?? []);
      const double = lots.find((lot, i) => lots.indexOf(lot) !== i);
      return double
        ? manual('/items/lot', double, 'a lot stands twice')
        : pass('each lot stands once');
    },
  },
  {
    id: 'inspection-conform',
    check: ({ application: a }) => {
      if (a.inspections.length === 0)
        return reject(
          '/inspections',
          '0',
          'no inspection is relied on',
          'have the goods inspected',
        );
      const bad = a.inspections.find(
        (inspection) => inspection.outcome !== 'conform' && inspection.outcome !== 'release',
      );
      return bad
        ? reject(
            '/inspections/outcome',
            bad.outcome,
            'an inspection did not end well',
            'treat the goods and have them inspected again',
          )
        : pass(`${a.inspections.length} inspection(s) conform`);
    },
  },
  {
    id: 'declaration-language',
    check: ({ application: a, parameters }) => {
      const fits =
        a.declarations.length === 0 ||
        a.declarations.some((d) => parameters.languages.includes(d.language));
      return fits
        ? pass('declarations are in an agreed language')
        : manual(
            '/declarations/language',
            a.declarations[0]?.language ?? '',
            'no declaration is in an agreed language',
          );
    },
  },
];

const REQUIRED: readonly [string, (a: CertificateApplication) => string | undefined][] = [
  ['/applicant/name', (a) => a.applicant.name],
  ['/consignor/name', (a) => a.consignor.name],
  ['/consignee/name', (a) => a.consignee.name],
  ['/consignee/address/countryCode', (a) => a.consignee.address?.countryCode],
  ['/consignmentRef', (a) => a.consignmentRef],
  ['/exportCountry', (a) => a.exportCountry],
  ['/importCountry', (a) => a.importCountry],
];

/** Whether the content fits on a certificate at all: lengths, characters, shapes. Found here and not after approval. */
function certifiable(application: CertificateApplication): Verdict {
  try {
    const id = 'urn:uuid:00000000-0000-4000-8000-000000000000';
    const issuer = { mspId: 'ReviewMSP', name: '' };
    const dates = { validFrom: '2000-01-01T00:00:00Z', validUntil: '2000-01-02T00:00:00Z' };
    buildCredential({ application, issuer, id, number: '', statusIndex: 0, ...dates });
    return pass('the content can be written on a certificate');
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const [issue] = cause.issues;
    const path = (issue?.path ?? []).filter((part) => part !== 'credentialSubject');
    const field = `/${path.map(String).join('/')}`;
    return reject(field, '', issue?.message ?? 'not certifiable', 'correct the field');
  }
}

function massSum({ items, totals }: CertificateApplication): Verdict {
  const total = parseDecimal(totals.netMass.value);
  const sum = items.reduce<bigint | undefined>((so, item) => {
    const mass = parseDecimal(item.netMass.value);
    const sameUnit = item.netMass.unitCode === totals.netMass.unitCode;
    return so === undefined || mass === undefined || !sameUnit ? undefined : so + mass;
  }, 0n);
  if (sum === undefined || total === undefined)
    return manual('/totals/netMass', totals.netMass.value, 'the masses cannot be added up');
  if (sum === total)
    return pass(`${formatDecimal(sum)} ${totals.netMass.unitCode} in all lines together`);
  return reject(
    '/totals/netMass',
    totals.netMass.value,
    `the lines weigh ${formatDecimal(sum)}`,
    `send ${formatDecimal(sum)}, or correct the lines`,
  );
}
