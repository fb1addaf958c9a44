import { EmbeddedNetwork } from '../../../network/embedded/index.js';
import { A, B, identityOf, networkOptions, tempDir } from './embedded-world.js';
const dir = await tempDir();
const network = await EmbeddedNetwork.open(networkOptions(dir));
const ledger = network.connect(await identityOf(dir, A));
const run = async (n: number, lanes: number, one: (i: number) => Promise<any>) => {
  let i = 0;
  const t = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (i < n) {
        const k = i++;
        const r = await one(k);
        if (!r.ok) throw new Error(r.refusal.message);
      }
    }),
  );
  return `${Math.round((n / (performance.now() - t)) * 1000)} tx/s`;
};
const put = (p: string) => (i: number) =>
  ledger.submit({ name: 'probe:Put', args: [`${p}${i}`, 'x'.repeat(100)] });
const secret = 's'.repeat(2000);
const share = (p: string) => (i: number) =>
  ledger.submit({
    name: 'probe:Share',
    args: [`${p}${i}`, A, B],
    transient: { secret },
    endorsers: [A, B],
  });
await run(500, 10, put('w'));
console.log('put 50', await run(5000, 50, put('c')));
console.log('share 50', await run(3000, 50, share('e')));
console.log('put 1', await run(300, 1, put('z')));
await network.close();
