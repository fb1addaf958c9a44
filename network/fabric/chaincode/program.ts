/** Which program and which contracts a chaincode server runs: those of this build. */
import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlatformFault } from '../../fault.js';

export interface ChaincodeProgram {
  /** Entry of a chaincode server's process. */
  readonly main: string;
  /** The contracts of this build. */
  readonly contracts: string;
  /** Version of this release. */
  readonly release: string;
}

/** Finds the build. Throws PlatformFault NOT_BUILT. */
export async function chaincodeProgram(): Promise<ChaincodeProgram> {
  const root = await packageRoot(dirname(fileURLToPath(import.meta.url)));
  const main = join(root, 'dist/network/fabric/chaincode/main.js');
  const contracts = join(root, 'dist/chaincode/contracts/index.js');
  for (const file of [main, contracts]) {
    if (await isThere(file)) continue;
    throw new PlatformFault('NOT_BUILT', `${file} is not there; build first: npm run build`);
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { main, contracts, release: version };
}

async function packageRoot(from: string): Promise<string> {
  if (await isThere(join(from, 'package.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new PlatformFault('NOT_BUILT', 'the package of Guanlian is not found');
  return packageRoot(above);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
