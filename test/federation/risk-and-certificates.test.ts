import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CertificateView } from '../../gateway/application.js';
import { parseTrustList, verifyCertificate } from '../../gateway/certification/index.js';
import { demoApplication } from '../../gateway/demo/application-form.js';
import type { Node } from '../../gateway/node.js';
import { callerOf, granted, refusedWith, runFederation } from './running-federation.js';
import type { RunningFederation } from './running-federation.js';

const NORTH = 'NorthCustomsMSP';
const PAGE = { first: 100 };

describe('a seeded federation', () => {
  let running: RunningFederation;
  let north: Node;
  const risk = callerOf(NORTH, 'risk-officer');
  const clerk = callerOf(NORTH, 'enterprise');
  const certifier = callerOf(NORTH, 'certificate-officer');

  beforeAll(async () => {
    running = await runFederation({ seed: true });
    north = running.federation.node('north');
    await north.settled();
  });
  afterAll(async () => running[Symbol.asyncDispose]());

  describe('detects', () => {
    test('the planted shell ring, and not the tenants of the logistics park', async () => {
      const { items } = await north.application.alerts(risk, PAGE, { typology: 'shell-ring' });
      expect(items).toHaveLength(1);
      const names = items[0]!.node.members.map((member) => member.name).sort();
      expect(names).toEqual([
        'JASMINE GOODS',
        'LILAC WHOLESALE',
        'ORCHID GENERAL IMPORT',
        'PEONY SUPPLY',
      ]);
      expect(items[0]!.node.witnesses.length).toBeGreaterThan(0);
      expect(items[0]!.node.recordIds.length).toBeGreaterThanOrEqual(4);
    });

    test('the three who always fly together, and not the tour group', async () => {
      const { items } = await north.application.alerts(risk, PAGE, {
        typology: 'repeated-co-travellers',
      });
      expect(items).toHaveLength(1);
      expect(items[0]!.node.members).toHaveLength(3);
    });

    test('declarations in risky lanes, with the model’s digest and contributions', async () => {
      const { items } = await north.application.alerts(risk, PAGE, {
        typology: 'declaration-risk',
      });
      expect(items).toHaveLength(4);
      for (const { node } of items) {
        expect(node.modelDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
        expect(node.contributions.length).toBeGreaterThan(0);
        expect(node.reasons.length).toBeGreaterThan(1);
      }
    });

    test('a declaration that lacks features is not scored, and says which', async () => {
      const { items } = await north.application.records(risk, PAGE, { kind: 'declaration' });
      const outcomes = await Promise.all(
        items.map(({ node }) => north.application.scores(risk, node.id)),
      );
      const scores = outcomes.flatMap((outcome) => granted(outcome));
      const unscored = scores.filter((score) => score.kind === 'NOT_SCORABLE');
      expect(scores).toHaveLength(16);
      expect(unscored).toHaveLength(1);
      expect(unscored[0]!.missing).toContain('additionalInformation[KCS:ProcessType].code');
    });

    test('alerts arrive on the stream after the backlog, and resume after a cursor', async () => {
      // Alerts about a part of a network, superseded since, are on the stream too: at least these six.
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const { cursor } of north.application.alertStream(risk, { signal: stop.signal })) {
        seen.push(cursor);
        if (seen.length === 6) stop.abort();
      }
      const resumed = new AbortController();
      const rest: string[] = [];
      for await (const { cursor } of north.application.alertStream(risk, {
        after: seen[3]!,
        signal: resumed.signal,
      })) {
        rest.push(cursor);
        if (rest.length === 2) resumed.abort();
      }
      expect(rest).toEqual(seen.slice(4, 6));
    });
  });

  test('the rebuilt graph has the same digest', async () => {
    const before = await north.application.graphDigest(risk);
    const rebuilt = granted(await north.application.rebuildGraph(risk));
    expect(rebuilt.digest).toBe(before);
    expect(granted(await north.application.verifyGraph(risk)).equal).toBe(true);
  });

  test('nodes see different graphs: each only what it may see', async () => {
    const [south, coop] = ['south', 'coop'].map((name) => running.federation.node(name));
    const labels = async (node: Node | undefined, text: string): Promise<number> =>
      (await node!.application.searchEntities(risk, text, 10)).length;
    expect(await labels(north, 'ORCHID GENERAL IMPORT')).toBeGreaterThan(0);
    expect(await labels(south, 'ORCHID GENERAL IMPORT')).toBe(0);
    expect(await labels(coop, 'ORCHID GENERAL IMPORT')).toBe(0);
  });

  describe('certifies', () => {
    let certificate: CertificateView;
    const verify = async (
      document: string,
      now = Date.now(),
    ): Promise<{ outcome: string; code: string }> => {
      const trust = parseTrustList(await running.federation.node('south').application.trustList());
      const { outcome, code } = verifyCertificate(document, trust, { now });
      return { outcome, code };
    };

    test('an application in order is issued at once', async () => {
      const outdated = await running.federation.node('south').application.trustList();
      certificate = granted(
        await north.application.applyForCertificate(clerk, demoApplication(Date.now())),
      );
      expect(certificate).toMatchObject({ state: 'issued', anchored: false });
      expect(certificate.checks.every((check) => check.result === 'pass')).toBe(true);
      const old = parseTrustList(outdated);
      const early = verifyCertificate(certificate.jws!, old, { now: Date.now() });
      expect(early).toMatchObject({ outcome: 'NOT_YET_ANCHORED', code: 'NOT_YET_ANCHORED' });
    });

    test('is anchored, and valid with a trust list of another node', async () => {
      await north.settled();
      await running.federation.node('south').settled();
      certificate = (await north.application.certificate(clerk, certificate.id))!;
      expect(certificate.anchored).toBe(true);
      expect(await verify(certificate.bundle!)).toEqual({ outcome: 'VALID', code: 'VALID' });
      expect(await verify(certificate.jws!)).toEqual({
        outcome: 'CANNOT_CHECK',
        code: 'PROOF_MISSING',
      });
    });

    test('a changed byte is invalid, an expired or unknown status is not called valid', async () => {
      const bundle = JSON.parse(certificate.bundle!) as { jws: string };
      const [head, body, signature] = bundle.jws.split('.') as [string, string, string];
      const payload = Buffer.from(body, 'base64url').toString().replace('1200', '1300');
      const forged = [head, Buffer.from(payload).toString('base64url'), signature].join('.');
      expect(await verify(forged)).toEqual({ outcome: 'INVALID', code: 'SIGNATURE_INVALID' });
      const year = Date.now() + 365 * 86_400_000;
      expect((await verify(certificate.bundle!, year)).code).toBe('TRUST_LIST_EXPIRED');
      expect((await verify('not a certificate')).code).toBe('DOCUMENT_UNREADABLE');
    });

    test.each([
      ['an unregistered producer', { producerRegistration: 'ZZ-1' }, 'producer-registration'],
      [
        'packages that do not add up',
        { totals: { packages: 1, netMass: { value: '9600.0', unitCode: 'KGM' } } },
        'package-sum',
      ],
      [
        'masses that do not add up',
        { totals: { packages: 1200, netMass: { value: '9600.1', unitCode: 'KGM' } } },
        'mass-sum',
      ],
      ['no inspection', { inspections: [] }, 'inspection-conform'],
      [
        'a treatment outside its dosage',
        { treatments: [{ type: 'cold', temperature: '9' }] },
        'treatment-dosage',
      ],
      ['a missing treatment', { treatments: [] }, 'treatment-required'],
      ['a wrong container number', { equipmentIds: ['CSQU3054384'] }, 'containers'],
    ])('%s is rejected by its rule', async (_name, change, rule) => {
      const application = { ...demoApplication(Date.now()), ...change };
      const view = granted(await north.application.applyForCertificate(clerk, application));
      expect(view.state).toBe('rejected');
      expect(
        view.checks.filter((check) => check.result === 'reject').map((check) => check.rule),
      ).toContain(rule);
      expect(view.jws).toBeUndefined();
    });

    test('a doubtful one waits for an officer, whose reason is kept', async () => {
      const application = demoApplication(Date.now());
      const items = application.items.flatMap((item) => [item, item]);
      const totals = { packages: 2400, netMass: { value: '19200', unitCode: 'KGM' } };
      const waiting = granted(
        await north.application.applyForCertificate(clerk, { ...application, items, totals }),
      );
      expect(waiting.state).toBe('manual-review');
      const empty = await north.application.decideCertificate(certifier, waiting.id, {
        approve: true,
        reason: ' ',
      });
      expect(refusedWith(empty)).toBe('INVALID_INPUT');
      const decision = { approve: true, reason: 'both pallets are of one lot' };
      const issued = granted(
        await north.application.decideCertificate(certifier, waiting.id, decision),
      );
      expect(issued.state).toBe('issued');
      expect(issued.checks.at(-1)).toMatchObject({ rule: 'officer', message: decision.reason });
      const again = await north.application.decideCertificate(certifier, waiting.id, decision);
      expect(refusedWith(again)).toBe('STATUS_TRANSITION');
    });

    test('suspended, reinstated, revoked for good', async () => {
      const set = (status: 'suspended' | 'issued' | 'revoked') =>
        north.application.setCertificateStatus(certifier, certificate.id, {
          status,
          reason: 'non-compliance-found',
        });
      granted(await set('suspended'));
      await running.federation.node('south').settled();
      expect(await verify(certificate.bundle!)).toEqual({ outcome: 'INVALID', code: 'SUSPENDED' });
      granted(await set('issued'));
      await running.federation.node('south').settled();
      expect(await verify(certificate.bundle!)).toEqual({ outcome: 'VALID', code: 'VALID' });
      granted(await set('revoked'));
      await running.federation.node('south').settled();
      expect(await verify(certificate.bundle!)).toEqual({ outcome: 'INVALID', code: 'REVOKED' });
      expect(refusedWith(await set('issued'))).toBe('STATUS_TRANSITION');
    });

    test('another enterprise does not see it', async () => {
      const other = { ...clerk, subject: 'another-clerk' };
      expect(await north.application.certificate(other, certificate.id)).toBeUndefined();
      expect((await north.application.certificates(other, PAGE)).totalCount).toBe(0);
      expect((await north.application.certificates(clerk, PAGE)).totalCount).toBeGreaterThan(0);
    });

    test('an organisation without the role issues nothing', async () => {
      const trader = running.federation.node('trader');
      const outcome = await trader.application.applyForCertificate(
        clerk,
        demoApplication(Date.now()),
      );
      expect(refusedWith(outcome)).toBe('ROLE_MISSING');
    });
  });
});

describe('a restart', () => {
  test('finds records, alerts, certificates and the graph again', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'guanlian-restart-'));
    const caller = callerOf(NORTH, 'risk-officer');
    const state = async (node: Node): Promise<unknown> => ({
      records: (await node.application.records(caller, PAGE)).items.map((item) => item.node),
      alerts: (await node.application.alerts(caller, PAGE)).items.map((item) => item.node.id),
      certificates: (await node.application.certificates(caller, PAGE)).items.map(
        (item) => item.node.number,
      ),
      digest: await node.application.graphDigest(caller),
    });
    const first = await runFederation({ dir, seed: true });
    await first.federation.node('north').settled();
    const before = await state(first.federation.node('north'));
    await first[Symbol.asyncDispose]();
    const second = await runFederation({ dir, seed: true });
    expect(await state(second.federation.node('north'))).toEqual(before);
    await second[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });
});
