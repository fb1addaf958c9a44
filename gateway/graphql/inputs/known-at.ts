/** The input of a question about what the node knew: a place in the ledger, or a time the ledger had. */
import type { KnownAt } from '../../graph-views.js';
import type { Builder, Input } from '../builder.js';
import { badInput } from '../connections.js';

/** As GraphQL gives it: either member may be missing. */
export interface GivenKnownAt {
  readonly block?: number | null | undefined;
  readonly tx?: number | null | undefined;
  readonly time?: string | null | undefined;
}

/** Adds KnownAtInput. */
export function defineKnownAt(builder: Builder): Input<GivenKnownAt> {
  const input = builder.inputType('KnownAtInput', {
    description:
      'What the node knew then: give either a block, or a time. What was purged since is in no answer.',
    fields: (t) => ({
      block: t.int({ required: false, description: 'Number of the block, itself included.' }),
      tx: t.int({
        required: false,
        description:
          'Index of the transaction in it, itself included; the whole block when absent.',
      }),
      time: t.field({
        ...{ type: 'DateTime', required: false },
        description: 'Time of the ledger, not of the node.',
      }),
    }),
  });
  return input;
}

/** The question as the application takes it; undefined for now. Refuses both or neither of block and time. */
export function knownAtOf(
  given: GivenKnownAt | null | undefined,
): { readonly knownAt: KnownAt } | undefined {
  if (!given) return undefined;
  const { block, tx, time } = given;
  if ((typeof block === 'number') === (typeof time === 'string'))
    throw badInput('`knownAt` has either `block` or `time`.');
  if (typeof time === 'string') {
    if (typeof tx === 'number') throw badInput('`tx` goes with `block`.');
    return { knownAt: { time } };
  }
  if ((block ?? 0) < 0 || (tx ?? 0) < 0) throw badInput('`block` and `tx` are counts from 0.');
  return { knownAt: { block: block ?? 0, ...(typeof tx === 'number' ? { tx } : {}) } };
}
