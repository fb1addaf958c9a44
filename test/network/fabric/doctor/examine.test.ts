/** The doctor goes on when a check fails or hangs; checks of one machine on made-up folders. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueMaterial } from '../../../../network/fabric/crypto-material.js';
import { describeNetwork } from '../../../../network/fabric/description.js';
import {
  checkCertificates,
  checkMspFolders,
} from '../../../../network/fabric/doctor/check-identity.js';
import { checkDisk } from '../../../../network/fabric/doctor/check-machine.js';
import { checkPrivateDataSettings } from '../../../../network/fabric/doctor/check-settings.js';
import { examine } from '../../../../network/fabric/doctor/examine.js';
import { reporterOf } from '../../../../network/fabric/doctor/finding.js';
import type { Subject } from '../../../../network/fabric/doctor/subject.js';
import { layoutOf } from '../../../../network/fabric/layout.js';
import { peerConfiguration } from '../../../../network/fabric/node-configuration.js';

const DAY_MS = 86_400_000;
let dir: string;
let subject: Subject;
const at = (now: number): Subject => ({ ...subject, clock: { now: () => now } });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-doctor-'));
  const organisations = ['AMSP', 'BMSP'].map((mspId) => ({ mspId, name: mspId.toLowerCase() }));
  const description = await describeNetwork({ dir, organisations, firstPort: 0 });
  const layout = layoutOf(dir);
  const clock = { now: () => Date.now() };
  for (const one of description.organisations) {
    const { mspId } = one;
    const isOrderer = description.orderers.includes(mspId);
    const folder = layout.organisation(mspId);
    await issueMaterial({ organisations: layout.organisations, folder, mspId, isOrderer, clock });
    await writeFile(join(folder.peer, 'core.yaml'), peerConfiguration(layout, one));
  }
  subject = { clock, members: [], local: { description, layout }, folders: [dir] };
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('an examination', () => {
  const { ok } = reporterOf('good');

  test('goes on when one check fails and another hangs, and says which', async () => {
    const findings = await examine(
      subject,
      {
        broken: async () => Promise.reject(new Error('it fell over')),
        hanging: () => new Promise(() => undefined),
        good: async () => [ok('here', 'well')],
      },
      50,
    );
    expect(findings.map(({ check, level, what }) => [check, level, what])).toEqual([
      ['broken', 'error', 'it fell over'],
      ['hanging', 'error', 'no answer within 0.05 s'],
      ['good', 'ok', 'well'],
    ]);
    for (const { level, why, repair } of findings) {
      if (level !== 'ok')
        expect([why, repair].every((text) => (text ?? '').length > 10)).toBe(true);
    }
  });
});

describe('certificates', () => {
  test('are well when new, warned of in their last month, wrong when they ended or have not begun', async () => {
    const levels = async (now: number): Promise<Set<string>> =>
      new Set(
        (await checkCertificates(at(now))).map(
          ({ where, level }) => `${where.split(' ')[0]} ${level}`,
        ),
      );
    expect(await levels(Date.now())).toEqual(new Set(['authority ok', 'TLS ok']));
    expect(await levels(Date.now() + 350 * DAY_MS)).toEqual(
      new Set(['authority ok', 'TLS ok', 'TLS warning']),
    );
    expect(await levels(Date.now() + 400 * DAY_MS)).toContain('TLS error');
    expect(await levels(Date.now() - 2 * DAY_MS)).toEqual(
      new Set(['authority error', 'TLS error']),
    );
  });

  test('that are missing are named by file', async () => {
    const file = join(layoutOf(dir).organisation('AMSP').peer, 'tls', 'server.pem');
    const pem = await readFile(file);
    await rm(file);
    const findings = await checkCertificates(at(Date.now()));
    expect(findings.find(({ level }) => level === 'error')?.what).toBe(`${file} cannot be read`);
    await writeFile(file, pem);
  });
});

describe('an MSP folder', () => {
  const peerMsp = (mspId: string): string => join(layoutOf(dir).organisation(mspId).peer, 'msp');
  const broken = async (): Promise<(string | undefined)[]> =>
    (await checkMspFolders(subject))
      .filter(({ level }) => level === 'error')
      .map(({ what }) => what);

  test('is well as it was made', async () => {
    expect(await broken()).toEqual([]);
  });

  test.each([
    ['the key of another node', 'keystore/key.pem', 'the key is not that of the certificate'],
    [
      'the authority of another organisation',
      'cacerts/ca.pem',
      'the certificate is not from the authority in cacerts',
    ],
  ])('with %s is wrong', async (_, file, what) => {
    const path = join(peerMsp('AMSP'), file);
    const before = await readFile(path);
    await writeFile(path, await readFile(join(peerMsp('BMSP'), file)));
    expect(await broken()).toEqual([what]);
    await writeFile(path, before);
  });

  test('without node OUs, or with a part missing, is wrong', async () => {
    const path = join(peerMsp('AMSP'), 'config.yaml');
    const before = await readFile(path);
    await writeFile(path, '{}');
    expect(await broken()).toEqual(['config.yaml does not switch node OUs on']);
    await rm(path);
    expect((await broken())[0]).toMatch(/no such file/);
    await writeFile(path, before);
  });
});

describe('settings and disk', () => {
  test('the two private data settings are found, and their absence too', async () => {
    const file = join(layoutOf(dir).organisation('BMSP').peer, 'core.yaml');
    const text = await readFile(file, 'utf8');
    expect((await checkPrivateDataSettings(subject)).map(({ level }) => level)).toEqual([
      'ok',
      'ok',
    ]);
    await writeFile(
      file,
      text
        .replace('Threshold": "2s"', 'Threshold": "60s"')
        .replace('DuringCommit": true', 'DuringCommit": false'),
    );
    const [, finding] = await checkPrivateDataSettings(subject);
    expect(finding).toMatchObject({
      level: 'error',
      what: 'skipPullingInvalidTransactionsDuringCommit is not true, pullRetryThreshold is 60 s',
    });
    await writeFile(file, text);
  });

  test('the disk of a folder that is not made yet is that of the one above', async () => {
    await mkdir(join(dir, 'more'), { recursive: true });
    const [there] = await checkDisk({ ...subject, folders: [join(dir, 'more')] });
    const [later] = await checkDisk({ ...subject, folders: [join(dir, 'not', 'yet')] });
    expect(later?.level).toBe(there?.level);
    expect(later?.what).toMatch(/^\d+\.\d GB free$/);
  });
});
