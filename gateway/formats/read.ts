/**
 * Bytes of any origin to canonical records: recognises the format, reads what can be read, reports the rest.
 * Never throws for what the bytes hold; a fault in a mapper becomes an error finding.
 */
import type { CanonicalRecord, Finding, RecordSource } from '../../chaincode/index.js';
import { sha256Hex } from '../../chaincode/index.js';
import { checkRecord } from './check/record.js';
import { decodeText } from './decode.js';
import { looksLikeEdifact, readEdifact } from './edifact/read.js';
import { looksLikeJson, readCanonicalJson } from './json/read.js';
import type { ReadLimits } from './limits.js';
import { DEFAULT_LIMITS } from './limits.js';
import type { Trace, UnreadPart } from './trace.js';
import { looksLikeXml, readXmlMessage } from './xml/read.js';

export interface ReadOptions {
  /** When the bytes arrived, ISO 8601 UTC; also the pivot of two-digit years. */
  readonly receivedAt: string;
  /** Warnings count as errors: for senders who want to be told. */
  readonly strict?: boolean;
  readonly limits?: Partial<ReadLimits>;
  /** Only for the reader of findings; the format is told from the bytes. */
  readonly fileName?: string;
}

export interface ReadOutcome {
  /** PAXLST, PNRGOV, CUSCAR, BAPLIE, XFWB, WCO-DEC, GUANLIAN-JSON …; UNKNOWN when nothing fits. */
  readonly format: string;
  readonly version?: string;
  /** Whether the message type is one that is mapped or understood as a tree. */
  readonly recognised: boolean;
  readonly records: readonly CanonicalRecord[];
  /** About the message as a whole; those about a record are with it. */
  readonly findings: readonly Finding[];
  /** What no mapper used, with its place. */
  readonly unread: readonly UnreadPart[];
  /** Interchanges, element or value as read; null when nothing was. */
  readonly tree: unknown;
}

/** Reads a message: value, findings and what was left over. */
export function readMessage(bytes: Uint8Array, options: ReadOptions): ReadOutcome {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  if (bytes.length > limits.bytes) return tooLarge(bytes.length, limits.bytes);
  try {
    const outcome = recognise(bytes, options, limits);
    return options.strict ? strictly(outcome) : outcome;
  } catch (cause) {
    return broken(cause);
  }
}

function recognise(bytes: Uint8Array, options: ReadOptions, limits: ReadLimits): ReadOutcome {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const source = { rawSha256: sha256Hex(bytes), receivedAt: options.receivedAt };
  if (looksLikeEdifact(latin)) return fromEdifact(latin, source, limits);
  const document = decodeText(bytes);
  if (looksLikeXml(document.text)) return fromXml(document, source, limits);
  if (looksLikeJson(document.text)) return fromJson(document.text, source, limits);
  return unknownFormat();
}

type SourceStart = Pick<RecordSource, 'rawSha256' | 'receivedAt'>;

const FALLBACK_YEAR = 2025;

function fromEdifact(text: string, source: SourceStart, limits: ReadLimits): ReadOutcome {
  const year = /^\d{4}/.exec(source.receivedAt)?.[0];
  const reading = readEdifact(text, limits, year ? Number(year) : FALLBACK_YEAR);
  const records = reading.records.map(({ format, version, reference, interchangeRef, ...mapped }) =>
    toRecord(mapped, {
      ...source,
      format,
      ...(version ? { version } : {}),
      ...(interchangeRef ? { interchangeRef } : {}),
      ...(reference ? { messageRef: reference } : {}),
    }),
  );
  return {
    format: reading.format,
    ...(reading.version ? { version: reading.version } : {}),
    ...{ recognised: reading.recognised, records, unread: reading.unread },
    findings: reading.trace.findings,
    tree: reading.interchanges,
  };
}

function fromXml(
  document: ReturnType<typeof decodeText>,
  source: SourceStart,
  limits: ReadLimits,
): ReadOutcome {
  const { format, version, recognised, reference, ...reading } = readXmlMessage(document, limits);
  const records = reading.records.map((mapped) =>
    toRecord(mapped, {
      ...source,
      format,
      ...(version ? { version } : {}),
      ...(reference ? { messageRef: reference } : {}),
    }),
  );
  return {
    format,
    ...(version ? { version } : {}),
    ...{ recognised, records, unread: reading.unread },
    findings: reading.trace.findings,
    tree: reading.root ?? null,
  };
}

/** A JSON record is its own source: each pointer is its span. */
function fromJson(text: string, source: SourceStart, limits: ReadLimits): ReadOutcome {
  const { recognised, body, trace, value } = readCanonicalJson(text, limits);
  const format = recognised ? 'GUANLIAN-JSON' : 'JSON';
  const records = body ? [toRecord({ body, trace }, { ...source, format })] : [];
  const findings = body ? [] : trace.findings;
  return { format, recognised, records, findings, unread: [], tree: value ?? null };
}

function toRecord(
  { body, trace }: { body: CanonicalRecord['body']; trace: Trace },
  source: Omit<RecordSource, 'spans'>,
): CanonicalRecord {
  checkRecord(body, trace, source.receivedAt.slice(0, 10));
  return { body, source: { ...source, spans: trace.spans }, findings: trace.findings };
}

function strictly(outcome: ReadOutcome): ReadOutcome {
  const raise = (finding: Finding): Finding =>
    finding.severity === 'warn' ? { ...finding, severity: 'error' } : finding;
  return {
    ...outcome,
    findings: outcome.findings.map(raise),
    records: outcome.records.map((r) => ({ ...r, findings: r.findings.map(raise) })),
  };
}

function nothingRead(finding: Omit<Finding, 'severity' | 'path'>): ReadOutcome {
  return {
    ...{ format: 'UNKNOWN', recognised: false, records: [], unread: [], tree: null },
    findings: [{ ...finding, severity: 'error', path: '' }],
  };
}

function tooLarge(bytes: number, limit: number): ReadOutcome {
  return nothingRead({
    ...{ code: 'MESSAGE_SIZE', value: String(bytes), repair: 'split the message' },
    message: `the message has ${bytes} bytes, ${limit} are read at most`,
  });
}

function unknownFormat(): ReadOutcome {
  return nothingRead({
    ...{ code: 'FORMAT_UNKNOWN', at: { offset: 0 } },
    message: 'the bytes are no EDIFACT interchange, XML document or canonical JSON record',
    repair:
      'send PAXLST, PNRGOV, CUSCAR, BAPLIE, Cargo-XML, a WCO DM declaration or canonical JSON',
  });
}

/** The name of the fault only: its text may quote the message. */
function broken(cause: unknown): ReadOutcome {
  return nothingRead({
    code: 'READER_FAULT',
    message: `the reader failed: ${cause instanceof Error ? cause.name : 'unknown'}`,
    repair: 'report the message to the operator of this node; the raw bytes are untouched',
  });
}
