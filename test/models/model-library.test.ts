import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelTampered, modelsFolder, openModelLibrary } from '../../models/index.js';
import { RISK_FOLDER } from './parity-vectors.js';

describe('the model library of the package', () => {
  it('lists its models with cards that say what they are not good for', async () => {
    const entries = await openModelLibrary(modelsFolder()).list();
    const risk = entries.find((e) => e.name === 'declaration-risk');
    if (risk?.state !== 'intact') throw new Error('declaration-risk is not intact');
    expect(risk.card.limits.join(' ')).toMatch(/synthetic/i);
    expect(risk.card.forbiddenUses.length).toBeGreaterThan(0);
    expect(risk.card.metrics.valid.auc).toBeGreaterThan(0.92);
    expect(risk.card.metrics.valid.precisionAt5).toBeGreaterThan(0.98);
  });

  it('opens a model by name, pinned by digest', async () => {
    const library = openModelLibrary(modelsFolder());
    const opened = await library.open('declaration-risk');
    if (!opened.ok) throw new Error(opened.refusal.message);
    const again = await library.open('declaration-risk', opened.value.identity.digest);
    expect(again.ok).toBe(true);
    await expect(library.open('declaration-risk', 'sha256:0')).rejects.toBeInstanceOf(
      ModelTampered,
    );
  });

  it.each(['nobody', '../models/declaration-risk', '', 'train'])(
    'refuses the name %j and says which there are',
    async (name) => {
      const opened = await openModelLibrary(modelsFolder()).open(name);
      if (opened.ok) throw new Error('was opened');
      expect(opened.refusal.code).toBe('MODEL_UNKNOWN');
      expect(opened.refusal.next).toContain('declaration-risk');
    },
  );

  it('is found from the compiled modules too', () => {
    const compiled = join(modelsFolder(), '..', 'dist', 'models', 'models-folder.js');
    expect(modelsFolder(pathToFileURL(compiled).href)).toBe(modelsFolder());
    expect(() => modelsFolder(pathToFileURL(join(tmpdir(), 'x.js')).href)).toThrow(/package root/);
  });
});

describe('a library with a damaged model', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guanlian-library-'));
    await cp(RISK_FOLDER, join(folder, 'good'), { recursive: true });
    await cp(RISK_FOLDER, join(folder, 'bad'), { recursive: true });
    await writeFile(join(folder, 'bad', 'threshold.json'), '{}');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('lists it as refused beside the intact one', async () => {
    const entries = await openModelLibrary(folder).list();
    expect(entries.map((e) => [e.name, e.state])).toEqual([
      ['bad', 'refused'],
      ['good', 'intact'],
    ]);
    expect(entries[0]).toMatchObject({
      reason: expect.stringContaining('threshold.json') as string,
    });
  });

  it('does not open it', async () => {
    await expect(openModelLibrary(folder).open('bad')).rejects.toBeInstanceOf(ModelTampered);
  });
});
