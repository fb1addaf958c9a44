/** How an entity is named in arguments. */
import type { EntityRefView } from '../../questions.js';
import { badInput } from '../connections.js';

/** Labels are names of the catalogue, never free text: what is not shaped like one is refused here. */
export function entityRef({ label, key }: EntityRefView): EntityRefView {
  if (!/^[A-Z][A-Za-z]{1,39}$/.test(label)) throw badInput('`label` is a name such as Company.');
  if (key.length === 0 || key.length > 500) throw badInput('`key` has 1 to 500 characters.');
  return { label, key };
}
