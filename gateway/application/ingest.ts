/** Ingest: raw bytes to canonical records, each kept in the vault and committed to on the ledger. */
import { accepted, refusal, refused } from '../../chaincode/index.js';
import type { IngestResult, RecordSummary, UserOutcome } from '../application.js';
import { readMessage } from '../formats/index.js';
import { commitRecord } from './commit-record.js';
import type { NodeParts } from './parts.js';
import { isoNow } from './parts.js';

const UNREAD_TEXT = 400;

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
    const first = read.findings.find((finding) => finding.severity === 'error') ?? read.findings[0];
    const why = first ? `: ${first.message}` : '';
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
