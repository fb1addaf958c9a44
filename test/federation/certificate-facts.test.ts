/** Certificates in the graph of their issuer: known since they were anchored, with each status the ledger recorded. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoApplication } from '../../gateway/demo/application-form.js';
import type { Node } from '../../gateway/node.js';
import { callerOf, granted, runFederation } from './running-federation.js';
import type { RunningFederation } from './running-federation.js';

const NORTH = 'NorthCustomsMSP';

describe('a certificate in the graph of its issuer', () => {
  let running: RunningFederation;
  let north: Node;
  let key = '';
  const clerk = callerOf(NORTH, 'enterprise');
  const officer = callerOf(NORTH, 'certificate-officer');
  const analyst = callerOf(NORTH, 'risk-officer');

  beforeAll(async () => {
    running = await runFederation();
    north = running.federation.node('north');
  });
  afterAll(async () => running[Symbol.asyncDispose]());

  test('is known since its batch was anchored, and says each status since then', async () => {
    const { application } = north;
    const issued = granted(
      await application.applyForCertificate(clerk, demoApplication(Date.now())),
    );
    await north.settled();
    const found = await application.searchEntities(analyst, issued.number, 5);
    expect(found.map(({ label, properties }) => [label, properties['status']])).toEqual([
      ['Certificate', 'issued'],
    ]);
    key = found[0]?.key ?? '';
    const change = { status: 'revoked', reason: 'non-compliance-found' } as const;
    granted(await application.setCertificateStatus(officer, issued.id, change));
    await north.settled();
    const ref = { label: 'Certificate', key };
    const now = await application.entity(analyst, ref);
    expect(now?.properties['status']).toBe('revoked');
    const sources = await application.entitySources(analyst, { ...ref, history: true });
    expect(sources.map(({ properties }) => properties['status'])).toEqual(['issued', 'revoked']);
    const [first] = sources;
    expect(first?.recordId).toBe(`certificate:${issued.id}`);
    expect(first?.until).toEqual(sources[1]?.knownFrom);
    const { block = 0, tx = 0, time = '' } = first?.knownFrom ?? {};
    const then = await application.entity(analyst, { ...ref, knownAt: { block, tx } });
    expect(then?.properties['status']).toBe('issued');
    expect(await application.entity(analyst, { ...ref, knownAt: { time } })).toEqual(then);
    const before = { ...ref, knownAt: { block: block - 1 } };
    expect(await application.entity(analyst, before)).toBeUndefined();
  });

  test('comes out alike when the graph is rebuilt', async () => {
    const { application } = north;
    const digest = await application.graphDigest(analyst);
    expect(granted(await application.rebuildGraph(analyst)).digest).toBe(digest);
    expect(granted(await application.verifyGraph(analyst)).equal).toBe(true);
  });

  test('leaves digest and reason when its application is erased', async () => {
    const { application } = north;
    const { items } = await application.records(clerk, { first: 5 });
    const id = items[0]?.node.id ?? '';
    granted(await application.purge(officer, id));
    const [mark] = await application.purgedFacts(analyst);
    expect(mark).toMatchObject({ recordId: id, reason: 'record', owner: NORTH, revision: 1 });
    expect(mark?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(granted(await application.verifyGraph(analyst)).equal).toBe(true);
  });
});
