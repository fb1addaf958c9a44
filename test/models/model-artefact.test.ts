import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOnnxScorer, ModelTampered, openModelArtefact } from '../../models/index.js';
import { RISK_FOLDER } from './parity-vectors.js';

interface Manifest {
  id: string;
  files: Record<string, string>;
}

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'guanlian-model-'));
  folder = join(parent, 'declaration-risk');
  await cp(RISK_FOLDER, folder, { recursive: true });
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const text = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
const put = (file: string, content: string | Uint8Array): Promise<void> =>
  writeFile(join(folder, file), content);

/** What an attacker with the whole folder can do: list the digests of the files as they are now. */
async function resign(change: (manifest: Manifest) => void = () => undefined): Promise<void> {
  const manifest = JSON.parse(await text('manifest.json')) as Manifest;
  for (const file of Object.keys(manifest.files)) {
    const bytes = await readFile(join(folder, file));
    manifest.files[file] = createHash('sha256').update(bytes).digest('hex');
  }
  change(manifest);
  await put('manifest.json', JSON.stringify(manifest));
}

async function refusal(expectedDigest?: string): Promise<ModelTampered> {
  const options = expectedDigest === undefined ? {} : { expectedDigest };
  const fault: unknown = await openModelArtefact(folder, options).catch((e: unknown) => e);
  if (!(fault instanceof ModelTampered))
    throw new Error('the artefact was opened', { cause: fault });
  return fault;
}

describe('a model artefact', () => {
  it('opens, scores and has the digest of its manifest', async () => {
    const artefact = await openModelArtefact(folder);
    const manifest = await readFile(join(folder, 'manifest.json'));
    const digest = createHash('sha256').update(manifest).digest('hex');
    expect(artefact.identity.digest).toBe(`sha256:${digest}`);
    expect(artefact.card.id).toBe(artefact.identity.id);
    const scorer = await createOnnxScorer(artefact);
    expect(scorer.model).toEqual(artefact.identity);
    await scorer.close();
  });

  it('opens by the approved digest and by no other', async () => {
    const { identity } = await openModelArtefact(folder);
    await openModelArtefact(folder, { expectedDigest: identity.digest });
    expect((await refusal(`sha256:${'0'.repeat(64)}`)).message).toContain(identity.digest);
  });

  it('lists every file of the folder in its manifest', async () => {
    const { files } = JSON.parse(await text('manifest.json')) as Manifest;
    expect(Object.keys(files).sort()).toEqual([
      'card.json',
      'card.md',
      'features.json',
      'lane-history.json',
      'model.onnx',
      'parity.json',
      'threshold.json',
    ]);
  });

  it.each([
    'model.onnx',
    'features.json',
    'lane-history.json',
    'threshold.json',
    'card.json',
    'card.md',
    'parity.json',
  ])('is refused after one byte of %s changed', async (file) => {
    const bytes = await readFile(join(folder, file));
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] as number) ^ 1;
    await put(file, bytes);
    expect((await refusal()).what).toBe(file);
  });

  it('is refused when a listed file is gone', async () => {
    await rm(join(folder, 'lane-history.json'));
    const fault = await refusal();
    expect(fault.what).toBe('lane-history.json');
    expect(fault.cause).toBeInstanceOf(Error);
  });

  it('is refused without a manifest, or with one that is no manifest', async () => {
    await put('manifest.json', '{}');
    expect((await refusal()).what).toBe('manifest.json');
    await rm(join(folder, 'manifest.json'));
    expect((await refusal()).what).toBe('manifest.json');
  });

  it('is refused when the manifest leaves out a needed file', async () => {
    await resign((m) => delete m.files['threshold.json']);
    expect((await refusal()).what).toBe('threshold.json');
  });

  it('is refused when the manifest points out of its folder', async () => {
    await resign((m) => (m.files['../escape.json'] = '0'.repeat(64)));
    expect((await refusal()).what).toBe('manifest.json');
  });
});

describe('an artefact with a manifest made anew', () => {
  it('is still refused when two features changed places', async () => {
    const spec = JSON.parse(await text('features.json')) as { features: unknown[] };
    [spec.features[14], spec.features[15]] = [spec.features[15], spec.features[14]];
    await put('features.json', JSON.stringify(spec));
    await resign();
    const fault = await refusal();
    expect(fault.what).toBe('features.json');
    expect(fault.message).toContain('order');
  });

  it('is still refused when a category list changed', async () => {
    await put('features.json', (await text('features.json')).replace('"AE"', '"XE"'));
    await resign();
    expect((await refusal()).what).toBe('features.json');
  });

  it('is still refused when a lane was whitewashed', async () => {
    await put(
      'lane-history.json',
      (await text('lane-history.json')).replace('"hits":8114', '"hits":1'),
    );
    await resign();
    expect((await refusal()).what).toBe('lane-history.json');
  });

  it('is refused when the graph is no ONNX file', async () => {
    await put('model.onnx', 'not a model');
    await resign();
    expect((await refusal()).what).toBe('model.onnx');
  });

  it('has another digest when only the threshold moved, so that approval shows the change', async () => {
    const before = (await openModelArtefact(folder)).identity;
    const thresholds = JSON.parse(await text('threshold.json')) as { flag: number };
    await put('threshold.json', JSON.stringify({ ...thresholds, flag: 0.99 }));
    await resign();
    expect((await openModelArtefact(folder)).identity.digest).not.toBe(before.digest);
    expect((await refusal(before.digest)).what).toBe('manifest.json');
  });
});
