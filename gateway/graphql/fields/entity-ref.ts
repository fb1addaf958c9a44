/** How an entity is named in arguments. */
import { LABELS } from '../../../graph/index.js';
import type { EntityRefView } from '../../questions.js';
import type { Builder, Input } from '../builder.js';
import { badInput } from '../connections.js';

/** Adds EntityRefInput. */
export function defineEntityRef(builder: Builder): Input<EntityRefView> {
  return builder.inputType('EntityRefInput', {
    description: 'An entity by its label and key.',
    fields: (t) => ({
      label: t.string({ description: 'Its label, e.g. Company.' }),
      key: t.string({ description: 'Its key.' }),
    }),
  });
}

/** Labels are words of the graph, never free text: a misspelt one is told, not taken for something that is not there. */
export function entityRef({ label, key }: EntityRefView): EntityRefView {
  if (!(LABELS as readonly string[]).includes(label))
    throw badInput(`\`label\` is one of ${LABELS.join(', ')}, not "${label.slice(0, 40)}".`);
  if (key.length === 0 || key.length > 500) throw badInput('`key` has 1 to 500 characters.');
  return { label, key };
}
