/** The probe contract as a module that a chaincode server can load: compiled to JavaScript beside the dependencies. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = 'test/contracts/ledger/probe-contract.ts';

/** Path of the compiled module, which exports `createContracts`. */
export async function buildProbe(): Promise<string> {
  const source = await readFile(join(ROOT, SOURCE), 'utf8');
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 };
  const { outputText } = transpileModule(source, { compilerOptions });
  const folder = join(ROOT, 'node_modules', '.guanlian-probe');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'probe.mjs');
  await writeFile(
    file,
    `${outputText}\nexport const createContracts = () => [new ProbeContract()];\n`,
  );
  return file;
}
