/** The published FollowTheMoney model, to hold exports against. */
import { createRequire } from 'node:module';
import type * as followTheMoney from '@opensanctions/followthemoney';
import type { FollowTheMoneyEntity } from '../../../graph/index.js';

const require = createRequire(import.meta.url);
// The package's ES module lacks the type in package.json that Node asks for.
const ftm = require('@opensanctions/followthemoney') as typeof followTheMoney;
const model = new ftm.Model(ftm.defaultModel);

/** What the model finds wrong with the entities; references are to entities of a fitting schema. */
export function wrong(entities: readonly FollowTheMoneyEntity[]): string[] {
  const schemata = new Map(entities.map(({ id, schema }) => [id, model.getSchema(schema)]));
  return entities.flatMap(({ id, schema, properties }) => {
    const own = model.getSchema(schema);
    const missing = own.required.filter((name) => properties[name] === undefined);
    const bad = Object.entries(properties).flatMap(([name, values]) => {
      if (!own.hasProperty(name)) return [`${schema} has no ${name}`];
      const property = own.getProperty(name);
      if (property.stub) return [`${schema}.${name} is a stub`];
      if (property.type.name !== 'entity') return [];
      return values
        .filter((value) => schemata.get(value)?.isA(String(property.getRange().name)) !== true)
        .map(
          (value) => `${schema}.${name} of ${id} names ${value}, no ${property.getRange().name}`,
        );
    });
    return [...missing.map((name) => `${schema} lacks ${name}`), ...bad];
  });
}
