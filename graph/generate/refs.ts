/** Keys of generated nodes: the seed is part of each, so that two networks do not meet. */
import type { EntityRef } from '../store.js';
import { diceOf } from './dice.js';
import type { NetworkPlan } from './plan.js';

const COUNTRIES =
  'BR CN IN RU ZA EG ET IR AE ID SA AR MX NG KE TR VN TH KZ BY DE NL IT ES FR PL GB US JP KR SG MY'.split(
    ' ',
  );

/** A company by its number; the key looks as if it came from an EORI number. */
export function companyKey({ seed }: NetworkPlan, number: number): EntityRef {
  return { label: 'Company', key: `EORI:GL${seed}${String(number).padStart(9, '0')}` };
}

/** A traveller by number. */
export function travellerKey({ seed }: NetworkPlan, number: number): EntityRef {
  return { label: 'Person', key: `gl${seed}-traveller-${number}` };
}

/** Any other generated node. */
export function generated(
  { seed }: NetworkPlan,
  label: Exclude<EntityRef['label'], 'Country' | 'Goods'>,
  word: string,
  number: number,
): EntityRef {
  return { label, key: `GL${seed}-${word}-${number}` };
}

/** Where something is at home: few countries have most of it. */
export function countryOf(plan: NetworkPlan, kind: number, number: number): EntityRef {
  const place = diceOf(plan.seed, 51, kind, number).skewed(1, COUNTRIES.length, 2);
  return { label: 'Country', key: COUNTRIES[place] ?? 'CN' };
}

/** A flight by number: designator and day. */
export function flightRef({ seed }: NetworkPlan, number: number): EntityRef {
  const day = new Date(Date.UTC(2026, 0, 1 + (number % 300))).toISOString().slice(0, 10);
  return { label: 'Flight', key: `GL${seed}${100 + (number % 90)}N${number}/${day}` };
}
