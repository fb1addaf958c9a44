/** The contract suite of the `Scorer` port: every adapter passes it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureInput, Scored, ScoreOutcome, Scorer } from '../../models/index.js';

/** An adapter under test, with items that its model can score and the trainer's answers (probabilities). */
export interface ScorerSubject {
  readonly name: string;
  readonly create: () => Promise<Scorer>;
  readonly items: () => readonly { readonly input: FeatureInput; readonly expected: number }[];
}

function scored(outcome: ScoreOutcome | undefined): Scored {
  if (outcome?.kind !== 'SCORED') throw new Error(`Not scored: ${JSON.stringify(outcome)}`);
  return outcome;
}

function without(input: FeatureInput, name: string): FeatureInput {
  const values = Object.fromEntries(Object.entries(input.values).filter(([key]) => key !== name));
  return { ...input, values };
}

export function describeScorer({ name, create, items }: ScorerSubject): void {
  describe(`Scorer: ${name}`, () => {
    let scorer: Scorer;
    beforeAll(async () => {
      scorer = await create();
    });
    afterAll(async () => {
      await scorer.close();
    });

    it('names its model by id, version and digest', () => {
      expect(scorer.model.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(scorer.model.id).not.toBe('');
      expect(scorer.model.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(scorer.model.threshold).toBeGreaterThan(0);
      expect(scorer.model.threshold).toBeLessThan(1);
    });

    it('answers each item as the trainer did, to 1e-6', async () => {
      const outcomes = await scorer.scoreMany(items().map((i) => i.input));
      const worst = items().map((i, n) => Math.abs(scored(outcomes[n]).score - i.expected));
      expect(Math.max(...worst)).toBeLessThanOrEqual(1e-6);
    });

    it('scores one item as it scores it among others, in the order of the inputs', async () => {
      const some = items().slice(0, 20);
      const many = await scorer.scoreMany(some.map((i) => i.input));
      for (const [n, { input }] of some.entries()) {
        const alone = scored(await scorer.score(input));
        expect(Math.abs(alone.score - scored(many[n]).score)).toBeLessThanOrEqual(1e-6);
      }
    });

    it('gives the same bits on every run', async () => {
      const inputs = items().map((i) => i.input);
      const first = await scorer.scoreMany(inputs, { explain: true });
      for (let run = 0; run < 3; run++) {
        expect(await scorer.scoreMany(inputs, { explain: true })).toEqual(first);
      }
    });

    it('flags from the threshold on and bands by the score alone', async () => {
      const outcomes = (await scorer.scoreMany(items().map((i) => i.input))).map(scored);
      expect(new Set(outcomes.map((o) => o.flagged)).size).toBe(2);
      expect(new Set(outcomes.map((o) => o.band)).size).toBe(3);
      for (const o of outcomes) {
        expect(o.flagged).toBe(o.score >= scorer.model.threshold);
        expect(o.flagged).toBe(o.band !== 'low');
        expect(o.model).toEqual(scorer.model);
      }
    });

    it('explains a score by contributions that sum to the raw score, largest first', async () => {
      for (const { input } of items().slice(0, 20)) {
        const o = scored(await scorer.score(input));
        const sum = o.contributions.reduce((total, c) => total + c.contribution, o.baseline);
        expect(Math.abs(sum - o.rawScore)).toBeLessThanOrEqual(1e-6);
        expect(Math.abs(1 / (1 + Math.exp(-o.rawScore)) - o.score)).toBeLessThanOrEqual(1e-6);
        const sizes = o.contributions.map((c) => Math.abs(c.contribution));
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }
    });

    it('spends nothing on explanations of many unless asked', async () => {
      const inputs = items().map((i) => i.input);
      const [plain] = await scorer.scoreMany(inputs.slice(0, 1));
      const [explained] = await scorer.scoreMany(inputs.slice(0, 1), { explain: true });
      expect(scored(plain).contributions).toEqual([]);
      expect(scored(explained).contributions.length).toBeGreaterThan(0);
    });

    it('never imputes: each input that is absent makes the item not scorable', async () => {
      const input = items()[0]?.input as FeatureInput;
      for (const absent of Object.keys(input.values)) {
        const outcome = await scorer.score(without(input, absent));
        if (outcome.kind !== 'NOT_SCORABLE') throw new Error(`${absent} was imputed`);
        expect(outcome.code).toBe('FEATURES_MISSING');
        expect(outcome.missing).toHaveLength(1);
        expect(outcome.message).toContain(outcome.missing[0]);
        expect(outcome).not.toHaveProperty('score');
      }
    });

    it('names every gap with the reason that the record gave', async () => {
      const input = items()[0]?.input as FeatureInput;
      const gap = { input: 'itemValue', field: 'item.value.amount', reason: 'is in USD' };
      const outcome = await scorer.score({ ...without(input, 'netMass'), gaps: [gap] });
      if (outcome.kind !== 'NOT_SCORABLE') throw new Error('a gap was imputed');
      expect(outcome.missing).toEqual(['item.netMass.value', 'item.value.amount']);
      expect(outcome.message).toContain('item.value.amount (is in USD)');
    });

    it('keeps the order when scorable and not scorable items mix', async () => {
      const [a, b] = items();
      if (!a || !b) throw new Error('two items are needed');
      const outcomes = await scorer.scoreMany([a.input, without(a.input, 'hs'), b.input]);
      expect(outcomes.map((o) => o.kind)).toEqual(['SCORED', 'NOT_SCORABLE', 'SCORED']);
      expect(Math.abs(scored(outcomes[2]).score - b.expected)).toBeLessThanOrEqual(1e-6);
    });

    it('answers nothing for nothing, and stops when aborted', async () => {
      expect(await scorer.scoreMany([])).toEqual([]);
      const inputs = items().map((i) => i.input);
      const aborted = scorer.scoreMany(inputs, { signal: AbortSignal.abort(new Error('enough')) });
      await expect(aborted).rejects.toThrow('enough');
    });

    it('refuses to score once closed, and closes twice without complaint', async () => {
      const other = await create();
      await other.close();
      await other.close();
      const input = items()[0]?.input as FeatureInput;
      await expect(other.score(input)).rejects.toThrow(/closed/);
    });
  });
}
