/** Blocks read from their bytes: every transaction with its place, code, sender, time and event; and what is no block. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBlock, readBlock } from '../../../network/fabric/block.js';
import type { TransactionStory } from './block-messages.js';
import { blockOf } from './block-messages.js';

const CONFIGURATION = 1;
const decode = (number: number, stories: readonly TransactionStory[]) =>
  decodeBlock(blockOf(number, stories).serializeBinary());

describe('a block', () => {
  test('tells each transaction at its place, those that do not count with their code', () => {
    const at = Date.UTC(2026, 10, 23, 12, 30, 15, 250);
    const event = { name: 'record.created', payload: '{"id":"清关 ✓"}' };
    const { number, transactions } = decode(7, [
      { txId: 'one', at, event },
      { txId: 'two', at, code: 11, mspId: 'BMSP', event },
      { txId: 'three', at, chaincode: 'probe' },
      { txId: '', at, type: CONFIGURATION },
    ]);
    const time = '2026-11-23T12:30:15.250Z';
    expect(number).toBe(7);
    expect(transactions).toEqual([
      { index: 0, txId: 'one', time, code: 0, mspId: 'AMSP', chaincode: 'guanlian', event },
      { index: 1, txId: 'two', time, code: 11, mspId: 'BMSP', chaincode: 'guanlian', event },
      { index: 2, txId: 'three', time, code: 0, mspId: 'AMSP', chaincode: 'probe' },
      { index: 3, txId: '', time, code: 0, mspId: 'AMSP' },
    ]);
  });

  test('drops what is finer than a millisecond from the time, never rounding up', () => {
    const [one] = decode(0, [{ txId: 'x', at: 1_767_225_599_999, nanos: 999_999 }]).transactions;
    expect(one?.time).toBe('2025-12-31T23:59:59.999Z');
  });

  test('reads the same from its message and from its bytes, whatever it holds', () => {
    const story = fc.record({
      txId: fc.string({ minLength: 1, maxLength: 64 }),
      code: fc.integer({ min: 0, max: 255 }),
      at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
      event: fc.record({ name: fc.string({ minLength: 1 }), payload: fc.string() }),
    });
    fc.assert(
      fc.property(fc.nat(), fc.array(story, { maxLength: 5 }), (number, stories) => {
        const message = blockOf(number, stories);
        const read = decodeBlock(message.serializeBinary());
        expect(readBlock(message)).toEqual(read);
        const told = read.transactions.map(({ txId, code, time, event }) => ({
          ...{ txId, code, event, at: Date.parse(time) },
        }));
        expect(told).toEqual(stories);
      }),
    );
  });

  test('without a code for a transaction never counts it as valid', () => {
    const message = blockOf(3, [{ txId: 'a' }, { txId: 'b' }]);
    message.getMetadata()?.setMetadataList([]);
    const codes = decodeBlock(message.serializeBinary()).transactions.map(({ code }) => code);
    expect(codes).toEqual([254, 254]);
  });

  test.each([
    ['random bytes', Buffer.from('this is no protobuf at all')],
    [
      'half a block',
      blockOf(1, [{ txId: 'a', chaincode: 'long'.repeat(50) }])
        .serializeBinary()
        .slice(0, 90),
    ],
  ])('that is %s is a fault with a code', (_, bytes) => {
    expect(() => decodeBlock(bytes)).toThrow(
      expect.objectContaining({ code: 'BLOCK_UNREADABLE' }) as Error,
    );
  });

  test('with an envelope that cannot be read is a fault, not a block with a hole', () => {
    const message = blockOf(1, [{ txId: 'a' }]);
    message.getData()?.addData(Buffer.from([0xff, 0xff, 0xff]));
    expect(() => readBlock(message)).toThrow(/common\.Block/);
  });
});

describe("the hash of a block's header", () => {
  const bytes = (value: number[]): Buffer => Buffer.from(value);
  /** DER by hand: SEQUENCE { INTEGER number, OCTET STRING previous, OCTET STRING data }. */
  const expected = (integer: number[], previous: Uint8Array, data: Uint8Array): string => {
    const body = Buffer.concat([
      bytes([0x02, integer.length, ...integer]),
      bytes([0x04, previous.length]),
      previous,
      bytes([0x04, data.length]),
      data,
    ]);
    const der = Buffer.concat([bytes([0x30, body.length]), body]);
    return createHash('sha256').update(der).digest('hex');
  };

  test.each<[number, number[]]>([
    [0, [0]],
    [1, [1]],
    [127, [127]],
    [128, [0, 128]],
    [255, [0, 255]],
    [256, [1, 0]],
    [40_000, [0, 0x9c, 0x40]],
    [2 ** 40, [1, 0, 0, 0, 0, 0]],
  ])('of number %i', (number, integer) => {
    const previous = createHash('sha256').update('previous').digest();
    const message = blockOf(number, [{ txId: 'x' }], previous);
    const data = message.getHeader()!.getDataHash_asU8();
    expect(readBlock(message).headerHash).toBe(expected(integer, previous, data));
  });

  test('of the first block, which has no previous one', () => {
    const message = blockOf(0, [{ txId: '', type: CONFIGURATION }], new Uint8Array());
    const data = message.getHeader()!.getDataHash_asU8();
    expect(readBlock(message).headerHash).toBe(expected([0], new Uint8Array(), data));
  });
});
