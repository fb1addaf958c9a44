import { test } from 'vitest';
import { join } from 'node:path';
import { organisationOf, readConnectionProfile, readWalletIdentity } from '../../../../network/fabric/index.js';
import { SdkConnection } from '../../../../network/fabric/sdk/sdk-connection.js';
import { filteredBlocks } from '../../../../network/fabric/sdk/block-stream.js';
import { cutLine } from '../../../fabric/cut-line.js';
import { runningNetwork } from '../../../fabric/running-network.js';
test('stall', async () => {
  const network = await runningNetwork();
  const mspId = network.description.organisations[3]!.mspId;
  await using line = await cutLine(organisationOf(network.description, mspId).ports.peer);
  const folder = network.layout.organisation(mspId);
  const { peers, peer, ...rest } = await readConnectionProfile(folder.connectionProfile, { channel: network.description.channel, chaincode: 'probe' });
  const far = { ...peer, address: line.address };
  const identity = await readWalletIdentity(join(folder.wallet, 'node.id'));
  const connection = await SdkConnection.open({ ...rest, peer: far, peers: peers.map((one) => (one === peer ? far : one)) }, identity);
  const counts: Record<string, number> = { block: 0, error: 0, stall: 0 }; const texts = new Map<string, number>();
  const until = Date.now() + 60_000;
  const one = async () => {
    while (Date.now() < until) {
      const abort = new AbortController();
      let done = false;
      const timer = setTimeout(() => { if (!done) { counts.stall!++; abort.abort(); } }, 8000);
      try { for await (const _ of filteredBlocks(connection, 0, abort.signal)) { counts.block!++; break; } }
      catch (e) { if (!abort.signal.aborted) { counts.error!++; const t = (e as Error).message.slice(0, 60); texts.set(t, (texts.get(t) ?? 0) + 1); } }
      done = true; clearTimeout(timer); abort.abort();
      await new Promise((r) => setTimeout(r, Math.random() * 30));
    }
  };
  const cutter = (async () => { while (Date.now() < until) { await new Promise((r) => setTimeout(r, 30 + Math.random() * 120)); line.cut(); } })();
  await Promise.all([one(), one(), one(), cutter]);
  console.log('COUNTS', JSON.stringify(counts), JSON.stringify([...texts]));
  connection.close();
}, 170_000);
