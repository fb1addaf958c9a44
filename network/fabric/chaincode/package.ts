/**
 * The chaincode package (type `ccaas`): the same bytes, and so the same package id, on every machine.
 * It commits to the contract code by digest, so that members approve what runs; addresses and keys of a member's own
 * chaincode server stay out of it, its builder adds them (see external-builder.ts).
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { storedGzip } from './gzip.js';
import { tar } from './tar.js';

export interface ChaincodePackage {
  readonly label: string;
  /** `label:sha256`, as peers compute it. */
  readonly packageId: string;
  /** The version that is approved: the release and the first digits of the code's digest. */
  readonly version: string;
  readonly codeDigest: string;
  readonly bytes: Buffer;
}

const DIGEST_DIGITS = 10;

/** Packages the contracts of a module: `dist/chaincode/contracts/index.js` stands for its whole layer. */
export async function packageChaincode(
  name: string,
  contracts: string,
  release: string,
): Promise<ChaincodePackage> {
  const codeDigest = await digestOfContracts(contracts);
  const version = `${release}-${codeDigest.slice(0, DIGEST_DIGITS)}`;
  const label = `${name}_${version}`;
  const code = { 'connection.json': '{}', 'guanlian.json': json({ name, version, codeDigest }) };
  const bytes = storedGzip(
    tar({ 'code.tar.gz': storedGzip(tar(code)), 'metadata.json': json({ type: 'ccaas', label }) }),
  );
  const packageId = `${label}:${createHash('sha256').update(bytes).digest('hex')}`;
  return { label, packageId, version, codeDigest, bytes };
}

/** SHA-256 over the names and contents of the code files, hex. */
export async function digestOfContracts(contracts: string): Promise<string> {
  const files = await codeFiles(contracts);
  const hash = createHash('sha256');
  for (const [name, path] of files) {
    const content = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    hash.update(`${name} ${content}\n`);
  }
  return hash.digest('hex');
}

/** A lone module stands for itself; an `index.js` for the layer whose folder is above its own. */
async function codeFiles(contracts: string): Promise<[string, string][]> {
  if (basename(contracts) !== 'index.js') return [[basename(contracts), contracts]];
  const root = dirname(dirname(contracts));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, string] => [relative(root, path).replaceAll('\\', '/'), path])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
