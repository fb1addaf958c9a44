/** A case handed over as a file: what `caseGraph` answers in every format, with its records, its gaps and the veil. */
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Caller, UserOutcome } from '../../../gateway/application.js';
import { exportCase } from '../../../gateway/application/case-export.js';
import { graphQuestions } from '../../../gateway/application/graph-questions.js';
import type { GraphExportView, GraphFormat } from '../../../gateway/graph-views.js';
import type { FollowTheMoneyEntity, GraphStore, RecordFacts } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import { change, link, node, record, ref } from '../../contracts/graph-store/facts.js';
import { callerOf, granted, refusedWith } from '../../federation/running-federation.js';
import { wrong } from '../../graph/exchange/model.js';

const OFFICER = callerOf('NorthCustomsMSP', 'risk-officer');
const OPERATOR = callerOf('NorthCustomsMSP', 'operator');
const AMBER = 'Company:amber';
const BASIL = 'Company:basil';
const FORMATS: readonly GraphFormat[] = ['ftm', 'graphml', 'json'];

/** Amber and Basil share a director and a box, which was inspected; nothing connects Cedar with them. */
const STORY: readonly RecordFacts[] = [
  record('r-amber', 1, {
    nodes: [node(AMBER, { name: 'Amber Orchards' }), node('Person:ida', { name: 'Lund, Ida' })],
    relationships: [
      link('Person:ida', 'DIRECTOR_OF', AMBER),
      link('Person:ida', 'FLEW_ON', 'Flight:F1', { booking: 'AB12' }),
      link('Consignment:one', 'CONSIGNED_BY', AMBER),
      link('Consignment:one', 'CARRIED_IN', 'Container:box'),
    ],
  }),
  record('r-basil', 2, {
    nodes: [node(BASIL, { name: 'Basil Foods' })],
    relationships: [
      link('Person:ida', 'DIRECTOR_OF', BASIL),
      link('Consignment:two', 'CONSIGNED_TO', BASIL),
      link('Consignment:two', 'CARRIED_IN', 'Container:box'),
    ],
  }),
  record('i1', 3, { relationships: [link('Inspection:i1', 'INSPECTED', 'Container:box')] }),
  record('r-cedar', 4, { nodes: [node('Company:cedar', { name: 'Cedar Ltd' })] }),
];

async function told(more: readonly RecordFacts[] = []): Promise<GraphStore> {
  const store = await openGraphStore({ dir: '', engine: 'memory' });
  await store.apply(change(4, [...STORY, ...more]));
  return store;
}

interface Wish {
  readonly format?: GraphFormat;
  readonly caller?: Caller;
  readonly limit?: number;
  readonly store?: GraphStore;
}

async function asked(
  subjects: readonly string[],
  { format = 'json', caller = OFFICER, limit = 200, store }: Wish = {},
): Promise<UserOutcome<GraphExportView>> {
  const question = { subjects: subjects.map(ref), longest: 4, limit, format };
  return exportCase(store ?? (await told()), caller, question);
}

const exported = async (subjects: readonly string[], wish?: Wish): Promise<GraphExportView> =>
  granted(await asked(subjects, wish));

interface Written {
  readonly truncated: boolean;
  readonly subjects: readonly string[];
  readonly unconnected: readonly (readonly [string, string])[];
  readonly hubs: readonly { readonly id: string }[];
  readonly nodes: readonly {
    readonly id: string;
    readonly name?: string;
    readonly properties: object;
    readonly recordIds: readonly string[];
  }[];
  readonly relationships: readonly {
    readonly type: string;
    readonly from: string;
    readonly to: string;
    readonly properties: object;
    readonly recordIds: readonly string[];
  }[];
}

const parsed = ({ text }: GraphExportView): Written => JSON.parse(text) as Written;

function entitiesIn({ text }: GraphExportView): FollowTheMoneyEntity[] {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as FollowTheMoneyEntity);
}

