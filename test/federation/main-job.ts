/**
 * The main job as one story, the same over every ledger: real messages in, agreed fields out, graph, alerts,
 * certificates. The file that runs it says on what.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CertificateView, RecordView } from '../../gateway/application.js';
import { parseTrustList, verifyCertificate } from '../../gateway/certification/index.js';
import { demoApplication } from '../../gateway/demo/application-form.js';
import type { Node } from '../../gateway/node.js';
import type { Ledger } from '../../network/index.js';
import { reached } from '../fabric/members-over-fabric.js';
import { ROOT, SHARED } from '../sources.js';
import { callerOf, granted, refusedWith } from './running-federation.js';
import type { RunningFederation } from './running-federation.js';

const [AIRLINE, NORTH, COOP] = ['MeridianAirMSP', 'NorthCustomsMSP', 'CooperationMSP'] as const;
const PAGE = { first: 100 };

interface Message {
  readonly file: string;
  readonly kind: 'passengerList' | 'manifest';
  readonly format: string;
}

const own = (file: string): string => join(ROOT, 'test/fixtures/formats', file);
const real = (file: string): string => join(SHARED, 'samples', file);
const WRITTEN: readonly Message[] = [
  { file: own('paxlst-crossing.edi'), kind: 'passengerList', format: 'PAXLST' },
  { file: own('waybill.xml'), kind: 'manifest', format: 'XFWB' },
];
const SAMPLES: readonly Message[] = [
  { file: real('paxlst/d02b-crew-8.txt'), kind: 'passengerList', format: 'PAXLST' },
  { file: real('paxlst/d02b-pax-47k.txt'), kind: 'passengerList', format: 'PAXLST' },
  { file: real('cargo-xml/888-11111111_XFWB.xml'), kind: 'manifest', format: 'XFWB' },
];

/** Samples that are on this machine, after a notice about those that are not. */
export function messages(): readonly Message[] {
  const present = SAMPLES.filter(({ file }) => existsSync(file));
  for (const { file } of SAMPLES) {
    if (!existsSync(file)) console.log(`skipped: no real sample at ${file}`);
  }
  return [...WRITTEN, ...present];
}

