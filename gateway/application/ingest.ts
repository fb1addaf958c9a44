/** Ingest: raw bytes to canonical records, each kept in the vault and committed to on the ledger. */
import type { Finding } from '../../chaincode/index.js';
import { accepted, refusal, refused } from '../../chaincode/index.js';
import type { IngestResult, RecordSummary, UserOutcome } from '../application.js';
import { readMessage } from '../formats/index.js';
import { commitRecord } from './commit-record.js';
import type { NodeParts } from './parts.js';
import { isoNow } from './parts.js';

const UNREAD_TEXT = 400;
const MOST_REASONS = 2;

/**
 * Reads a message and commits to its records. Findings come with the answer; a message in which no record could be
 * recognised is refused with its findings in the sentence, so that the sender can repair it.
 */
export async function ingestMessage(
  parts: NodeParts,
  input: { bytes: Uint8Array; fileName?: string },
): Promise<UserOutcome<IngestResult>> {
  const receivedAt = isoNow(parts.clock);
  const read = readMessage(input.bytes, {
    receivedAt,
    ...(input.fileName === undefined ? {} : { fileName: input.fileName }),
  });
  if (read.records.length === 0) {
    const why = reasons(read.findings);
    return refused(
      refusal('INVALID_INPUT', `no record could be read (format ${read.format})${why}`),
    );
  }
  const records: RecordSummary[] = [];
  for (const record of read.records) {
    const committed = await commitRecord(parts, record, input.bytes);
    if (!committed.ok) return committed;
    const { id, kind, owner, revision, createdAt, retainUntil, status } = committed.value;
    records.push({
      ...{ id, kind, owner, revision, createdAt, retainUntil, status },
      ...{ holding: 'owner', format: read.format, findingCount: record.findings.length },
    });
  }
  const findings = [...read.findings, ...read.records.flatMap((record) => record.findings)];
  const unread = read.unread.map(({ path, text }) => ({ path, text: text.slice(0, UNREAD_TEXT) }));
  return accepted({ format: read.format, records, findings, unread });
}

/** The gravest findings in one sentence; what the format as a whole is for comes last in a reading. */
function reasons(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').slice(0, MOST_REASONS);
  const last = findings.at(-1);
  const told = new Set([...errors, ...(last ? [last] : [])].map(({ message }) => message));
  return told.size === 0 ? '' : `: ${[...told].join('; ')}`;
}
