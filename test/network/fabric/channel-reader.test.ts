/** What is asked of a peer about the channel: one read for all transactions of a block, and none that failed is kept. */
import protos from '@hyperledger/fabric-protos';
import { describe, expect, test } from 'vitest';
import type { QuerySystem } from '../../../network/fabric/channel-reader.js';
import { ChannelReader } from '../../../network/fabric/channel-reader.js';
import { blockOf } from './block-messages.js';

const block = (number: number): Uint8Array =>
  blockOf(number, [{ txId: `${number}/0` }, { txId: `${number}/1` }]).serializeBinary();

/** A peer with as many blocks as one likes; tells what it was asked. */
function peer(answer: (number: number) => Promise<Uint8Array> = async (n) => block(n)) {
  const asked: string[] = [];
  const query: QuerySystem = (name, args) => {
    asked.push([name, ...args].join(' '));
    return answer(Number(args[1]));
  };
  return { asked, reader: new ChannelReader('customs', query) };
}

describe('where a transaction stands', () => {
  test('is read once for all that ask at the same time, and for those after', async () => {
    const { asked, reader } = peer();
    const places = await Promise.all(['5/1', '5/0', '5/1'].map((id) => reader.positionOf(id, 5)));
    expect(places.map(({ block: number, tx }) => [number, tx])).toEqual([
      [5, 1],
      [5, 0],
      [5, 1],
    ]);
    expect(await reader.positionOf('5/0', 5)).toEqual({ block: 5, tx: 0 });
    expect(asked).toEqual(['GetBlockByNumber customs 5']);
  });

  test('is asked again after a read that failed', async () => {
    let fails = true;
    const { asked, reader } = peer(async (number) => {
      if (fails) throw new Error('the peer is away');
      return block(number);
    });
    await expect(reader.positionOf('1/0', 1)).rejects.toThrow('away');
    fails = false;
    expect(await reader.positionOf('1/0', 1)).toEqual({ block: 1, tx: 0 });
    expect(asked).toHaveLength(2);
  });

  test('is a fault when the block does not hold it', async () => {
    await expect(peer().reader.positionOf('9/9', 4)).rejects.toThrow(/block 4 does not hold/);
  });

  test('keeps no more than a few blocks in memory', async () => {
    const { asked, reader } = peer();
    for (let number = 0; number < 20; number += 1) await reader.positionOf(`${number}/0`, number);
    await reader.positionOf('19/1', 19);
    expect(asked).toHaveLength(20);
    await reader.positionOf('0/1', 0);
    expect(asked).toHaveLength(21);
  });
});

test('height and head are what the peer says', async () => {
  const info = new protos.common.BlockchainInfo();
  info.setHeight(12);
  info.setCurrentblockhash(Buffer.from('00ff10', 'hex'));
  const { asked, reader } = peer(async () => info.serializeBinary());
  expect(await reader.info()).toEqual({ height: 12, head: '00ff10' });
  expect(asked).toEqual(['GetChainInfo customs']);
});
