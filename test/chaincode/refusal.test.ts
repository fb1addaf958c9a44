/** Refusals: stable codes with advice, found again inside the text of whichever engine carried them. */
import { describe, expect, it } from 'vitest';
import type { RefusalCode } from '../../chaincode/index.js';
import { ContractRefusal, parseRefusal, refusal, REFUSALS } from '../../chaincode/index.js';

const CODES = Object.keys(REFUSALS) as RefusalCode[];

describe('a refusal', () => {
  it.each(CODES)('%s survives its way through an error text', (code) => {
    const reason = refusal(code, 'record x is not yours');
    expect(reason.next.length).toBeGreaterThan(20);
    const error = new ContractRefusal(reason);
    expect(error.refusal).toEqual(reason);
    expect(parseRefusal(error.message)).toEqual(reason);
    expect(parseRefusal(`chaincode response 500, ${error.message}`)).toEqual(reason);
  });

  it.each([
    ['alone', 'NOT_OWNER Blue owns x', 'NOT_OWNER', 'Blue owns x'],
    [
      'behind a status word',
      '10 ABORTED: failed to endorse: NOT_OWNER Blue owns x',
      'NOT_OWNER',
      'Blue owns x',
    ],
    [
      'behind a word in capitals',
      'ENDORSE failed at PEER one: NOT_OWNER Blue owns x',
      'NOT_OWNER',
      'Blue owns x',
    ],
    [
      'on a later line',
      'UNKNOWN error\nat peer0: VOTE_CLOSED p is adopted\nstack',
      'VOTE_CLOSED',
      'p is adopted',
    ],
    ['first of two', 'NOT_FOUND no NOT_OWNER here', 'NOT_FOUND', 'no NOT_OWNER here'],
  ])('is found %s', (_, text, code, message) => {
    expect(parseRefusal(text)).toMatchObject({ code, message });
  });

  it.each([
    '',
    'connection refused',
    'UNAVAILABLE no route to peer',
    'NOT_OWNERS Blue owns x',
    'XNOT_OWNER Blue owns x',
    'not_owner Blue owns x',
    'NOT_OWNER',
    '__PROTO__ x',
    'A'.repeat(50_000),
  ])('is not read into %j', (text) => {
    expect(parseRefusal(text)).toBeUndefined();
  });
});
