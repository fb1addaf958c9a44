/** Review rules on time: inspections and treatments lie before the issue, in an order that makes sense, and are fresh. */
import type { ReviewContext, ReviewRule, Verdict } from './rule.js';
import { manual, pass, reject } from './rule.js';

const DAY_MS = 86_400_000;

export const DATE_RULES: readonly ReviewRule[] = [
  { id: 'dates-readable', check: datesReadable },
  { id: 'inspection-age', check: inspectionAge },
  { id: 'treatment-dates', check: treatmentDates },
  { id: 'treatment-inspected', check: treatmentInspected },
  { id: 'validity-length', check: validityLength },
];

/** A date that no reader can place would slip past every other rule. */
function datesReadable({ application: a }: ReviewContext): Verdict {
  const dates: readonly [string, string | undefined][] = [
    ...a.inspections.map((one, i): [string, string] => [`/inspections/${i}/endedAt`, one.endedAt]),
    ...a.treatments.map((one, i): [string, string | undefined] => [
      `/treatments/${i}/completedOn`,
      one.completedOn,
    ]),
    ['/validUntil', a.validUntil],
  ];
  const wrong = dates.find(([, date]) => date !== undefined && !isDate(date));
  if (!wrong) return pass('all dates can be read');
  return reject(wrong[0], wrong[1] ?? '', 'not a date of ISO 8601', 'write YYYY-MM-DD[Thh:mm:ssZ]');
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) && !Number.isNaN(Date.parse(text));
}

function inspectionAge({ application: a, parameters, now }: ReviewContext): Verdict {
  const field = '/inspections/endedAt';
  const newest = Math.max(...a.inspections.map((inspection) => Date.parse(inspection.endedAt)));
  if (!Number.isFinite(newest)) return manual(field, '', 'no inspection has a date');
  const days = (now - newest) / DAY_MS;
  if (days < 0) return reject(field, '', 'an inspection lies in the future', 'correct the date');
  if (days <= parameters.maxInspectionAgeDays)
    return pass(`the newest inspection is ${Math.floor(days)} day(s) old`);
  return reject(
    field,
    `${Math.floor(days)} days`,
    `inspections count for ${parameters.maxInspectionAgeDays} days`,
    'have the goods inspected again',
  );
}

function treatmentDates({ application: a, now }: ReviewContext): Verdict {
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
}

/** Goods that were treated after the last inspection are other goods than those inspected: a person decides. */
function treatmentInspected({ application: a }: ReviewContext): Verdict {
  const inspected = Math.max(...a.inspections.map((one) => Date.parse(one.endedAt)));
  const after = a.treatments.find(
    (t) => t.completedOn !== undefined && Date.parse(t.completedOn) > inspected,
  );
  if (!after) return pass('the last inspection followed the last treatment');
  return manual(
    '/treatments/completedOn',
    after.completedOn ?? '',
    'the goods were treated after the last inspection',
  );
}

function validityLength({ application: a, parameters, now }: ReviewContext): Verdict {
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
}
