/** The questions over GraphQL: names and records come along, pages are stable, what is out of bounds is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { change } from '../../contracts/graph-store/facts.js';
import { STORY } from '../../graph/questions/story.js';
import type { RunningNode } from '../http/running-node.js';
import { startNode } from '../http/running-node.js';

let node: RunningNode;
beforeAll(async () => {
  node = await startNode();
  await node.memory.graph.apply(change(4, STORY));
});
afterAll(() => node.close());

const ask = (query: string): ReturnType<RunningNode['ask']> =>
  node.ask(query, { role: 'risk-officer' });
const AMBER = 'label: "Company", key: "amber"';

describe('a question over GraphQL', () => {
  it('says how two are connected, each step with its records', async () => {
    const { data, errors } =
      await ask(`{ connections(from: {${AMBER}}, to: {label: "Company", key: "basil"}, paths: 1) {
      truncated paths { nodes { name degree } steps { relationships { type recordIds sources { total records { owner block } } } } } } }`);
    expect(errors).toBeUndefined();
    expect(data.connections).toEqual({
      truncated: true,
      paths: [
        {
          nodes: [
            { name: 'Amber Orchards', degree: 6 },
            { name: '555', degree: 2 },
            { name: 'Basil Foods', degree: 4 },
          ],
          steps: [
            ['r-amber', 1],
            ['r-basil', 2],
          ].map(([recordId, block]) => ({
            relationships: [
              {
                ...{ type: 'HAS_PHONE', recordIds: [recordId] },
                sources: { total: 1, records: [{ owner: 'CustomsA', block }] },
              },
            ],
          })),
        },
      ],
    });
  });

  it('says who shares what, and how unusual it is', async () => {
    const { data } =
      await ask(`{ shares(${AMBER}, first: 1) { truncated sharers { totalCount pageInfo { hasNextPage }
      edges { node { entity { name } bits things { kind holders bits attribute { label } } } } } } }`);
    expect(data.shares.sharers).toMatchObject({ totalCount: 41, pageInfo: { hasNextPage: true } });
    expect(data.shares.sharers.edges[0].node).toMatchObject({
      entity: { name: 'Basil Foods' },
      things: [
        { kind: 'phone', holders: 2, bits: '4.43', attribute: { label: 'Phone' } },
        { kind: 'container', holders: 3 },
        { kind: 'address', holders: 42, bits: '0.03' },
      ],
    });
  });

  it('pages through the relationships of a hub by cursors', async () => {
    const seen: string[] = [];
    let after = 'null';
    for (let pages = 0; pages < 20; pages += 1) {
      const { data } =
        await ask(`{ relationships(label: "Address", key: "park", first: 9, after: ${after}) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { from } } } }`);
      const { totalCount, edges, pageInfo } = data.relationships;
      expect(totalCount).toBe(42);
      seen.push(...(edges as { node: { from: string } }[]).map((edge) => edge.node.from));
      if (!pageInfo.hasNextPage) break;
      after = JSON.stringify(pageInfo.endCursor);
    }
    expect([seen.length, new Set(seen).size]).toEqual([42, 42]);
  });

  it.each([
    `relationships(${AMBER}, after: "HAS_PHONE") { totalCount }`,
    `relationships(${AMBER}, after: "") { totalCount }`,
    `shares(${AMBER}, after: "Company:nobody") { truncated }`,
    `timeline(${AMBER}, after: "Flight:MQ1/2026-11-02?") { truncated }`,
  ])('never begins at the start for a cursor it did not give: %s', async (field) => {
    const { status, data, errors } = await ask(`{ ${field} }`);
    expect([status, errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toMatch(/^`after` .*in this list|of this list/);
    expect(Object.values(data as object)).toEqual([null]);
  });

  it('does not take the cursor of one entity for another', async () => {
    const cursors = `{ relationships(label: "Address", key: "park", first: 1) { pageInfo { endCursor } } }`;
    const { endCursor } = (await ask(cursors)).data.relationships.pageInfo;
    const { errors } = await ask(
      `{ relationships(label: "Phone", key: "flat", after: "${endCursor}") { totalCount } }`,
    );
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('gives a timeline and the subgraph of a case', async () => {
    const { data } =
      await ask(`{ timeline(${AMBER}) { events { edges { node { at datedBy entity { key } } } } }
      caseGraph(subjects: [{label: "Company", key: "cedar"}, {label: "Company", key: "basil"}, {label: "Phone", key: "none"}]) {
        subjects { key } between { key } unknown unconnected truncated } }`);
    expect(data.timeline.events.edges[1]).toEqual({
      node: { at: '2026-11-02', datedBy: 'Flight:MQ1/2026-11-02', entity: { key: 'one' } },
    });
    expect(data.caseGraph).toMatchObject({
      subjects: [{ key: 'cedar' }, { key: 'basil' }],
      ...{ unknown: ['Phone:none'], unconnected: [] },
    });
  });

  it('writes the case to a file, and refuses as data what is no case', async () => {
    const { data, errors } = await ask(`{
      whole: exportCase(subjects: [{label: "Company", key: "cedar"}, {label: "Company", key: "basil"}], format: json) {
        ... on ExportCaseSuccess { file { text truncated findings { code } } } }
      lacking: exportCase(subjects: [{${AMBER}}, {label: "Phone", key: "none"}], format: json) {
        ... on Refusal { code message next } }
      crowded: exportCase(subjects: [${Array.from({ length: 21 }, () => `{${AMBER}}`).join()}], format: ftm) {
        ... on Refusal { code message } } }`);
    expect(errors).toBeUndefined();
    const { text, ...rest } = data.whole.file;
    expect(rest).toEqual({ truncated: false, findings: [] });
    expect(JSON.parse(text as string)).toMatchObject({
      subjects: ['Company:cedar', 'Company:basil'],
    });
    expect(data.lacking).toEqual({
      ...{ code: 'NOT_FOUND', message: 'the graph does not have Phone:none' },
      next: expect.stringMatching(/./) as unknown,
    });
    expect(data.crowded).toEqual({
      ...{ code: 'LIMIT_EXCEEDED', message: 'a case has 1 to 20 `subjects`, not 21' },
    });
  });

  it('hides personal data from a user without the scope, and says so', async () => {
    const query = `{ neighbourhood(${AMBER}, types: ["HAS_PHONE"]) { nodes { key name masked } } }`;
    const { data } = await node.ask(query, { role: 'operator' });
    expect(data.neighbourhood.nodes).toEqual([
      { key: 'amber', name: 'Amber Orchards', masked: false },
      { key: 'flat', name: null, masked: true },
    ]);
  });

  it.each([
    [`neighbourhood(${AMBER}, types: ["HAS_PHONE]->() DELETE r //"]) { truncated }`, 'types'],
    [`connections(from: {${AMBER}}, to: {${AMBER}}, longest: 9) { truncated }`, 'longest'],
    [`connections(from: {${AMBER}}, to: {${AMBER}}, without: ["Wizard"]) { truncated }`, 'without'],
    [`shares(${AMBER}, kinds: ["horoscope"]) { truncated }`, 'kinds'],
    ['caseGraph(subjects: []) { truncated }', 'subjects'],
    ['caseGraph(subjects: [{label: "Wizard", key: "m"}]) { truncated }', 'not "Wizard"'],
    [`exportCase(subjects: [{${AMBER}}], longest: 9, format: json) { __typename }`, 'longest'],
    [`exportCase(subjects: [{${AMBER}}], limit: 501, format: json) { __typename }`, 'limit'],
    [
      'exportCase(subjects: [{label: "Wizard", key: "m"}], format: json) { __typename }',
      'not "Wizard"',
    ],
  ])('refuses what is out of bounds: %s', async (field, name) => {
    const { status, errors } = await ask(`{ ${field} }`);
    expect([status, errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toContain(name);
  });
});
