/** Certificates on the ledger: which status may follow which, and the shape of an anchored batch. */
import { describe, expect, it } from 'vitest';
import type { Anchor, CertificateStatus } from '../../chaincode/index.js';
import { anchorPayload, checkAnchor, checkTransition } from '../../chaincode/index.js';
import { codeOf, messageOf, newKeys, PROVIDER, signed } from './members.js';

const STATUSES: CertificateStatus[] = ['issued', 'suspended', 'revoked', 'replaced'];
const LEGAL = [
  'issued suspended',
  'issued revoked',
  'issued replaced',
  'suspended issued',
  'suspended revoked',
  'suspended replaced',
];
const PAIRS = STATUSES.flatMap((from) =>
  STATUSES.map(
    (to) => [from, to, LEGAL.includes(`${from} ${to}`) ? 'ok' : 'STATUS_TRANSITION'] as const,
  ),
);

describe('the status of a certificate', () => {
  it.each(PAIRS)('from %s to %s: %s', (from, to, code) => {
    const outcome = checkTransition(from, to);
    expect(codeOf(outcome)).toBe(code);
    if (code === 'ok') expect(outcome).toEqual({ ok: true, value: to });
    else expect(messageOf(outcome)).toContain(`${from} cannot become ${to}`);
  });
});

describe('an anchor', () => {
  const keys = newKeys();
  const unsigned = {
    id: 'batch-00000000000000001',
    issuer: PROVIDER,
    sequence: 2,
    size: 40,
    root: 'ab'.repeat(32),
    previousRoot: 'cd'.repeat(32),
    hashAlgorithm: 'sha-256',
    createdAt: '2026-05-01T08:00:00Z',
  } as const;
  const anchor: Anchor = { ...unsigned, signature: signed(keys, anchorPayload(unsigned)) };

  it('holds, with or without a batch before it', () => {
    const { previousRoot, ...first } = anchor;
    expect(previousRoot).toBeDefined();
    expect(checkAnchor(anchor)).toEqual({ ok: true, value: anchor });
    expect(codeOf(checkAnchor({ ...first, sequence: 1 }))).toBe('ok');
  });

  it.each([
    ['id', 'batch 1'],
    ['issuer', ''],
    ['sequence', 0],
    ['sequence', '2'],
    ['size', 0],
    ['size', 1.5],
    ['root', 'AB'.repeat(32)],
    ['previousRoot', null],
    ['previousRoot', 'first'],
    ['hashAlgorithm', 'md5'],
    ['createdAt', undefined],
    ['createdAt', 'yesterday'],
    ['signature', undefined],
    ['holder', 'Orchid Trading'],
    ['toString', 'x'],
  ])('is refused when %s is %j', (member, value) => {
    expect(codeOf(checkAnchor({ ...anchor, [member]: value }))).toBe('INVALID_INPUT');
  });

  it.each([null, undefined, 5, 'text', [], {}])('is refused for %j', (value) => {
    expect(codeOf(checkAnchor(value))).toBe('INVALID_INPUT');
  });

  it('is signed over every member but the signature', () => {
    const text = anchorPayload(anchor);
    for (const [name, value] of Object.entries(unsigned)) {
      expect(JSON.parse(text)).toHaveProperty(name, value);
    }
    expect(Object.keys(JSON.parse(text) as object)).toHaveLength(Object.keys(unsigned).length);
  });
});