/** The values of a GraphML document by the names of their columns, element by element; throws when it is not XML. */
function elementsIn({ text }: GraphExportView): { of: string; values: Record<string, string> }[] {
  const names = new Map<string, string>();
  const elements: { of: string; values: Record<string, string> }[] = [];
  let column: string | undefined;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'key') names.set(attributes['id'] ?? '', attributes['attr.name'] ?? '');
    if (['graph', 'node', 'edge'].includes(name)) elements.push({ of: name, values: {} });
    column = name === 'data' ? names.get(attributes['key'] ?? '') : undefined;
  });
  parser.on('text', (found) => {
    if (column !== undefined) elements.at(-1)!.values[column] = found;
  });
  parser.on('closetag', () => (column = undefined));
  parser.write(text).close();
  return elements;
}

describe('a case as a file', () => {
  it('has in JSON what caseGraph answers, and the records of each fact', async () => {
    const store = await told();
    const questions = graphQuestions({ graph: store, placeOf: async () => ({}) });
    const subjects = [AMBER, BASIL].map(ref);
    const answer = await questions.caseGraph(OFFICER, { subjects, longest: 4, limit: 200 });
    const { nodes, relationships, ...rest } = parsed(await exported([AMBER, BASIL], { store }));
    expect(rest).toEqual({
      ...{ format: 'guanlian-subgraph/1', truncated: false, hubs: [], unconnected: [] },
      subjects: [AMBER, BASIL],
    });
    expect(nodes.map(({ id }) => id)).toEqual(
      [...answer.subjects, ...answer.between].map(({ label, key }) => `${label}:${key}`),
    );
    expect(relationships.map(({ type, from, to }) => ({ type, from, to }))).toEqual(
      answer.relationships,
    );
    expect(nodes.map(({ recordIds }) => recordIds)).toEqual([
      ['r-amber'],
      ['r-basil'],
      ['r-amber', 'r-basil'],
    ]);
    expect(relationships.map(({ recordIds }) => recordIds)).toEqual([['r-amber'], ['r-basil']]);
  });

  it('says in GraphML which are its subjects, and whether it is whole', async () => {
    const whole = elementsIn(await exported([AMBER, BASIL], { format: 'graphml' }));
    expect(whole.map(({ of, values }) => [of, values['_key'], values['_subject']])).toEqual([
      ['graph', undefined, undefined],
      ['node', 'amber', 'true'],
      ['node', 'basil', 'true'],
      ['node', 'ida', 'false'],
      ['edge', undefined, undefined],
      ['edge', undefined, undefined],
    ]);
    expect(whole[0]?.values['_truncated']).toBe('false');
    expect(whole.slice(1).every(({ values }) => values['_records'] !== '')).toBe(true);
    const cut = elementsIn(await exported([AMBER, BASIL], { format: 'graphml', limit: 2 }));
    expect(cut[0]?.values['_truncated']).toBe('true');
  });

  it('keeps to the model of FollowTheMoney, the subjects first', async () => {
    const entities = entitiesIn(await exported([BASIL, AMBER], { format: 'ftm' }));
    expect(wrong(entities)).toEqual([]);
    expect(entities.map(({ schema, records }) => [schema, records])).toEqual([
      ['Company', ['r-basil']],
      ['Company', ['r-amber']],
      ['Person', ['r-amber', 'r-basil']],
      ['Directorship', ['r-amber']],
      ['Directorship', ['r-basil']],
    ]);
  });

  it.each(FORMATS)('tells with %s that it was cut, and never cuts a subject', async (format) => {
    const cut = await exported([AMBER, BASIL, 'Company:cedar'], { format, limit: 1 });
    expect(cut.truncated).toBe(true);
    for (const key of ['Amber', 'Basil', 'Cedar']) expect(cut.text).toContain(key);
    expect(cut.text).not.toContain('Lund');
  });

  it.each(FORMATS)('tells with %s which subjects nothing connects', async (format) => {
    const { findings } = await exported([AMBER, 'Company:cedar', BASIL], { format });
    expect(findings).toMatchObject([{ code: 'GRAPH_EXPORT_UNCONNECTED', value: '2' }]);
    expect(findings[0]?.message).toBe(
      'nothing connects within 4 relationships: Company:amber and Company:cedar, Company:cedar and Company:basil',
    );
  });

  it('keeps the pairs and the hubs in JSON, which has a place for them', async () => {
    const crowd = Array.from({ length: 260 }, (_, i) =>
      link(`Company:t${i}`, 'HAS_ADDRESS', 'Address:park'),
    );
    const store = await told([
      record('r-park', 5, {
        relationships: [
          link('Company:cedar', 'HAS_ADDRESS', 'Address:park'),
          link('Consignment:far', 'CONSIGNED_TO', 'Company:t7'),
          ...crowd,
        ],
      }),
    ]);
    const { unconnected, hubs, truncated } = parsed(
      await exported(['Company:cedar', 'Consignment:far'], { store }),
    );
    expect(unconnected).toEqual([['Company:cedar', 'Consignment:far']]);
    expect([truncated, hubs.map(({ id }) => id)]).toEqual([true, ['Address:park']]);
  });

  it('names 25 records of one fact at most, the first on the ledger, and says so', async () => {
    const again = Array.from({ length: 30 }, (_, i) =>
      record(`again-${String(i).padStart(2, '0')}`, 50 - i, {
        relationships: [link('Person:ida', 'DIRECTOR_OF', AMBER)],
      }),
    );
    const file = await exported([AMBER, BASIL], { store: await told(again) });
    const amber = parsed(file).nodes[0]!.recordIds;
    expect(amber).toHaveLength(25);
    expect([amber.includes('r-amber'), amber.includes('again-29'), amber.at(0)]).toEqual([
      ...[true, true, 'again-06'],
    ]);
    expect(amber).toEqual([...amber].sort());
    // Both ends of the directorship and itself.
    expect(file.findings).toMatchObject([{ code: 'GRAPH_EXPORT_RECORDS_CUT', value: '3' }]);
  });
});

