/** `guanlian graph export LABEL KEY`: the part of the graph around an entity as a file. */
import type { Execute } from './arguments.js';
import type { GraphFile } from './graph-file.js';
import { formatOption, GRAPH_FILE_FIELDS, writeGraphFile } from './graph-file.js';
import { countOption, NodeClient } from './node-client.js';
import { message } from './output.js';

const NOT_FOUND = 1;
const QUERY = `query ($label: String!, $key: String!, $hops: Int!, $limit: Int!, $format: GraphFormat!) {
  exportGraph(label: $label, key: $key, hops: $hops, limit: $limit, format: $format) { ${GRAPH_FILE_FIELDS} }
}`;

export const execute: Execute = async (input) => {
  const format = formatOption(input);
  const [label, key] = [input.argument(0), input.argument(1)];
  const hops = countOption(input, 'hops', 2, 3);
  const limit = countOption(input, 'limit', 200, 500);
  const client = await NodeClient.from(input, 'risk-officer');
  const { exportGraph } = await client.graphql<{ readonly exportGraph: GraphFile | null }>(QUERY, {
    ...{ label, key, hops, limit, format },
  });
  if (exportGraph === null) {
    message(`the graph has no ${label} with this key`);
    return NOT_FOUND;
  }
  await writeGraphFile(input, exportGraph);
  return 0;
};
