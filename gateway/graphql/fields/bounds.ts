/** Bounds of numbers in arguments. */
import { badInput } from '../connections.js';

/** The number, when it is within 1 and `max`. */
export function checked(name: string, value: number, max: number): number {
  if (value < 1 || value > max) throw badInput(`\`${name}\` is 1 to ${max}.`);
  return value;
}

/** The number as near as 1 and `max` let it be. */
export function within(value: number, max: number): number {
  return Math.min(max, Math.max(1, value));
}