describe('a case as a file for a user without personal:read', () => {
  const subjects = [AMBER, 'Person:ida', 'Flight:F1'];

  it.each(FORMATS)('has people in %s as keys, without bookings', async (format) => {
    const seen = await exported(subjects, { format });
    const veiled = await exported(subjects, { format, caller: OPERATOR });
    for (const personal of ['Lund, Ida', 'AB12']) {
      expect(seen.text).toContain(personal);
      expect(veiled.text).not.toContain(personal);
    }
    expect(veiled.text).toContain('Amber Orchards');
  });

  it('shows neither that a container was inspected nor the record of the inspection', async () => {
    const inspected = ['Container:box', 'Inspection:i1', 'Consignment:one'];
    const seen = parsed(await exported(inspected));
    expect(seen.relationships.map(({ type }) => type)).toEqual(['CARRIED_IN', 'INSPECTED']);
    expect(seen.nodes[0]?.recordIds).toEqual(['i1', 'r-amber', 'r-basil']);
    const veiled = parsed(await exported(inspected, { caller: OPERATOR }));
    expect(veiled.relationships.map(({ type }) => type)).toEqual(['CARRIED_IN']);
    expect(veiled.nodes[0]?.recordIds).toEqual(['r-amber', 'r-basil']);
    expect(veiled.unconnected).toEqual([
      ['Container:box', 'Inspection:i1'],
      ['Inspection:i1', 'Consignment:one'],
    ]);
  });
});

describe('a case that cannot be written', () => {
  it('is refused with the names of those that the graph does not have', async () => {
    const outcome = await asked([AMBER, 'Company:nobody', 'Wizard:merlin']);
    expect(refusedWith(outcome)).toBe('NOT_FOUND');
    expect(outcome).toMatchObject({
      refusal: { message: 'the graph does not have Company:nobody, Wizard:merlin' },
    });
  });

  it.each([
    [0, 'INVALID_INPUT'],
    [21, 'LIMIT_EXCEEDED'],
  ])('is refused with %i subjects: %s', async (length, code) => {
    const outcome = await asked(Array.from({ length }, (_, i) => `Company:c${i}`));
    expect(refusedWith(outcome)).toBe(code);
    expect(outcome).toMatchObject({
      refusal: { message: `a case has 1 to 20 \`subjects\`, not ${length}` },
    });
  });

  it('is no file for whoever has gone meanwhile', async () => {
    const question = { subjects: [AMBER, BASIL].map(ref), longest: 4, limit: 9 };
    const signal = AbortSignal.abort(new Error('gone'));
    const asking = exportCase(await told(), OFFICER, { ...question, format: 'json', signal });
    await expect(asking).rejects.toThrow('gone');
  });
});
