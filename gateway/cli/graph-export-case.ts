/** `guanlian graph export-case LABEL:KEY …`: the entities of a case and what connects them as a file. */
import type { EntityRef } from '../../graph/index.js';
import { LONGEST_PATH, MOST_SUBJECTS, refOf } from '../../graph/index.js';
import type { Execute } from './arguments.js';
import { UsageError } from './arguments.js';
import type { GraphFile } from './graph-file.js';
import { formatOption, GRAPH_FILE_FIELDS, writeGraphFile } from './graph-file.js';
import type { Refused } from './node-client.js';
import { countOption, NodeClient, tellRefusal } from './node-client.js';

const QUERY = `query ($subjects: [EntityRefInput!]!, $longest: Int!, $limit: Int!, $format: GraphFormat!) {
  exportCase(subjects: $subjects, longest: $longest, limit: $limit, format: $format) { __typename
    ... on Refusal { code message next }
    ... on ExportCaseSuccess { file { ${GRAPH_FILE_FIELDS} } } }
}`;

interface Answer {
  readonly exportCase:
    Refused | { readonly __typename: 'ExportCaseSuccess'; readonly file: GraphFile };
}

export const execute: Execute = async (input) => {
  const format = formatOption(input);
  const subjects = subjectsOf(input.positionals);
  const longest = countOption(input, 'longest', 4, LONGEST_PATH);
  const limit = countOption(input, 'limit', 200, 500);
  const client = await NodeClient.from(input, 'risk-officer');
  const { exportCase } = await client.graphql<Answer>(QUERY, { subjects, longest, limit, format });
  if (exportCase.__typename === 'Refusal') return tellRefusal(input, exportCase);
  await writeGraphFile(input, exportCase.file);
  return 0;
};

function subjectsOf(named: readonly string[]): readonly EntityRef[] {
  if (named.length > MOST_SUBJECTS)
    throw new UsageError(`a case has 1 to ${MOST_SUBJECTS} subjects, not ${named.length}`);
  return named.map((text) => {
    if (/^[^:]+:./s.test(text)) return refOf(text);
    throw new UsageError(
      `a subject is LABEL:KEY, such as Company:EORI:GL1000000001, not "${text.slice(0, 80)}"`,
    );
  });
}
