import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOnnxFile } from '../../models/onnx-file.js';
import { readMessage, unpackFloats, unpackVarints } from '../../models/protobuf-reader.js';
import { readTreeEnsemble } from '../../models/tree-ensemble.js';
import { RISK_FOLDER } from './parity-vectors.js';

const model = readFileSync(join(RISK_FOLDER, 'model.onnx'));

describe('the .onnx file as we read it', () => {
  const file = readOnnxFile(model);

  it('explains itself when found alone: model, version, features, data, licence', () => {
    expect(file.metadata.get('guanlian.model')).toBe('declaration-risk');
    for (const key of ['version', 'features', 'dataSha256', 'licence', 'seed']) {
      expect(file.metadata.get(`guanlian.${key}`)).toMatch(/./);
    }
  });

  it('is a tree ensemble, a sigmoid and a label', () => {
    expect(file.nodes.map((n) => n.opType)).toEqual([
      'TreeEnsembleRegressor',
      'Sigmoid',
      'GreaterOrEqual',
      'Cast',
    ]);
  });

  it('has covers that add up at every split', () => {
    const { feature, left, right, cover } = readTreeEnsemble(file);
    for (const [node, split] of feature.entries()) {
      if (split < 0) continue;
      const below = (cover[left[node] as number] ?? NaN) + (cover[right[node] as number] ?? NaN);
      expect(below).toBe(cover[node]);
    }
  });

  it('stays small', () => {
    expect(model.length).toBeLessThan(1_500_000);
  });

  it('is refused when it ends early, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: model.length - 1 }), (length) => {
        const cut = (): unknown => readTreeEnsemble(readOnnxFile(model.subarray(0, length)));
        expect(cut).toThrow();
      }),
      { numRuns: 50 },
    );
  });

  it('has no tree ensemble in an empty graph', () => {
    expect(() => readTreeEnsemble(readOnnxFile(new Uint8Array()))).toThrow(/TreeEnsembleRegressor/);
  });
});

describe('the protobuf wire format', () => {
  it('reads varints, floats and bytes', () => {
    const bytes = Uint8Array.of(0x08, 0xac, 0x02, 0x15, 0, 0, 0x80, 0x3f, 0x1a, 2, 7, 8);
    expect([...readMessage(bytes)]).toEqual([
      { field: 1, value: 300 },
      { field: 2, value: 1 },
      { field: 3, value: Uint8Array.of(7, 8) },
    ]);
  });

  it('unpacks lists', () => {
    expect(unpackVarints(Uint8Array.of(1, 0xac, 0x02, 0))).toEqual([1, 300, 0]);
    expect(unpackFloats(Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0))).toEqual([1, -2]);
  });

  it.each([
    ['a varint without an end', [0x08, 0xff]],
    ['a varint beyond 2^53', [0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
    ['bytes longer than the message', [0x1a, 5, 1]],
    ['a float cut short', [0x15, 0, 0]],
    ['a group, which ONNX does not use', [0x0b]],
  ])('refuses %s', (_, bytes) => {
    expect(() => [...readMessage(Uint8Array.from(bytes))]).toThrow(/Protobuf/);
  });
});
