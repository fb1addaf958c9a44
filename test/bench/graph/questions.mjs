/**
 * What the bench asks over GraphQL, each with the bare statement that comes nearest on the engine, for scale of reference.
 * The bare ones give ids alone: no names, no records that state the facts, no hubs told apart.
 */
import { diceOf } from '../../../dist/graph/generate/dice.js';

/** Key of a company of the generated network; `turn` draws it, the busy ones more often. */
export function companyOf(turn, companies) {
  const number = diceOf(99, turn).skewed(1, companies, 1.5);
  return `EORI:GL7${String(number).padStart(9, '0')}`;
}

const one = (turn, companies) => ({ key: companyOf(turn, companies) });
const two = (turn, companies) => ({
  key: companyOf(turn, companies),
  other: companyOf(turn + 50_000, companies),
});
const NAMES = ['amber orchard', 'kestrel steel', '东方贸易', 'балтика', 'النور', 'lotus fruit 12'];

export const QUESTIONS = [
  {
    name: 'one entity with its records',
    text: 'query ($key: String!) { entity(label: "Company", key: $key) { name properties { name value } recordIds } }',
    variables: one,
    bare: 'MATCH (a:Entity {id: $id}) RETURN properties(a) AS properties',
  },
  {
    name: '2-hop neighbourhood, 100 entities',
    text: `query ($key: String!) { neighbourhood(label: "Company", key: $key, hops: 2, limit: 100) {
      truncated nodes { label key name recordIds } relationships { type from to recordIds } } }`,
    variables: one,
    target: { p95: 20, growth: 1.5 },
    bare: 'MATCH (a:Entity {id: $id})--(b:Entity)--(c:Entity) RETURN DISTINCT c.id AS id LIMIT 100',
  },
  {
    name: 'connection of two, 3 paths with records',
    text: `query ($key: String!, $other: String!) { connections(from: {label: "Company", key: $key}, to: {label: "Company", key: $other}, paths: 3, longest: 4) {
      truncated paths { nodes { label key name } steps { relationships { type from to recordIds } } } } }`,
    variables: two,
    target: { p95: 60, growth: 1.5 },
    bare: 'MATCH p = shortestPath((a:Entity {id: $id})-[:HAS_PHONE|HAS_ADDRESS|DIRECTOR_OF|IMPORTED_BY|EXPORTED_BY*..4]-(b:Entity {id: $other})) RETURN length(p) AS steps',
  },
  {
    name: 'who shares something, first 20',
    text: `query ($key: String!) { shares(label: "Company", key: $key, first: 20) { truncated sharers { totalCount edges { node {
      bits entity { label key name } things { kind bits holders attribute { label key name } relationships { type from to recordIds } } } } } } }`,
    variables: one,
    bare: 'MATCH (a:Entity {id: $id})-[:HAS_PHONE|HAS_ADDRESS|DIRECTOR_OF]-(x:Entity)-[:HAS_PHONE|HAS_ADDRESS|DIRECTOR_OF]-(b:Entity) RETURN DISTINCT b.id AS id LIMIT 100',
  },
  {
    name: 'timeline, first 20',
    text: `query ($key: String!) { timeline(label: "Company", key: $key, first: 20) { truncated events { totalCount edges { node {
      at entity { label key name } relationships { type recordIds } } } } } }`,
    variables: one,
    bare: 'MATCH (a:Entity {id: $id})-[:IMPORTED_BY|EXPORTED_BY|DECLARED_BY]-(d:Declaration) RETURN d.id AS id, d.declaredOn AS day ORDER BY day LIMIT 20',
  },
  {
    name: 'search by name in four scripts',
    text: 'query ($query: String!) { searchEntities(query: $query, limit: 20) { label key name } }',
    variables: (turn) => ({ query: NAMES[turn % NAMES.length] }),
    bare: 'MATCH (e:Entity) WHERE e.search CONTAINS $query RETURN e.id AS id LIMIT 20',
    rounds: 60,
    settleMs: 5000,
  },
];

/** Parameters of the bare statement for the same turn. */
export function bareParameters({ key = '', other = '', query = '' }) {
  return { id: `Company:${key}`, other: `Company:${other}`, query };
}
