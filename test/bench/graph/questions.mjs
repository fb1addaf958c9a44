/**
 * What the bench asks over GraphQL, and what the bare engine is asked for scale of reference. A question that the schema
 * does not have is passed over; to add one, give its root field, its text and its variables.
 */
import { diceOf } from '../../../dist/graph/generate/dice.js';

/** Key of a company of the generated network; `turn` draws it, the busy ones more often. */
export function companyOf(turn, companies) {
  const number = diceOf(99, turn).skewed(1, companies, 1.5);
  return `EORI:GL7${String(number).padStart(9, '0')}`;
}

export const QUESTIONS = [
  {
    name: 'entity',
    field: 'entity',
    text: 'query ($key: String!) { entity(label: "Company", key: $key) { name properties { name value } recordIds } }',
    variables: (turn, companies) => ({ key: companyOf(turn, companies) }),
  },
  {
    name: '2-hop neighbourhood, 100 entities',
    field: 'neighbourhood',
    text: `query ($key: String!) { neighbourhood(label: "Company", key: $key, hops: 2, limit: 100) {
      truncated nodes { label key name recordIds } relationships { type from to recordIds } } }`,
    variables: (turn, companies) => ({ key: companyOf(turn, companies) }),
    target: { p95: 20, growth: 1.5 },
    bare: 'MATCH (a:Entity {id: $id})--(b:Entity)--(c:Entity) RETURN DISTINCT c.id AS id LIMIT 100',
  },
];
