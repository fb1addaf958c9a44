/**
 * From event to graph: declarations that are on the ledger already are told to the node at a fixed rate, whether or not it
 * keeps up, while somebody asks questions. An event's time is from when it was due until the node says that its block is in
 * the graph, and until it asks the model for the declaration's score, which follows.
 */
import { rm, cp } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { declarations } from '../../../dist/gateway/demo/declarations.js';
import { SeededRandom } from '../../../dist/gateway/demo/random.js';
import { writeWcoDeclaration } from '../../../dist/gateway/formats/index.js';
import { holdWatch, spread, tell, timed } from './figures.mjs';
import { graphDirOf, startNode } from './node.mjs';
import { QUESTIONS } from './questions.mjs';

const PER_SECOND = 200;
/** The first events meet cold statements and code, and typologies that look at the whole graph once: told apart. */
const STARTING = 0.5;

/** Measures in a new folder over a copy of the loaded graph. */
export async function liveEvents(dataDir, { graphDir, companies, events }) {
  await written(dataDir, events);
  await rm(graphDirOf(dataDir), { recursive: true });
  await cp(graphDir, graphDirOf(dataDir), { recursive: true });
  const starting = Math.floor(events * STARTING);
  const due = [];
  const [inGraph, scored] = [[], []];
  const { ask, node, close } = await startNode(dataDir, {
    through: (ledger) => paced(ledger, due),
    watching: (scorer) => watched(scorer, () => scored.push(since(due[scored.length]))),
  });
  let delay;
  const watch = async () => {
    while (scored.length < events) {
      const { height, projectionLag } = await node.application.ledger();
      while (due[inGraph.length]?.block < height - projectionLag)
        inGraph.push(since(due[inGraph.length]));
      if (inGraph.length > starting) delay ??= holdWatch();
      await sleep(2);
    }
  };
  try {
    const asked = [];
    const { text, variables } = QUESTIONS[1];
    const watching = watch();
    for (let turn = 0; scored.length < events; turn += 1) {
      asked.push(await timed(() => ask(text, variables(turn, companies))));
      await sleep(50);
    }
    await watching;
    const holdMs = delay.ms();
    const { p50, p95, longest } = spread(inGraph.slice(starting));
    tell(`event to graph at ${PER_SECOND} events/s`, {
      ...{ events: events - starting, p50, p95, longest, targetP95: 250 },
      startingP95: spread(inGraph.slice(0, starting)).p95,
      scoredP95: spread(scored.slice(starting)).p95,
      ...{ questionsMeanwhile: asked.length, questionP95: spread(asked.slice(5)).p95, holdMs },
    });
    return { name: `event to graph, ${PER_SECOND}/s`, p50, p95, holdMs, target: 250 };
  } finally {
    await close();
  }
}

function since({ time }) {
  return performance.now() - time;
}

/** Declarations as an office files them, committed to the ledger by the node itself, each in a block of its own. */
async function written(dataDir, events) {
  const { node, close } = await startNode(dataDir);
  const caller = { subject: 'bench', organisation: 'bench', scopes: new Set(['record:write']) };
  const drawn = declarations(new SeededRandom(5), '2026-11-02');
  try {
    for (let number = 0; number < events; number += 1) {
      const one = drawn[number % drawn.length];
      const message = writeWcoDeclaration({ ...one, functionalReferenceId: `LIVE${number}` });
      const outcome = await node.application.ingest(caller, { bytes: Buffer.from(message) });
      if (!outcome.ok) throw new Error(outcome.refusal.message);
    }
  } finally {
    await close();
  }
}

/** The ledger whose events come at the rate, however long each takes; notes when each declaration was due. */
function paced(ledger, due) {
  return {
    mspId: ledger.mspId,
    submit: (call) => ledger.submit(call),
    evaluate: (call) => ledger.evaluate(call),
    info: () => ledger.info(),
    async *events(options) {
      const start = performance.now();
      let number = 0;
      for await (const event of ledger.events(options)) {
        const time = start + (number * 1000) / PER_SECOND;
        const early = time - performance.now();
        if (early > 0) await sleep(early);
        if (event.name === 'record.committed') due.push({ time, block: event.position.block });
        number += 1;
        yield event;
      }
    },
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}

/** The scorer, telling when it is asked: once for each declaration, since each has one item. */
function watched(scorer, onScore) {
  return {
    score: (input) => {
      onScore();
      return scorer.score(input);
    },
    [Symbol.asyncDispose]: () => scorer[Symbol.asyncDispose](),
  };
}
