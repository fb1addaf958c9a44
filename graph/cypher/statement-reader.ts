/** Reads statements of a Cypher graph for questions about what it knew. */
import type { StatementReader } from '../as-known.js';
import { refOf, relationshipId } from '../identity.js';
import type { RelationshipType } from '../vocabulary.js';
import { pastFrom, pastOfFacts, pastTo, relationshipsIn, relationshipsOut } from './past.js';
import type { RunCypher } from './runner.js';
import { statementsOfFacts } from './statements.js';
import { statementOf } from './stored.js';
import { pastStatement } from './write-history.js';

/** A reader inside one transaction. */
export function statementReader(run: RunCypher): StatementReader {
  return {
    statements: async (facts) => [
      ...(await run(statementsOfFacts, { facts })).map(statementOf),
      ...(await run(pastOfFacts, { facts })).map(pastStatement),
    ],
    touching: async (ids) => {
      const now = [
        ...(await run(relationshipsOut, { ids })),
        ...(await run(relationshipsIn, { ids })),
      ];
      const once = [...(await run(pastFrom, { ids })), ...(await run(pastTo, { ids }))];
      return new Set([
        ...now.map(({ type, from, to }) =>
          relationshipId(type as RelationshipType, refOf(from), refOf(to)),
        ),
        ...once.map(({ fact }) => fact),
      ]);
    },
  };
}
