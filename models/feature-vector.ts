/** From the inputs of one item to the model's ordered numbers, or to the names of what is missing. */
import { normalDecimal } from './decimal-text.js';
import type { FeatureSpec, FeatureSpecification, InputSpec } from './feature-spec.js';
import type { HistoryAnswer, LaneHistory } from './lane-history.js';
import type { FeatureGap, FeatureInput } from './scorer.js';

type Inputs = Readonly<Record<string, string>>;
type History = ReadonlyMap<string, HistoryAnswer>;

export type FeatureVector =
  | { readonly ok: true; readonly values: Float64Array }
  | { readonly ok: false; readonly gaps: readonly FeatureGap[] };

const EXPECTED: Record<InputSpec['kind'], string> = {
  code: 'is no code of up to eight letters and digits',
  country: 'is no ISO 3166-1 alpha-2 code',
  decimal: 'is no plain decimal',
  hs: 'has not ten digits',
};

type InputReader = (input: FeatureInput) => string | FeatureGap;

/** Reads one input in normal form, or says why it leaves a gap. */
function inputReader(spec: InputSpec): InputReader {
  const pattern = new RegExp(spec.pattern);
  const gap = (reason: string): FeatureGap => ({ input: spec.name, field: spec.field, reason });
  return (input) => {
    const known = input.gaps.find((g) => g.input === spec.name);
    if (known) return known;
    const value = Object.hasOwn(input.values, spec.name) ? input.values[spec.name] : undefined;
    if (value === undefined) return gap('is absent');
    if (!pattern.test(value)) return gap(EXPECTED[spec.kind]);
    return spec.kind === 'decimal' ? (normalDecimal(value) ?? gap(EXPECTED.decimal)) : value;
  };
}

function historyNumber(spec: FeatureSpec & { level: string }, history: History): number {
  const answer = history.get(spec.level);
  if (answer === undefined) throw new Error(`Feature ${spec.name}: no level ${spec.level}`);
  return spec.kind === 'history-rate' ? answer.rate : answer.count;
}

function featureNumber(spec: FeatureSpec, inputs: Inputs, history: History): number {
  if ('level' in spec) return historyNumber(spec, history);
  const text = inputs[spec.input] ?? '';
  switch (spec.kind) {
    case 'category': {
      const place = spec.categories.indexOf(text);
      return place === -1 ? spec.unseen : place;
    }
    case 'digits':
      return Number(text.slice(0, spec.digits));
    case 'decimal':
      return Number(text);
    case 'ratio': {
      const over = Number(inputs[spec.over]);
      return over > 0 ? Number(text) / over : spec.whenZero;
    }
  }
}

/** Prepares a specification: items in, doubles in the model's order out (the model gets the nearest float32 of each). */
export function featureReader(
  spec: FeatureSpecification,
  history: LaneHistory,
): (input: FeatureInput) => FeatureVector {
  const readers = spec.inputs.map((i) => [i.name, inputReader(i)] as const);
  return (input) => {
    const inputs: Record<string, string> = {};
    const gaps: FeatureGap[] = [];
    for (const [name, read] of readers) {
      const value = read(input);
      if (typeof value === 'string') inputs[name] = value;
      else gaps.push(value);
    }
    if (gaps.length > 0) return { ok: false, gaps };
    const past = history.lookUp(inputs);
    const values = Float64Array.from(spec.features, (f) => featureNumber(f, inputs, past));
    return { ok: true, values };
  };
}
