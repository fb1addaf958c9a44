/** Replaces, inside a change's transaction, what records once said and what was purged of them. */
import type { RecordHistory } from '../history.js';
import type { Statement } from '../statement.js';
import type { PurgedRecord } from '../store.js';
import { inBatches } from './in-batches.js';
import type { PastRow, PurgedRow } from './past.js';
import { createPast, createPurged, deletePast, deletePurged, pastOfRecords } from './past.js';
import type { RunCypher } from './runner.js';
import { rowOf, statementOf } from './stored.js';

/** Past statements and purge marks by the record they belong to. */
export type Bygone = Pick<RecordHistory, 'past' | 'purged'>;

/** Writes the bygone of one batch of records and answers the ended statements that stood there before. */
export async function replaceBygone(
  run: RunCypher,
  records: readonly string[],
  { past, purged }: Bygone,
): Promise<readonly Statement[]> {
  const before = await inBatches(records, async (part) => {
    const rows = await run(pastOfRecords, { records: part });
    if (rows.length > 0) await run(deletePast, { records: part });
    await run(deletePurged, { records: part });
    return rows.map(statementOf);
  });
  await inBatches(past.map(pastRow), (rows) => run(createPast, { rows }));
  await inBatches(purged.map(purgedRow), (rows) => run(createPurged, { rows }));
  return before;
}

/** A purge mark as the port answers it. */
export function purgedRecord(row: PurgedRow): PurgedRecord {
  const { record, owner, revision, digest, fromBlock, fromTx, block, tx } = row;
  return {
    ...{ recordId: record, owner, revision, digest, reason: row.reason as PurgedRecord['reason'] },
    knownFrom: { block: fromBlock, tx: fromTx },
    position: { block, tx },
  };
}

/** An ended statement as it was. */
export function pastStatement(row: PastRow): RecordHistory['past'][number] {
  return { ...statementOf(row), until: { block: row.untilBlock, tx: row.untilTx } };
}

function pastRow(statement: RecordHistory['past'][number]): PastRow {
  const { block, tx } = statement.until;
  const [, source = '', target = ''] = statement.fact.split('\n');
  return { ...rowOf(statement), untilBlock: block, untilTx: tx, source, target };
}

function purgedRow(mark: PurgedRecord): PurgedRow {
  const { recordId, owner, revision, digest, reason, knownFrom, position } = mark;
  return {
    ...{ record: recordId, owner, revision, digest, reason },
    ...{ fromBlock: knownFrom.block, fromTx: knownFrom.tx },
    ...{ block: position.block, tx: position.tx },
  };
}
