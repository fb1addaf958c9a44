import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createOnnxScorer,
  declarationInputs,
  modelsFolder,
  openModelArtefact,
} from '../../models/index.js';
import type { FeatureInput } from '../../models/index.js';
import { koreanDeclaration } from './korean-declaration.js';
import { RISK_FOLDER } from './parity-vectors.js';
import { auc, precisionAt } from './ranking.js';

const SHARED = process.env['GUANLIAN_SHARED'] ?? join(modelsFolder(), '../../shared');
const VALID = join(SHARED, 'datasets/kcs-customs-declarations/hs10-2022/valid.csv');
const present = existsSync(VALID);
if (!present) console.warn(`Skipped: the customs declarations data set is not at ${VALID}`);

type Row = Readonly<Record<string, string>>;

function readRows(): readonly Row[] {
  const [head = '', ...lines] = readFileSync(VALID, 'utf8').trimEnd().split(/\r?\n/);
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}

describe.skipIf(!present)('declaration risk on the validation part of the KCS data', () => {
  it('reaches the figures of its card through declaration, features and ONNX Runtime', async () => {
    const artefact = await openModelArtefact(RISK_FOLDER);
    const { data, metrics } = artefact.card as unknown as {
      data: { parts: { valid: { sha256: string; rows: number } } };
      metrics: { valid: { auc: number; precisionAt5: number; precisionAt10: number } };
    };
    const digest = createHash('sha256').update(readFileSync(VALID)).digest('hex');
    expect(digest).toBe(data.parts.valid.sha256);

    const columns = artefact.features.inputs.map((i) => [i.name, i.trainingColumn] as const);
    const rows = readRows();
    const inputs = rows.flatMap((row): readonly FeatureInput[] => {
      const item = Object.fromEntries(columns.map(([name, column]) => [name, row[column] ?? '']));
      // the 2022 file lost the leading zero of chapters 01-09
      return declarationInputs(
        koreanDeclaration({ ...item, hs: (item['hs'] ?? '').padStart(10, '0') }),
      );
    });
    expect(inputs).toHaveLength(data.parts.valid.rows);

    await using scorer = await createOnnxScorer(artefact);
    const outcomes = await scorer.scoreMany(inputs);
    const scores = outcomes.map((o) => (o.kind === 'SCORED' ? o.score : NaN));
    const hits = rows.map((row) => row['Fraud'] === '1');
    expect(Math.abs(auc(hits, scores) - metrics.valid.auc)).toBeLessThanOrEqual(1e-6);
    for (const [perCent, figure] of [
      [5, metrics.valid.precisionAt5],
      [10, metrics.valid.precisionAt10],
    ] as const) {
      expect(Math.abs(precisionAt(perCent, hits, scores) - figure)).toBeLessThanOrEqual(1e-6);
    }
  });
});
