/** The subgraph of a case as a file: what `caseGraph` answers, with the same veil, for programs of other investigators. */
import { accepted, refusal, refused } from '../../chaincode/index.js';
import type { GraphStore } from '../../graph/index.js';
import {
  caseFindings,
  caseGraph,
  caseSubgraph,
  MOST_SOURCES,
  MOST_SUBJECTS,
} from '../../graph/index.js';
import type { Caller, UserOutcome, UserRefusal } from '../application.js';
import type { GraphExportView } from '../graph-views.js';
import type { CaseExportQuestion } from '../questions.js';
import { refsIn, unknownIds } from './graph-answers.js';
import { graphFile, MOST_NODES } from './graph-file.js';
import { veiled } from './veil.js';

/** Signs of a key that a refusal repeats. */
const SHOWN = 120;

/**
 * The case as the caller may see it, in the format. Refuses INVALID_INPUT for no subject, LIMIT_EXCEEDED for too many, and
 * NOT_FOUND with the names of those that this graph does not have: a case that lacks one is not the case that was asked for.
 */
export async function exportCase(
  graph: Pick<GraphStore, 'read'>,
  caller: Caller,
  { signal, format, longest, ...asked }: CaseExportQuestion,
): Promise<UserOutcome<GraphExportView>> {
  const { length } = asked.subjects;
  if (length < 1 || length > MOST_SUBJECTS) return refused(wrongNumber(length));
  const { known, strange } = refsIn(asked.subjects);
  const limit = Math.min(asked.limit, MOST_NODES);
  const question = { subjects: known, longest, limit };
  return graph.read(
    async (unveiled) => {
      const reader = veiled(unveiled, caller);
      const found = await caseGraph(reader, question);
      const unknown = unknownIds([...found.unknown, ...strange]);
      if (unknown.length > 0) return refused(notFound(unknown));
      const part = await caseSubgraph(reader, found, MOST_SOURCES);
      const findings = caseFindings(part, { longest, most: MOST_SOURCES });
      const file = graphFile(part, format);
      return accepted({ ...file, findings: [...findings, ...file.findings] });
    },
    { signal },
  );
}

function wrongNumber(given: number): UserRefusal {
  const code = given === 0 ? 'INVALID_INPUT' : 'LIMIT_EXCEEDED';
  return refusal(code, `a case has 1 to ${MOST_SUBJECTS} \`subjects\`, not ${given}`);
}

function notFound(unknown: readonly string[]): UserRefusal {
  const named = unknown.map((id) => id.slice(0, SHOWN)).join(', ');
  return refusal('NOT_FOUND', `the graph does not have ${named}`);
}
