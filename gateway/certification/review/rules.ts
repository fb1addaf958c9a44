/** The named rules of the automatic review. Order is the order of the report; each rule stands alone. */
import type { CertificateApplication } from '../../../chaincode/index.js';
import { isContainerNumber } from '../../formats/index.js';
import { formatDecimal, parseDecimal } from '../decimal.js';
import type { ReviewRule, Verdict } from './rule.js';
import { manual, pass, reject } from './rule.js';

const DAY_MS = 86_400_000;

/** All rules, in the order of the report. */
export function reviewRules(): readonly ReviewRule[] {
  return RULES;
}

const RULES: readonly ReviewRule[] = [
  {
    id: 'required-fields',
    check: ({ application: a }) => {
      const missing = REQUIRED.find(([, value]) => value(a) === undefined || value(a) === '');
      if (!missing) return pass('all required fields are filled');
      return reject(missing[0], '', `${missing[0]} is missing`, 'fill the field');
    },
  },
  {
    id: 'goods-present',
    check: ({ application: a }) =>
      a.items.length > 0
        ? pass(`${a.items.length} line(s) of goods`)
        : reject('/items', '0', 'the application names no goods', 'add the goods'),
  },
  {
    id: 'import-country',
    check: ({ application: a }) =>
      a.exportCountry !== a.importCountry
        ? pass('export and import country differ')
        : reject(
            '/importCountry',
            a.importCountry,
            'the goods do not leave the country',
            'correct the country',
          ),
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
    id: 'inspection-age',
    check: ({ application: a, parameters, now }) => {
      const newest = Math.max(...a.inspections.map((inspection) => Date.parse(inspection.endedAt)));
      if (!Number.isFinite(newest))
        return manual('/inspections/endedAt', '', 'no inspection has a date');
      const days = (now - newest) / DAY_MS;
      if (days < 0)
        return reject(
          '/inspections/endedAt',
          '',
          'an inspection lies in the future',
          'correct the date',
        );
      if (days <= parameters.maxInspectionAgeDays)
        return pass(`the newest inspection is ${Math.floor(days)} day(s) old`);
      return reject(
        '/inspections/endedAt',
        `${Math.floor(days)} days`,
        `inspections count for ${parameters.maxInspectionAgeDays} days`,
        'have the goods inspected again',
      );
    },
  },
  {
    id: 'treatment-required',
    check: (context) => treatmentRequired(context.application, context.parameters),
  },
  {
    id: 'treatment-dosage',
    check: (context) => treatmentDosage(context.application, context.parameters),
  },
  {
    id: 'treatment-dates',
    check: ({ application: a, now }) => {
      const late = a.treatments.find(
        (t) => t.completedOn !== undefined && Date.parse(t.completedOn) > now,
      );
      if (!late) return pass('treatments were completed before now');
      return reject(
        '/treatments/completedOn',
        late.completedOn ?? '',
        'a treatment ends in the future',
        'correct the date',
      );
    },
  },
  {
    id: 'containers',
    check: ({ application: a }) => {
      const bad = a.equipmentIds.find((id) => !isContainerNumber(id));
      if (bad === undefined)
        return pass(`${a.equipmentIds.length} container number(s) hold by their check digit`);
      return reject(
        '/equipmentIds',
        bad,
        `${bad} is no container number by ISO 6346`,
        'check the number',
      );
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
  {
    id: 'validity-length',
    check: ({ application: a, parameters, now }) => {
      if (a.validUntil === undefined) return pass('the standard validity applies');
      const days = (Date.parse(a.validUntil) - now) / DAY_MS;
      if (days > 0 && days <= parameters.maxValidityDays)
        return pass(`valid for ${Math.floor(days)} day(s)`);
      return reject(
        '/validUntil',
        a.validUntil,
        `validity lies between now and ${parameters.maxValidityDays} days`,
        'correct the date',
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

function treatmentRequired(
  a: CertificateApplication,
  {
    requiredTreatments,
  }: { requiredTreatments: readonly { importCountry: string; hsPrefix: string; type: string }[] },
): Verdict {
  const due = requiredTreatments.find(
    (rule) =>
      rule.importCountry === a.importCountry &&
      a.items.some((item) => item.hs?.startsWith(rule.hsPrefix)) &&
      !a.treatments.some((treatment) => treatment.type === rule.type),
  );
  if (!due) return pass('the treatments that the importing country asks for are there');
  return reject(
    '/treatments',
    '',
    `${a.importCountry} asks for treatment ${due.type}`,
    `carry out and name treatment ${due.type}`,
  );
}

function treatmentDosage(
  a: CertificateApplication,
  {
    dosages,
  }: {
    dosages: readonly {
      type: string;
      property: 'temperature' | 'concentration';
      least: string;
      most: string;
    }[];
  },
): Verdict {
  for (const range of dosages) {
    for (const treatment of a.treatments.filter((t) => t.type === range.type)) {
      const found = treatment[range.property];
      const value = found === undefined ? undefined : parseDecimal(found.replace(/[^0-9.-]/g, ''));
      if (value === undefined)
        return manual(
          `/treatments/${range.property}`,
          found ?? '',
          `${range.type} has no readable ${range.property}`,
        );
      const [least, most] = [parseDecimal(range.least) ?? 0n, parseDecimal(range.most) ?? 0n];
      if (value < least || value > most) {
        return reject(
          `/treatments/${range.property}`,
          found ?? '',
          `${range.property} of ${range.type} lies between ${range.least} and ${range.most}`,
          'repeat the treatment within the range',
        );
      }
    }
  }
  return pass('dosages lie within their ranges');
}
