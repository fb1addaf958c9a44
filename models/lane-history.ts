/**
 * Lane history (lane-history.json): how many past items of a lane there were and how many were hits,
 * with smoothed rates that back off to wider groups. The arithmetic is that of models/train/lane_history.py, bit for bit.
 */
import * as z from 'zod';
import type { HistoryLevelSpec } from './feature-spec.js';

const lane = z.tuple([
  z.string(),
  z.int(),
  z.int(),
  z.int(),
  z.int(),
  z.int(),
  z.int(),
  z.array(z.union([z.string(), z.int()])),
]);

const historyFile = z.object({
  schema: z.literal('guanlian.lane-history/1'),
  asOf: z.object({ from: z.string(), to: z.string() }),
  declared: z.int().positive(),
  hits: z.int(),
  smoothing: z.number().positive(),
  countries: z.array(z.string()),
  dutyRates: z.array(z.string()),
  dutyTypes: z.array(z.string()),
  lanes: z.array(lane),
});

type HistoryFile = z.infer<typeof historyFile>;
type Inputs = Readonly<Record<string, string>>;

interface Counts {
  declared: number;
  hits: number;
}

/** A group's smoothed hit rate and how many past items it rests on (0: never seen). */
export interface HistoryAnswer {
  readonly rate: number;
  readonly count: number;
}

export interface LaneHistory {
  /** First and last declaration date that the counts cover (ISO 8601). */
  readonly asOf: { readonly from: string; readonly to: string };
  /** Answers for every level, by level name. Inputs must be in normal form. */
  lookUp(inputs: Inputs): ReadonlyMap<string, HistoryAnswer>;
}

const NEVER: Counts = { declared: 0, hits: 0 };

function groupKey(level: HistoryLevelSpec, inputs: Inputs): string {
  return level.keys
    .map(({ input, digits }) => (inputs[input] ?? '').slice(0, digits ?? undefined))
    .join('|');
}

function add(table: Map<string, Counts>, key: string, declared: number, hits: number): void {
  const counts = table.get(key);
  if (counts === undefined) {
    table.set(key, { declared, hits });
    return;
  }
  counts.declared += declared;
  counts.hits += hits;
}

/** The lanes of the file, and each lane again once per net mass, as inputs with their counts. */
function* groups(file: HistoryFile): Generator<{ inputs: Inputs; counts: Counts; mass: boolean }> {
  for (const [hs, origin, departure, rate, type, declared, hits, repeats] of file.lanes) {
    const inputs = {
      hs,
      originCountry: file.countries[origin] ?? '',
      exportCountry: file.countries[departure] ?? '',
      dutyRate: file.dutyRates[rate] ?? '',
      dutyType: file.dutyTypes[type] ?? '',
    };
    yield { inputs, counts: { declared, hits }, mass: false };
    for (let i = 0; i + 2 < repeats.length; i += 3) {
      const [netMass, n, k] = repeats.slice(i, i + 3);
      const counts = { declared: Number(n), hits: Number(k) };
      yield { inputs: { ...inputs, netMass: String(netMass) }, counts, mass: true };
    }
  }
}

function countGroups(
  file: HistoryFile,
  levels: readonly HistoryLevelSpec[],
): Map<string, Map<string, Counts>> {
  const tables = new Map(levels.map((level) => [level.level, new Map<string, Counts>()]));
  const usesMass = new Set(
    levels.filter((l) => l.keys.some((k) => k.input === 'netMass')).map((l) => l.level),
  );
  for (const { inputs, counts, mass } of groups(file)) {
    for (const level of levels) {
      if (usesMass.has(level.level) !== mass) continue;
      const table = tables.get(level.level);
      if (table) add(table, groupKey(level, inputs), counts.declared, counts.hits);
    }
  }
  return tables;
}

/** Reads lane-history.json for the levels of a feature specification (wider levels come first). Throws on another schema. */
export function readLaneHistory(text: string, levels: readonly HistoryLevelSpec[]): LaneHistory {
  const file = historyFile.parse(JSON.parse(text));
  const tables = countGroups(file, levels);
  const prior = file.hits / file.declared;
  return {
    asOf: file.asOf,
    lookUp(inputs) {
      const answers = new Map<string, HistoryAnswer>();
      for (const level of levels) {
        const wider = level.wider === null ? prior : answers.get(level.wider)?.rate;
        if (wider === undefined) throw new Error(`History level ${level.level} precedes its wider`);
        const { declared, hits } = tables.get(level.level)?.get(groupKey(level, inputs)) ?? NEVER;
        const rate = (hits + file.smoothing * wider) / (declared + file.smoothing);
        answers.set(level.level, { rate, count: declared });
      }
      return answers;
    },
  };
}
