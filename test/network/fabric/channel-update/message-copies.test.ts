/**
 * Several copies of Fabric's messages are installed (each client brings its own), and all of them write their code to one
 * global name. Ours work whichever was loaded last.
 */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { seekInfo } from '../../../../network/fabric/channel-update/channel-access.js';
import { configOfBlock } from '../../../../network/fabric/channel-update/config-tree.js';
import { decodeUpdate } from '../../../../network/fabric/channel-update/config-update.js';
import { proposeJoin } from '../../../../network/fabric/channel-update/proposal.js';
import { protos } from '../../../../network/fabric/channel-update/protos.js';
import { signUpdate } from '../../../../network/fabric/channel-update/update-signature.js';
import { MEMBERS, NEWCOMER, smallChannel } from './small-channel.js';

const require = createRequire(import.meta.url);
const OWN = '@hyperledger/fabric-protos';
const GATEWAY = createRequire(require.resolve('@hyperledger/fabric-gateway')).resolve(OWN);

/** Loads a copy as if for the first time: from now on its code serves everybody. */
function loadAgain(path: string): void {
  const folder = path.slice(0, path.lastIndexOf('/lib/'));
  for (const key of Object.keys(require.cache)) {
    if (key.startsWith(`${folder}/`)) delete require.cache[key];
  }
  require(path);
}

async function everything(): Promise<string> {
  const { config, newcomer, organisations } = await smallChannel();
  const update = proposeJoin(config, newcomer.definition);
  const { writeSet } = decodeUpdate(update);
  const signature = await signUpdate(await organisations.get('EastMSP')!.identity('admin'), update);
  expect(() => configOfBlock(Buffer.from('no block'))).toThrow(/cannot be used/);
  expect([...writeSet.groups.get('Application')!.groups.keys()].sort()).toEqual(
    [...MEMBERS, NEWCOMER].sort(),
  );
  const { common } = protos();
  expect(
    common.ConfigSignature.deserializeBinary(signature).getSignature_asU8().length,
  ).toBeGreaterThan(60);
  return Buffer.concat([seekInfo('newest'), seekInfo(7)]).toString('hex');
}

test('with the older copy loaded first, last, and between', async () => {
  require(OWN);
  const first = await everything();
  loadAgain(require.resolve(OWN));
  expect(await everything()).toBe(first);
  loadAgain(GATEWAY);
  expect(await everything()).toBe(first);
  loadAgain(require.resolve(OWN));
  expect(await everything()).toBe(first);
});
