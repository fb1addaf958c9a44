/** `guanlian graph export LABEL KEY`: the part of the graph around an entity as a file. */
import { writeFile } from 'node:fs/promises';
import type { Finding } from '../../chaincode/index.js';
import type { Execute } from './arguments.js';
import { UsageError } from './arguments.js';
import { countOption, NodeClient } from './node-client.js';
import { message } from './output.js';
import { findingLine } from './read.js';

const FORMATS = ['ftm', 'graphml', 'json'];
const NOT_FOUND = 1;
const QUERY = `query ($label: String!, $key: String!, $hops: Int!, $limit: Int!, $format: GraphFormat!) {
  exportGraph(label: $label, key: $key, hops: $hops, limit: $limit, format: $format) {
    text truncated findings { code severity path message value repair }
  }
}`;

interface Answer {
  readonly exportGraph: {
    readonly text: string;
    readonly truncated: boolean;
    readonly findings: readonly Finding[];
  } | null;
}

export const execute: Execute = async (input) => {
  const format = input.text('format') ?? 'json';
  if (!FORMATS.includes(format))
    throw new UsageError(`--format takes one of ${FORMATS.join(', ')}`);
  const [label, key] = [input.argument(0), input.argument(1)];
  const hops = countOption(input, 'hops', 2, 3);
  const limit = countOption(input, 'limit', 200, 500);
  const client = await NodeClient.from(input, 'risk-officer');
  const { exportGraph } = await client.graphql<Answer>(QUERY, { label, key, hops, limit, format });
  if (exportGraph === null) {
    message(`the graph has no ${label} with this key`);
    return NOT_FOUND;
  }
  const { text, truncated, findings } = exportGraph;
  for (const finding of findings) message(findingLine(finding));
  if (truncated)
    message('there is more around it than was exported, beyond the limit or behind hubs');
  const file = input.text('out');
  if (file === undefined) process.stdout.write(text);
  else await writeFile(file, text, { mode: 0o600 });
  return 0;
};
