/** What is wrong with a head, in words. */
import type { WrongHead } from '../../graph/index.js';

/** One sentence without an end; it names a kind of fact and no fact. */
export function describeWrongHead({ about, wrong, kept = 0, stated }: WrongHead): string {
  const of = `a fact of the kind ${about} that ${stated} records state`;
  if (wrong === 'missing') return `${of} has no head`;
  if (wrong === 'needless') return `${of} has a head and needs none`;
  if (wrong === 'count') return `the head of ${of} counts ${kept}`;
  return `the head of ${of} names others as the first`;
}
