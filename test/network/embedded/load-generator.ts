/**
 * Child process of the crash tests: submits as fast as it can and prints each acknowledged transaction, until it is
 * killed. Usage: node --import ./typescript-loader.mjs load-generator.ts <folder> <round>
 */
import { writeSync } from 'node:fs';
import { EmbeddedNetwork } from '../../../network/embedded/index.js';
import { A, B, identityOf, networkOptions } from './embedded-world.js';

const LANES = 12;
const [dir = '', round = ''] = process.argv.slice(2);

const network = await EmbeddedNetwork.open(networkOptions(dir));
const ledger = network.connect(await identityOf(dir, A));

async function lane(number: number): Promise<void> {
  for (let i = 0; ; i += 1) {
    const key = `k-${round}-${number}-${i}`;
    const outcome =
      number % 3 === 0
        ? await ledger.submit({
            name: 'probe:Share',
            args: [key, A, B],
            transient: { secret: `secret of ${key}` },
            endorsers: [A, B],
          })
        : await ledger.submit({ name: 'probe:Put', args: [key, `value of ${key}`] });
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    // Synchronous: what is not written at the kill was not acknowledged to anybody.
    writeSync(1, `${outcome.value.txId} ${number % 3 === 0 ? 'share' : 'put'} ${key}\n`);
  }
}

await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
