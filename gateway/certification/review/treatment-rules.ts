/** Review rules on treatments: what the importing country asks for, and doses within their ranges (ISPM 12, ISPM 28). */
import type { Treatment } from '../../../chaincode/index.js';
import { parseDecimal } from '../decimal.js';
import type { DosageRange } from './parameters.js';
import type { ReviewContext, ReviewRule, Verdict } from './rule.js';
import { manual, pass, reject } from './rule.js';

export const TREATMENT_RULES: readonly ReviewRule[] = [
  { id: 'treatment-required', check: treatmentRequired },
  { id: 'treatment-complete', check: treatmentComplete },
  { id: 'treatment-dosage', check: treatmentDosage },
];

function treatmentRequired({ application: a, parameters }: ReviewContext): Verdict {
  const due = parameters.requiredTreatments.find(
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

/** A treatment counts with its day; a fumigation also with its agent. */
function treatmentComplete({ application: { treatments } }: ReviewContext): Verdict {
  for (const [i, treatment] of treatments.entries()) {
    const missing = missingMember(treatment);
    if (missing) {
      return manual(
        `/treatments/${i}/${missing}`,
        '',
        `${treatment.type} treatment is given without ${missing}`,
      );
    }
  }
  return pass('treatments are described in full');
}

function missingMember({ type, agent, completedOn }: Treatment): string | undefined {
  if (!completedOn) return 'completedOn';
  return type === 'fumigation' && !agent ? 'agent' : undefined;
}

function treatmentDosage({ application: a, parameters }: ReviewContext): Verdict {
  for (const range of parameters.dosages) {
    for (const treatment of a.treatments.filter(({ type }) => type === range.type)) {
      const verdict = dosage(treatment[range.property], range);
      if (verdict) return verdict;
    }
  }
  return pass('dosages lie within their ranges');
}

function dosage(
  found: string | undefined,
  { type, property, least, most }: DosageRange,
): Verdict | undefined {
  const field = `/treatments/${property}`;
  // The number stands first and its unit after it: digits of a unit such as g/m3 are not part of it.
  const number = /^\s*(-?\d+(?:\.\d+)?)\s*(?:[°%µ/a-zA-Z³]+\d?)?\s*$/u.exec(found ?? '')?.[1];
  const value = number === undefined ? undefined : parseDecimal(number);
  if (value === undefined) return manual(field, found ?? '', `${type} has no readable ${property}`);
  if (value >= (parseDecimal(least) ?? 0n) && value <= (parseDecimal(most) ?? 0n)) return undefined;
  return reject(
    field,
    found ?? '',
    `${property} of ${type} lies between ${least} and ${most}`,
    'repeat the treatment within the range',
  );
}
