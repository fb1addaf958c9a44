/** How an entity is named in arguments. */
import { LABELS } from '../../../graph/index.js';
import type { EntityRefView } from '../../questions.js';
import { badInput } from '../connections.js';

/** Labels are words of the graph, never free text: a misspelt one is told, not taken for something that is not there. */
export function entityRef({ label, key }: EntityRefView): EntityRefView {
  if (!(LABELS as readonly string[]).includes(label))
    throw badInput(`\`label\` is one of ${LABELS.join(', ')}.`);
  if (key.length === 0 || key.length > 500) throw badInput('`key` has 1 to 500 characters.');
  return { label, key };
}
