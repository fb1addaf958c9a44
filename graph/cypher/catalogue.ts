/** Every statement the product runs, for the test that holds them to the rules of the shared subset. */
import * as checkpoint from './checkpoint.js';
import * as entities from './entities.js';
import * as heads from './heads.js';
import * as links from './links.js';
import * as past from './past.js';
import type { CypherQuery } from './query.js';
import * as relationships from './relationships.js';
import * as statements from './statements.js';

type AnyQuery = CypherQuery<Record<string, unknown>, Record<string, unknown>>;

/** All statements, by what the catalogue's files export. */
export const CATALOGUE: readonly AnyQuery[] = [
  checkpoint,
  entities,
  heads,
  links,
  past,
  relationships,
  statements,
].flatMap((file) => Object.values(file).flatMap(queriesIn));

function queriesIn(exported: unknown): readonly AnyQuery[] {
  if (typeof exported !== 'object' || exported === null) return [];
  return 'text' in exported
    ? [exported as AnyQuery]
    : Object.values(exported as Record<string, AnyQuery>);
}
