/** Own small messages, and the shared samples where they are. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Finding, RecordBody, RecordKind } from '../../../chaincode/index.js';
import type { ReadOptions, ReadOutcome } from '../../../gateway/formats/index.js';
import { readMessage } from '../../../gateway/formats/index.js';

export const RECEIVED = '2026-11-23T10:00:00Z';

const ROOT = join(import.meta.dirname, '../../..');
const SAMPLES = resolve(ROOT, process.env['GUANLIAN_SHARED'] ?? '../shared', 'samples');

export const hasSamples = existsSync(SAMPLES);
export const samplesFolder = SAMPLES;

/** Bytes of a fixture of our own. */
export function fixture(name: string): Buffer {
  return readFileSync(join(ROOT, 'test/fixtures/formats', name));
}

export function sample(path: string): Buffer {
  return readFileSync(join(SAMPLES, path));
}

export function read(bytes: Uint8Array | string, options: Partial<ReadOptions> = {}): ReadOutcome {
  const data = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
  return readMessage(data, { receivedAt: RECEIVED, ...options });
}

/** The body of the record at the place, of the kind expected. */
export function bodyOf<K extends RecordKind>(
  outcome: ReadOutcome,
  kind: K,
  index = 0,
): Extract<RecordBody, { kind: K }> {
  const body = outcome.records[index]?.body;
  if (body?.kind !== kind) throw new Error(`expected ${kind}, read ${body?.kind ?? 'nothing'}`);
  return body as Extract<RecordBody, { kind: K }>;
}

export function allFindings(outcome: ReadOutcome): readonly Finding[] {
  return [...outcome.findings, ...outcome.records.flatMap((record) => record.findings)];
}

export function codes(outcome: ReadOutcome): string[] {
  return allFindings(outcome).map(({ code }) => code);
}

export function finding(outcome: ReadOutcome, code: string): Finding {
  const found = allFindings(outcome).find((one) => one.code === code);
  if (!found) throw new Error(`no finding ${code} among ${codes(outcome).join(', ')}`);
  return found;
}

export function unreadTexts(outcome: ReadOutcome): string[] {
  return outcome.unread.map(({ path, text }) => `${path} ${text}`);
}
