/** `guanlian graph rebuild|verify|compact`: the graph is a projection of the ledger; rebuild it, check that it is equal, or compact its files. */
import type { Execute, VerbInput } from './arguments.js';
import type { Refused } from './node-client.js';
import { NodeClient, tellRefusal } from './node-client.js';
import { answer, message } from './output.js';

const DIFFERENT = 1;

interface Compared {
  readonly equal: boolean;
  readonly digest: string;
  readonly expected: string;
  readonly wrongHeads: number;
  readonly wrongHead: string | null;
}

/** `guanlian graph rebuild`. */
export const executeRebuild: Execute = async (input) => {
  const client = await NodeClient.from(input, 'operator');
  message('Rebuilding the graph from the ledger …');
  return rebuild(input, client);
};

/** `guanlian graph verify`. */
export const executeVerify: Execute = async (input) => {
  const client = await NodeClient.from(input, 'operator');
  message('Building a second graph to compare …');
  return verify(input, client);
};

/** `guanlian graph compact`. */
export const executeCompact: Execute = async (input) => {
  const client = await NodeClient.from(input, 'operator');
  message('Rewriting the files of the graph …');
  return compact(input, client);
};

async function compact(input: VerbInput, client: NodeClient): Promise<number> {
  const { compactGraph } = await client.graphql<{
    compactGraph:
      | Refused
      | {
          __typename: 'CompactGraphSuccess';
          compaction: { bytesBefore: number; bytesAfter: number };
        };
  }>(
    'mutation { compactGraph { __typename ... on Refusal { code message next } ... on CompactGraphSuccess { compaction { bytesBefore bytesAfter } } } }',
  );
  if (compactGraph.__typename === 'Refusal') return tellRefusal(input, compactGraph);
  const { bytesBefore, bytesAfter } = compactGraph.compaction;
  answer(input, { bytesBefore, bytesAfter }, [`${bytesBefore} bytes before, ${bytesAfter} after`]);
  return 0;
}

async function rebuild(input: VerbInput, client: NodeClient): Promise<number> {
  const { rebuildGraph } = await client.graphql<{
    rebuildGraph:
      Refused | { __typename: 'RebuildGraphSuccess'; rebuild: { records: number; digest: string } };
  }>(
    'mutation { rebuildGraph { __typename ... on Refusal { code message next } ... on RebuildGraphSuccess { rebuild { records digest } } } }',
  );
  if (rebuildGraph.__typename === 'Refusal') return tellRefusal(input, rebuildGraph);
  const { records, digest } = rebuildGraph.rebuild;
  answer(input, { records, digest }, [
    `${records} record projections replayed`,
    `digest ${digest}`,
  ]);
  return 0;
}

async function verify(input: VerbInput, client: NodeClient): Promise<number> {
  const { verifyGraph } = await client.graphql<{
    verifyGraph: Refused | { __typename: 'VerifyGraphSuccess'; comparison: Compared };
  }>(
    'mutation { verifyGraph { __typename ... on Refusal { code message next } ... on VerifyGraphSuccess { comparison { equal digest expected wrongHeads wrongHead } } } }',
  );
  if (verifyGraph.__typename === 'Refusal') return tellRefusal(input, verifyGraph);
  const { equal, digest, expected, wrongHeads, wrongHead } = verifyGraph.comparison;
  answer(input, { equal, digest, expected, wrongHeads, wrongHead }, [
    equal
      ? 'the graph equals the ledger'
      : 'the graph DIFFERS from the ledger: run guanlian graph rebuild',
    `digest ${digest}`,
    ...(equal ? [] : [`ledger ${expected}`]),
    ...aboutHeads(wrongHeads, wrongHead),
  ]);
  return equal && wrongHeads === 0 ? 0 : DIFFERENT;
}

function aboutHeads(wrong: number, example: string | null): readonly string[] {
  if (wrong === 0) return [];
  return [
    `of its heads ${wrong} DIFFER from its statements, and answers count sources wrongly: run guanlian graph rebuild`,
    ...(example === null ? [] : [`for one, ${example}`]),
  ];
}
