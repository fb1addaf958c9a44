/** What peers answer to a proposal, as 2.2 and 2.5 word it. */
import { describe, expect, test } from 'vitest';
import { agreementOf } from '../../../../network/fabric/sdk/agreement-of-peers.js';
import type { PeerAnswer, ProposalResponse } from '../../../../network/fabric/sdk/peer-answer.js';
import { readAnswer } from '../../../../network/fabric/sdk/peer-answer.js';
import { readAtDifferentHeights } from '../../../../network/fabric/sdk/read-versions.js';
import { sortEndorsement } from '../../../../network/fabric/failures.js';
import type { Simulated } from './proposal-responses.js';
import { payloadOf } from './proposal-responses.js';

const where = { mspId: 'AMSP', address: 'a0:7051' };
const answer = (status: number, message: string, more: object = {}): ProposalResponse => ({
  ...{ response: { status, message, payload: Buffer.alloc(0) }, ...more },
});
const payload = Buffer.from('payload');
const endorsement = { endorser: Buffer.of(1), signature: Buffer.of(1) };

describe('an answer', () => {
  test.each([
    ['an endorsement', answer(200, '', { payload, endorsement }), 'endorsed', undefined],
    ["a contract's refusal (2.5)", answer(500, 'NOT_PARTY no', { payload }), 'refused', 'refused'],
    ["a contract's refusal (2.2)", answer(500, 'NOT_PARTY no'), 'refused', 'refused'],
    ["a contract's other text", answer(500, 'it broke', { payload }), 'refused', 'unknown'],
    [
      'a contract that threw',
      answer(500, 'error in simulation: transaction returned with failure: NOT_PARTY no'),
      ...(['refused', 'refused'] as const),
    ],
    [
      'a chaincode that is down',
      answer(
        500,
        'error in simulation: failed to execute transaction ab: could not launch chaincode guanlian:1: connection refused',
      ),
      ...(['failed', 'unreachable'] as const),
    ],
    [
      'a chaincode that is not installed',
      answer(
        500,
        'make sure the chaincode probe has been successfully defined: chaincode definition for probe not exist',
      ),
      ...(['failed', 'warming'] as const),
    ],
    ['a channel that is not joined', answer(500, "channel 'x' not found"), 'failed', 'unknown'],
    [
      'a query that may not be mixed with writes',
      answer(500, 'error in simulation: txid ab: unsuppported transaction'),
      ...(['failed', 'unknown'] as const),
    ],
  ])('%s', (_, response, kind, category) => {
    const read = readAnswer(response, where);
    expect(read.kind).toBe(kind);
    const agreement = agreementOf([read], true);
    if (agreement.kind === 'agreed') return expect(category).toBeUndefined();
    expect(sortEndorsement(agreement.error, 'AMSP').failure.category).toBe(category);
  });
});

describe('several answers', () => {
  const endorsed = (mspId: string, simulated: Simulated): PeerAnswer => {
    const response = answer(200, '', { payload: payloadOf(simulated), endorsement });
    return { kind: 'endorsed', mspId, response };
  };
  const gone = (mspId: string): PeerAnswer => ({
    ...{ kind: 'failed', mspId, code: 14 },
    report: { mspId, message: 'No connection established' },
  });

  test.each([
    ['named, one gone', true, 'failed'],
    ['not named, one gone', false, 'agreed'],
  ])('%s', (_, isExact, kind) => {
    const answers = [endorsed('AMSP', {}), endorsed('BMSP', {}), gone('CMSP')];
    expect(agreementOf(answers, isExact).kind).toBe(kind);
  });

  test('that are all missing fail, named or not', () => {
    for (const isExact of [true, false]) {
      const agreement = agreementOf([gone('AMSP'), gone('BMSP')], isExact);
      expect(agreement).toMatchObject({ kind: 'failed', error: { code: 14 } });
    }
  });
});

describe('reads at different heights', () => {
  test.each<[string, Simulated, Simulated, boolean]>([
    ['the same key, another version', { reads: { k: [4, 0] } }, { reads: { k: [5, 0] } }, true],
    ['not there yet', { reads: { k: undefined } }, { reads: { k: [5, 0] } }, true],
    [
      'a private key, another version',
      { hashedReads: { k: [4, 0] } },
      { hashedReads: { k: [5, 0] } },
      true,
    ],
    [
      'another version led to another path',
      { reads: { k: [4, 0], a: [1, 0] } },
      { reads: { k: [5, 0], b: [1, 0] } },
      true,
    ],
    [
      'the same reads',
      { reads: { k: [4, 0] } },
      { reads: { k: [4, 0] }, writes: { k: 'x' } },
      false,
    ],
    ['other keys', { reads: { a: [4, 0] } }, { reads: { b: [5, 0] } }, false],
    ['nothing read', { writes: { k: 'a' } }, { writes: { k: 'b' } }, false],
  ])('%s', (_, one, other, expected) => {
    expect(readAtDifferentHeights(payloadOf(one), payloadOf(other))).toBe(expected);
    expect(readAtDifferentHeights(payloadOf(other), payloadOf(one))).toBe(expected);
  });
});
