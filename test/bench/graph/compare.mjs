/** One question in turn on several graphs and as a bare statement on an engine, so that a busy machine hits all alike. */
import { setTimeout as sleep } from 'node:timers/promises';
import { holdWatch, percentile, spread, tell, timed } from './figures.mjs';
import { bareParameters } from './questions.mjs';

/** Rounds that are not counted. */
const WARMING = 0.2;

/**
 * `sides` are graphs by name: `{ask, companies}`; the first is the one that is measured. `bare` runs a statement beside it.
 * Answers the times by side, and the longest hold of the event loop.
 */
export async function inTurn(question, { sides, bare, rounds }) {
  const { text, variables } = question;
  const times = Object.fromEntries([...Object.keys(sides), 'bare'].map((name) => [name, []]));
  const counted = Math.min(rounds, question.rounds ?? rounds);
  const warming = Math.ceil(counted * WARMING);
  let delay;
  for (let turn = 0; turn < warming + counted; turn += 1) {
    if (turn === warming) {
      // The first one of them may have something made that later ones use.
      if (question.settleMs) await sleep(question.settleMs);
      for (const list of Object.values(times)) list.length = 0;
      delay = holdWatch();
    }
    const [first] = Object.values(sides);
    for (const [name, { ask, companies }] of Object.entries(sides))
      times[name].push(await timed(() => ask(text, variables(turn, companies))));
    const parameters = bareParameters(variables(turn, first.companies));
    if (bare) times.bare.push(await timed(() => bare(question.bare, parameters)));
  }
  return { times, holdMs: delay.ms() };
}

/** What is told of one question: the first side's times, and the others as ratios to it. */
export function told(question, { times, holdMs }) {
  const [[measured, own], ...others] = Object.entries(times).filter(([, list]) => list.length > 0);
  const { p50, p95, longest } = spread(own);
  const ratios = Object.fromEntries(
    others.flatMap(([name, list]) => [
      [`p50Over${name}`, p50 / percentile(list, 0.5)],
      [`p95Over${name}`, p95 / percentile(list, 0.95)],
    ]),
  );
  tell(`${question.name}, ${measured}`, { p50, p95, longest, ...ratios, holdMs });
  const { target } = question;
  return { name: question.name, p50, p95, holdMs, ...ratios, target: target?.p95 };
}
