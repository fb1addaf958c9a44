/** Files of `guanlian channel`: proposals, signatures, exported blocks. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import type { ChannelUpdate } from './channel-connection.js';
import { accessTo, isConnected, loadChannel } from './channel-connection.js';
import type { VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';

export type Proposal = ReturnType<ChannelUpdate['readProposal']>;
type Config = Awaited<ReturnType<ChannelUpdate['fetchConfig']>>;

/** Where the verb writes to. */
export function outFile(input: VerbInput): string {
  const file = input.text('out');
  if (file !== undefined) return resolve(file);
  throw new UsageError('--out FILE is where the file is written');
}

/** Writes a file; one that exists is not written over. */
export async function writeNew(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'exists' : `cannot be written (${code ?? 'unknown'})`;
    throw new UsageError(`${file} ${why}; choose another name`, { cause });
  }
}

/** Text of a file that a person named. */
export async function readNamed(file: string): Promise<string> {
  return (await readNamedBytes(file)).toString('utf8');
}

/** The proposal that the verb is about. */
export async function proposalIn(input: VerbInput): Promise<Proposal> {
  return (await loadChannel()).readProposal(await readNamed(input.argument(0)));
}

/** Signatures: each --signature is a file, or a folder whose *.signature.json are taken. */
export async function signaturesIn(input: VerbInput, proposal: Proposal): Promise<Uint8Array[]> {
  const channel = await loadChannel();
  const named = input.options['signature'];
  const paths = Array.isArray(named) ? named : [];
  const files = (await Promise.all(paths.map(filesAt))).flat();
  return Promise.all(
    files.map(async (file) => channel.readSignature(proposal, await readNamed(file))),
  );
}

/** The reader's own configuration: from an exported block, or asked of the own peer; undefined when neither is named. */
export async function ownConfig(input: VerbInput): Promise<Config | undefined> {
  const channel = await loadChannel();
  const file = input.text('config');
  if (file !== undefined) return channel.configOfBlock(await readNamedBytes(file));
  return isConnected(input) ? channel.fetchConfig(await accessTo(input)) : undefined;
}

async function filesAt(path: string): Promise<string[]> {
  const place = resolve(path);
  const found = await stat(place).catch(() => undefined);
  // Before the first signature its folder is not there yet.
  if (found === undefined && extname(place) === '') return [];
  if (!found?.isDirectory()) return [place];
  const names = (await readdir(place)).filter((name) => name.endsWith('.signature.json'));
  return names.sort().map((name) => join(place, name));
}

async function readNamedBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(resolve(file));
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
