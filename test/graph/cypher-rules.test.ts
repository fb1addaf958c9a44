/** The Cypher catalogue keeps to what Grafeo and Neo4j answer alike: the eight rules, read from the text of each statement. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../graph/cypher/catalogue.js';
import { SCHEMA } from '../../graph/cypher/schema.js';
import { LABELS, RELATIONSHIP_TYPES } from '../../graph/index.js';

const OWN_LABELS = [...LABELS, 'Entity', 'Statement', 'Head', 'Checkpoint', 'Past', 'Purged'];

/** Each rule answers what is wrong with a text, or nothing. */
const RULES: readonly (readonly [string, (text: string) => string | undefined])[] = [
  ['1 returns values, never whole nodes or internal ids', wholeNodes],
  ['2 has no temporal values', (text) => found(text, /\b(date|datetime|time|duration)\s*\(/i)],
  ['3 coalesces sums and parenthesises NOT', sumsAndNot],
  ['4 writes one kind of thing per statement, over UNWIND', upserts],
  ['5 uses none of the forms that one engine lacks', missingForms],
  ['6 bounds paths, and takes labels and types from the lists', boundsAndLabels],
  ['7 calls no APOC or GDS', (text) => found(text, /\b(apoc|gds)\./i)],
  ['8 leaves the version prefix to the runner', (text) => found(text, /^\s*CYPHER\b/i)],
  ['orders the rows that it limits', unordered],
  ['takes values as parameters, so that each text is planned once', literals],
];

function found(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[0];
}

function returned(text: string): readonly string[] {
  const [, list] = /\bRETURN (?:DISTINCT )?(.*?)(?: ORDER BY .*| LIMIT .*)?$/.exec(text) ?? [];
  return list === undefined ? [] : list.split(/, (?![^(]*\))/);
}

function wholeNodes(text: string): string | undefined {
  const whole = returned(text).find(
    (item) =>
      !/^([a-z]+\.[a-z]+|properties\([a-z]\)|type\([a-z]\)|count\([a-z]\)|COUNT \{ \(a\)-\[r(:[A-Z_]+)?\]-\(\) \}|fact|label|total) AS [a-z_]+$/i.test(
        item,
      ),
  );
  return whole ?? found(text, /\b(elementId|id)\s*\(/);
}

function sumsAndNot(text: string): string | undefined {
  return (
    found(text.replaceAll(/coalesce\(sum\([^)]*\), 0\)/g, ''), /\b(sum|avg)\(/) ??
    found(text, /\bNOT (?!\(|EXISTS)/)
  );
}

function upserts(text: string): string | undefined {
  if (!/\b(MERGE|CREATE)\b/.test(text.replace('ON CREATE', ''))) return undefined;
  if ((text.match(/\b(MERGE|CREATE)\b(?! SET)/g) ?? []).length > 1)
    return 'two clauses that create';
  return text.includes('UNWIND $') || text.includes(':Checkpoint') ? undefined : 'no UNWIND';
}

function missingForms(text: string): string | undefined {
  return found(
    text,
    /COLLECT\s*\{|collect\([^)]*\)\[|round\([^)]*,|SHORTEST|IN TRANSACTIONS|percentileDisc|->\{|epochMillis/i,
  );
}

function unordered(text: string): string | undefined {
  // Which ones does not matter to a count of one, nor to a deletion that goes on until all are gone.
  const any = /WITH [a-z] LIMIT (1 RETURN count|\$most DETACH DELETE)/g;
  return found(text.replaceAll(any, ''), /^(?!.*ORDER BY).*LIMIT/);
}

function literals(text: string): string | undefined {
  // The names of our own label and of the one checkpoint, and the number of nothing.
  const own = text.replaceAll(/'(Entity|graph)'|LIMIT 1\b|coalesce\([^)]*, 0\)/g, '');
  return found(own, /'[^']*'|"[^"]*"|\b\d+\b/);
}

function boundsAndLabels(text: string): string | undefined {
  const unbounded = found(text, /\*(?!\d*\.\.\d)[^)]/);
  if (unbounded !== undefined && !text.includes('count(*)')) return unbounded;
  const either = found(text, /:[A-Za-z_]+[|&]/);
  if (either !== undefined) return either;
  const named = [...text.matchAll(/[([][a-z]?:([A-Za-z_]+)/g)].map(([, name]) => name ?? '');
  const labels = [...text.matchAll(/SET [a-z]:([A-Za-z]+)/g)].map(([, name]) => name ?? '');
  const known = new Set<string>([...OWN_LABELS, ...RELATIONSHIP_TYPES]);
  return [...named, ...labels].find((name) => !known.has(name));
}

describe('the Cypher catalogue', () => {
  it('holds the statements of all its files under their own names', () => {
    expect(CATALOGUE.length).toBeGreaterThan(100);
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
  });

  it.each(RULES)('%s', (_rule, wrong) => {
    const broken = CATALOGUE.map(({ name, text }) => [name, wrong(text)]).filter(([, why]) => why);
    expect(broken).toEqual([]);
  });

  it('gives each statement a name that says what it does, and to what', () => {
    const types = [...LABELS, ...RELATIONSHIP_TYPES, 'Any'].join('|');
    const named = new RegExp(`^[a-z]+([A-Z][a-z]+)*(${types})?$`);
    expect(CATALOGUE.filter(({ name }) => !named.test(name)).map(({ name }) => name)).toEqual([]);
  });

  it('declares exactly the parameters and columns that its texts have', () => {
    for (const { name, text, parameters, columns } of CATALOGUE) {
      const used = [...new Set([...text.matchAll(/\$([a-z]+)/gi)].map(([, found]) => found))];
      expect([name, ...used.sort()]).toEqual([name, ...[...parameters].sort()]);
      const named = returned(text).map((item) => item.split(' AS ')[1]);
      expect([name, ...named]).toEqual([name, ...columns]);
    }
  });

  it('is all the Cypher there is: no other file of the graph writes any', () => {
    const clause = /\b(MATCH \(|MERGE \(|UNWIND \$|CREATE \()/;
    const files = readdirSync('graph', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => clause.test(readFileSync(`graph/${file}`, 'utf8')));
    expect(files.sort()).toEqual(
      ['checkpoint', 'entities', 'heads', 'links', 'past', 'relationships', 'statements'].map(
        (file) => `cypher/${file}.ts`,
      ),
    );
  });

  it('sets an index beside the unique constraint in Grafeo, and not in Neo4j', () => {
    const index = (statements: readonly string[]) =>
      statements.filter((text) => /^CREATE INDEX .*\(e\.id\)/.test(text)).length;
    expect([index(SCHEMA.grafeo), index(SCHEMA.neo4j)]).toEqual([1, 0]);
    for (const text of Object.values(SCHEMA).flat()) expect(text).toContain('IF NOT EXISTS');
  });

  it.each([
    ['MATCH (e:Entity) RETURN e AS e', wholeNodes],
    ['MATCH (e:Entity) RETURN elementId(e) AS id', wholeNodes],
    ['MATCH (e:Entity) RETURN sum(e.x) AS x', sumsAndNot],
    ['MATCH (e:Entity) RETURN e.id AS id LIMIT $most', unordered],
    ["MATCH (e:Entity {id: 'Company:A'}) RETURN e.id AS id", literals],
    ['MATCH (e:Entity) WHERE e.seen > 7 RETURN e.id AS id', literals],
    ['MATCH (e:Entity) WHERE NOT e.a >= 1 RETURN e.a AS a', sumsAndNot],
    ['MERGE (e:Entity {id: $id}) MERGE (f:Entity {id: $id})', upserts],
    ['MATCH (a:Entity)-[r:FLEW_ON*]-(b:Entity) RETURN a.id AS id', boundsAndLabels],
    ['MATCH (a:Company|Person) RETURN a.id AS id', boundsAndLabels],
    ['MATCH (a:Wizard) RETURN a.id AS id', boundsAndLabels],
    ['MATCH (a:Entity) RETURN collect(a.id)[0..2] AS ids', missingForms],
  ])('would notice %s', (text, rule) => {
    expect(rule(text)).toBeDefined();
  });
});
