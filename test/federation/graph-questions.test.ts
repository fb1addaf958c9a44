/** Questions over the graphs of a seeded federation: answered with their records, and no further than records show. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../gateway/application.js';
import { isPersonal } from '../../gateway/application/veil.js';
import type { Node } from '../../gateway/node.js';
import { callerOf, runFederation } from './running-federation.js';
import type { RunningFederation } from './running-federation.js';

const NORTH = 'NorthCustomsMSP';
const AIR = 'MeridianAirMSP';
const PAGE = { first: 50 };

describe('the graph of a seeded federation', () => {
  let running: RunningFederation;
  let north: Node;
  const officer = callerOf(NORTH, 'risk-officer');
  const operator = callerOf(NORTH, 'operator');

  beforeAll(async () => {
    running = await runFederation({ seed: true });
    north = running.federation.node('north');
    await Promise.all(running.federation.nodes.map((node) => node.settled()));
  });
  afterAll(async () => running[Symbol.asyncDispose]());

  /** The company of this name that a house waybill names, with its country; an invoice knows it by name alone. */
  const company = async (name: string): Promise<{ label: string; key: string }> => {
    const found = await north.application.searchEntities(officer, name, 9);
    const consignee = found.filter(({ properties }) => properties['countryCode'] === 'XA');
    expect(consignee).toMatchObject([{ label: 'Company' }]);
    return { label: 'Company', key: consignee[0]!.key };
  };
  /** Somebody whom the co-traveller alert names. */
  const traveller = async (): Promise<{ label: string; key: string; name: string }> => {
    const alerts = await north.application.alerts(officer, PAGE, {
      typology: 'repeated-co-travellers',
    });
    const { label, key, name } = alerts.items[0]!.node.members[0]!;
    return { label, key, name: name! };
  };

  test('connects two of the planted ring, each step with records that this user can open', async () => {
    const { questions } = north.application;
    const [from, to] = [await company('ORCHID GENERAL IMPORT'), await company('LILAC WHOLESALE')];
    const found = await questions.connections(officer, { from, to, paths: 3, longest: 4 });
    const steps = found!.paths[0]!.steps.flat();
    expect(steps.length).toBeGreaterThan(1);
    for (const { total, records } of await questions.sources(officer, steps, 9)) {
      expect(total).toBeGreaterThan(0);
      for (const { recordId } of records)
        expect(await north.application.record(officer, recordId)).toMatchObject({ id: recordId });
    }
  });

  test('puts the ring before the tenants of the logistics park', async () => {
    const ref = await company('ORCHID GENERAL IMPORT');
    const found = await north.application.questions.shares(officer, { ref, page: PAGE });
    const names = found!.page.items.map(({ node }) => node.sharer.name);
    expect(names.slice(0, 3).sort()).toEqual(['JASMINE GOODS', 'LILAC WHOLESALE', 'PEONY SUPPLY']);
  });

  const everything = async (
    caller: Caller,
    who: { readonly label: string; readonly key: string; readonly name: string },
  ): Promise<string> => {
    const { questions } = north.application;
    const ref = { label: who.label, key: who.key };
    return JSON.stringify([
      await north.application.entity(caller, ref),
      await north.application.searchEntities(caller, who.name, 9),
      await questions.picture(caller, { ref, hops: 2, limit: 200 }),
      await questions.shares(caller, { ref, page: PAGE }),
      await questions.timeline(caller, { ref, page: PAGE }),
      await questions.caseGraph(caller, { subjects: [ref], longest: 2, limit: 50 }),
    ]);
  };

  test('shows no traveller’s name to a user who does not see it in the record', async () => {
    const who = await traveller();
    expect(await everything(officer, who)).toContain(who.name);
    const seen = await everything(operator, who);
    expect(seen).not.toContain(who.name);
    expect(await north.application.searchEntities(operator, who.name, 9)).toEqual([]);
    expect(await north.application.entity(operator, who)).toEqual({
      ...{ label: who.label, key: who.key, properties: {}, masked: true },
    });
  });

  test('tells what else is known of a relationship, a booking only to a user who sees it in the record', async () => {
    const { questions } = north.application;
    const ref = await traveller();
    const page = await questions.relationships(officer, { ref, types: ['FLEW_ON'], page: PAGE });
    const flown = page!.items.map(({ node }) => node);
    const [known] = await questions.properties(officer, flown);
    expect(known).toMatchObject({ booking: expect.stringMatching(/^[A-Z0-9]{5,6}$/) as unknown });
    expect(await questions.properties(operator, flown)).toEqual(flown.map(() => ({})));
  });

  test('named travellers in alerts to that user; now neither the list nor the stream does', async () => {
    const typology = 'repeated-co-travellers';
    const { items } = await north.application.alerts(officer, PAGE, { typology });
    const names = items.flatMap(({ node }) => node.members.map(({ name }) => name!));
    expect(names).toHaveLength(3);
    const listed = await north.application.alerts(operator, PAGE);
    const stop = new AbortController();
    const streamed: unknown[] = [];
    const kinds = new Set<string>();
    for await (const { node } of north.application.alertStream(operator, { signal: stop.signal })) {
      streamed.push(node);
      kinds.add(node.typology);
      if (kinds.has(typology) && kinds.has('shell-ring')) stop.abort();
    }
    for (const seen of [JSON.stringify(listed), JSON.stringify(streamed)]) {
      expect(seen).toContain(items[0]!.node.members[0]!.key);
      expect(seen).toContain('ORCHID GENERAL IMPORT');
      for (const name of names) expect(seen).not.toContain(name);
      expect(seen).not.toContain('booking":');
    }
  });

  test('gave that user fewer answers where people matched, so that names could be tried', async () => {
    const found = await north.application.searchEntities(officer, 'a', 20);
    expect(found.filter(isPersonal).length).toBeGreaterThan(0);
    const shown = await north.application.searchEntities(operator, 'a', 20);
    expect(shown).toHaveLength(20);
    expect(shown.filter(isPersonal)).toEqual([]);
    const most = await north.application.searchEntities(operator, 'a', 100);
    expect(most.slice(0, 20)).toEqual(shown);
  });

  test('gives a member nothing about what no record of its own and no release told it', async () => {
    const ref = await company('ORCHID GENERAL IMPORT');
    for (const other of ['south', 'coop']) {
      const { questions } = running.federation.node(other).application;
      expect(await questions.picture(officer, { ref, hops: 1, limit: 9 })).toBeUndefined();
      expect(await questions.shares(officer, { ref, page: PAGE })).toBeUndefined();
      expect(await questions.relationships(officer, { ref, page: PAGE })).toBeUndefined();
      const found = await questions.caseGraph(officer, { subjects: [ref], longest: 2, limit: 9 });
      expect(found).toMatchObject({ subjects: [], unknown: [`Company:${ref.key}`] });
    }
  });

  test('forgets a fact with the last record that stated it, though another member held that record', async () => {
    const { questions } = north.application;
    const ref = await company('JASMINE GOODS');
    const [before] = await questions.sources(officer, [ref], 50);
    expect(before!.total).toBeGreaterThan(0);
    const holder = running.federation.node('airline').application;
    for (const { recordId, owner } of before!.records) {
      expect(owner).toBe(AIR);
      expect(await questions.picture(officer, { ref, hops: 1, limit: 9 })).toBeDefined();
      const purged = await holder.purge(callerOf(AIR, 'data-officer'), recordId);
      expect(purged).toMatchObject({ ok: true });
    }
    await Promise.all(running.federation.nodes.map((node) => node.settled()));
    expect(await questions.picture(officer, { ref, hops: 1, limit: 9 })).toBeUndefined();
    expect(await questions.sources(officer, [ref], 9)).toEqual([{ total: 0, records: [] }]);
  });
});