/** The story's tests, in order; `running` is seeded. */
export function mainJob(running: () => RunningFederation): void {
  const node = (name: string): Node => running().federation.node(name);
  const officer = callerOf(AIRLINE, 'data-officer', ['personal:read']);
  const risk = callerOf(NORTH, 'risk-officer');
  const clerk = { ...callerOf(NORTH, 'enterprise'), subject: 'main-job-clerk' };
  const all = messages().map(
    (message) => [message.format, basename(message.file), message] as const,
  );
  const ledgers = new Map<string, Promise<Ledger>>();
  const ledgerOf = (name: string): Promise<Ledger> => {
    const opened = ledgers.get(name) ?? running().federation.ledgerOf(name);
    ledgers.set(name, opened);
    return opened;
  };
  /** The peers of a network commit one after the other: waits until one has what another has, and its node too. */
  const caughtUp = async (name: string, other: string): Promise<void> => {
    const { height } = await (await ledgerOf(other)).info();
    await reached(await ledgerOf(name), height);
    await node(name).settled();
  };
  const shared: { message: Message; recordId: string; releaseId: string; seen: RecordView }[] = [];

  test.each(all)(
    'a %s (%s) becomes a record, and the recipient proves what it got',
    async (...row) => {
      const { file, ...message } = row[2];
      const bytes = await readFile(file);
      const outcome = await node('airline').application.ingest(officer, { bytes });
      const { records, format } = granted(outcome);
      expect(format).toBe(message.format);
      const recordId = records[0]!.id;
      const whole = await node('airline').application.record(officer, recordId);
      expect(whole).toMatchObject({ holding: 'owner', kind: message.kind });
      expect(granted(await node('airline').application.raw(officer, recordId))).toEqual(bytes);

      const share = { recordId, recipient: NORTH, purpose: 'risk-assessment' };
      const delivery = granted(await node('airline').application.share(officer, share));
      expect(delivery).toMatchObject({ state: 'delivered', recipient: NORTH });
      await caughtUp('north', 'airline');
      const seen = (await node('north').application.record(risk, recordId))!;
      expect(seen.holding).toBe('release');
      expect(seen.fields).toHaveLength(delivery.releasedFields);
      expect(seen.fields.every((field) => field.proved)).toBe(true);
      expect(seen.withheld.map(({ reason }) => reason)).toEqual(
        Array.from({ length: delivery.withheldFields }, () => 'NOT_IN_AGREEMENT'),
      );
      shared.push({ message: { file, ...message }, recordId, releaseId: delivery.id, seen });
    },
  );

  test('what was withheld never reached the recipient’s peer', async () => {
    const ledger = await ledgerOf('north');
    for (const { recordId, releaseId, seen } of shared) {
      const owner = await node('airline').application.record(officer, recordId);
      const held = await ledger.evaluate({ name: 'records:ReadRelease', args: [releaseId] });
      const release = JSON.parse(held.ok ? held.value : '{}') as {
        fields: { pointer: string; salt: string }[];
        withheld: { pointer: string }[];
      };
      const withheld = new Set(seen.withheld.map(({ pointer }) => pointer));
      expect(withheld.size).toBeGreaterThan(0);
      expect(owner!.fields.filter(({ pointer }) => withheld.has(pointer)).length).toBe(
        withheld.size,
      );
      expect(release.fields.filter(({ pointer }) => withheld.has(pointer))).toEqual([]);
      expect(release.withheld).toHaveLength(withheld.size);
      expect(JSON.stringify(release.withheld)).not.toContain('salt');
    }
  });

  test('who is not the recipient gets the envelope, and not a byte more from any peer', async () => {
    const stranger = await ledgerOf('coop');
    await caughtUp('coop', 'airline');
    for (const { recordId, releaseId } of shared) {
      const view = await node('coop').application.record(callerOf(COOP, 'partner'), recordId);
      expect(view).toMatchObject({ holding: 'envelope', body: null, fields: [] });
      const call = { name: 'records:ReadRelease', args: [releaseId] };
      const onOwnPeer = await stranger.evaluate(call);
      expect(onOwnPeer).toMatchObject({ ok: false, refusal: { code: 'NOT_FOUND' } });
      for (const endorsers of [[NORTH], [AIRLINE]]) {
        const onTheirs = await stranger.evaluate({ ...call, endorsers });
        expect(onTheirs).toMatchObject({ ok: false, refusal: { code: 'NOT_OWN_PEER' } });
      }
    }
  });

  test.each([
    ['one field more than agreed', { alsoRelease: ['/travellers/*/bags'] }, 'FIELD_NOT_AGREED'],
    ['a field that the record lacks', { alsoRelease: ['/travellers/*/nosuch'] }, 'INVALID_INPUT'],
    ['a recipient without agreement', { recipient: COOP }, 'AGREEMENT_MISSING'],
    ['a purpose outside the agreement', { purpose: 'health-protection' }, 'AGREEMENT_MISSING'],
  ])('%s is refused', async (_name, change, code) => {
    const { recordId } = shared[0]!;
    const share = { recordId, recipient: NORTH, purpose: 'border-security', ...change };
    expect(refusedWith(await node('airline').application.share(officer, share))).toBe(code);
  });

  test('the recipient’s graph holds what was released, and equals the ledger', async () => {
    const north = node('north').application;
    const people = shared.flatMap(({ seen }) =>
      seen.fields.filter(({ pointer }) => /^\/travellers\/0\/name\/surname$/.test(pointer)),
    );
    expect(people.length).toBeGreaterThan(0);
    for (const { value } of people) {
      const name = JSON.parse(value) as string;
      expect((await north.searchEntities(risk, name, 10)).length).toBeGreaterThan(0);
      const elsewhere = node('coop').application;
      expect(await elsewhere.searchEntities(risk, name, 10)).toEqual([]);
    }
    expect(granted(await north.verifyGraph(risk)).equal).toBe(true);
  });

  test.each([
    ['shell-ring', ['JASMINE GOODS', 'LILAC WHOLESALE', 'ORCHID GENERAL IMPORT', 'PEONY SUPPLY']],
    ['repeated-co-travellers', undefined],
    ['declaration-risk', undefined],
  ])('the seeded %s is detected, with its reasons', async (typology, names) => {
    const { items } = await node('north').application.alerts(risk, PAGE, { typology });
    expect(items.length).toBe(typology === 'declaration-risk' ? 4 : 1);
    const [{ node: alert }] = items as [(typeof items)[number]];
    expect(alert.reasons.length).toBeGreaterThan(1);
    if (names) expect(alert.members.map(({ name }) => name).sort()).toEqual(names);
  });

  let certificate: CertificateView;
  const verify = async (): Promise<{ outcome: string; code: string }> => {
    const trust = parseTrustList(await node('south').application.trustList());
    const { outcome, code } = verifyCertificate(certificate.bundle!, trust, { now: Date.now() });
    return { outcome, code };
  };

  test('a certificate is issued, anchored, and valid offline with another node’s trust list', async () => {
    const north = node('north');
    certificate = granted(
      await north.application.applyForCertificate(clerk, demoApplication(Date.now())),
    );
    expect(certificate).toMatchObject({ state: 'issued' });
    await north.settled();
    await caughtUp('south', 'north');
    certificate = (await north.application.certificate(clerk, certificate.id))!;
    expect(certificate.anchored).toBe(true);
    expect(await verify()).toEqual({ outcome: 'VALID', code: 'VALID' });
  });

  test('a revoked one is invalid everywhere, for good', async () => {
    const set = (status: 'revoked' | 'issued') =>
      node('north').application.setCertificateStatus(
        callerOf(NORTH, 'certificate-officer'),
        certificate.id,
        { status, reason: 'non-compliance-found' },
      );
    granted(await set('revoked'));
    await caughtUp('south', 'north');
    expect(await verify()).toEqual({ outcome: 'INVALID', code: 'REVOKED' });
    expect(refusedWith(await set('issued'))).toBe('STATUS_TRANSITION');
  });

  test('a purge removes the released copy from the recipient’s peer, and keeps the receipt', async () => {
    const { recordId, releaseId, seen } = shared[0]!;
    const purged = granted(await node('airline').application.purge(officer, recordId));
    expect(purged.status).toBe('purged');
    await caughtUp('north', 'airline');
    const ledger = await ledgerOf('north');
    const held = await ledger.evaluate({ name: 'records:ReadRelease', args: [releaseId] });
    expect(held.ok).toBe(false);
    const view = await node('north').application.record(risk, recordId);
    expect(view).toMatchObject({ holding: 'envelope', body: null, status: 'purged' });
    expect(view?.envelope.root).toBe(seen.envelope.root);
  });
}

/** What a node knows, to compare after a restart. */
export async function stateOf(node: Node): Promise<unknown> {
  const caller = callerOf(node.config.mspId, 'risk-officer');
  const { application } = node;
  const [records, alerts, certificates] = [
    await application.records(caller, PAGE),
    await application.alerts(caller, PAGE),
    await application.certificates(caller, PAGE),
  ];
  return {
    records: records.items.map((item) => item.node),
    alerts: alerts.items.map((item) => item.node.id),
    certificates: certificates.items.map((item) => [item.node.number, item.node.state]),
    digest: await application.graphDigest(caller),
  };
}
