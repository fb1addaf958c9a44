/**
 * Bytes of any origin to canonical records: recognises the format, reads what can be read, reports the rest.
 * Never throws for what the bytes hold; a fault in a mapper becomes an error finding, with the message kept as a tree.
 */
import type {
  CanonicalRecord,
  Finding,
  RecordBody,
  SourcePosition,
} from '../../chaincode/index.js';
import { sha256Hex } from '../../chaincode/index.js';
import { looksLikeJson, readCanonicalJson } from './canonical-json.js';
import { looksLikeEdifact, readEdifact } from './edifact/read.js';
import type { ReadLimits } from './limits.js';
import { DEFAULT_LIMITS } from './limits.js';
import type { UnreadPart } from './trace.js';
import { looksLikeXml, readXmlMessage } from './xml/read.js';

export interface ReadOptions {
  /** When the bytes arrived, ISO 8601 UTC; also the pivot of two-digit years. */
  readonly receivedAt: string;
  readonly fileName?: string;
  readonly limits?: Partial<ReadLimits>;
}

export interface ReadOutcome {
  /** PAXLST, CUSCAR, XFWB, WCO-DEC, …; UNKNOWN when nothing fits. */
  readonly format: string;
  readonly version?: string;
  readonly recognised: boolean;
  readonly records: readonly CanonicalRecord[];
  /** About the message as a whole; those about a record are with it. */
  readonly findings: readonly Finding[];
  readonly unread: readonly UnreadPart[];
  /** Segments or elements as read. */
  readonly tree: unknown;
}

/** Reads a message. */
export function readMessage(bytes: Uint8Array, options: ReadOptions): ReadOutcome {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  if (bytes.length > limits.bytes) return tooLarge(bytes.length, limits.bytes);
  try {
    return recognise(bytes, options, limits);
  } catch (cause) {
    return broken(cause);
  }
}

function recognise(bytes: Uint8Array, options: ReadOptions, limits: ReadLimits): ReadOutcome {
  const latin = Buffer.from(bytes).toString('latin1');
  if (looksLikeEdifact(latin)) return fromEdifact(latin, bytes, options, limits);
  const text = decodeText(bytes);
  if (looksLikeXml(text)) return fromXml(text, bytes, options, limits);
  if (looksLikeJson(text)) return fromJson(text, bytes, options, limits);
  return unknownFormat();
}

/** UTF-8 unless a byte order mark says UTF-16; ISO 8859-1 when the bytes are no UTF-8. */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: every byte is a character then, so nothing is lost.
    return Buffer.from(bytes).toString('latin1');
  }
}

function fromEdifact(
  text: string,
  bytes: Uint8Array,
  options: ReadOptions,
  limits: ReadLimits,
): ReadOutcome {
  const reading = readEdifact(text, limits, Number(options.receivedAt.slice(0, 4)));
  const source = sourceOf(
    bytes,
    options,
    reading.format,
    reading.version,
    reading.interchange.reference,
  );
  const records = reading.messages.flatMap((message) =>
    message.bodies.map((body) => ({
      body: storable(body),
      source: { ...source, messageRef: message.reference, spans: message.spans },
      findings: message.trace.findings,
    })),
  );
  const orphaned = reading.messages
    .filter((m) => m.bodies.length === 0)
    .flatMap((m) => m.trace.findings);
  return {
    format: reading.format,
    ...(reading.version ? { version: reading.version } : {}),
    recognised: reading.recognised,
    records,
    findings: [...reading.trace.findings, ...orphaned],
    unread: reading.unread,
    tree: reading.interchange,
  };
}

function fromXml(
  text: string,
  bytes: Uint8Array,
  options: ReadOptions,
  limits: ReadLimits,
): ReadOutcome {
  const reading = readXmlMessage(text, limits);
  const { format, version, recognised, bodies, trace, unread, root } = reading;
  const source = sourceOf(bytes, options, format, version, reading.reference);
  const records = bodies.map((body) => ({
    body: storable(body),
    source: { ...source, spans: trace.spans },
    findings: trace.findings,
  }));
  const findings = records.length > 0 ? [] : trace.findings;
  return {
    format,
    ...(version ? { version } : {}),
    recognised,
    records,
    findings,
    unread,
    tree: root,
  };
}

function fromJson(
  text: string,
  bytes: Uint8Array,
  options: ReadOptions,
  limits: ReadLimits,
): ReadOutcome {
  const { recognised, bodies, trace, value } = readCanonicalJson(text, limits);
  const format = recognised ? 'GUANLIAN-JSON' : 'JSON';
  const source = sourceOf(bytes, options, format, undefined, '');
  const records = bodies.map((body) => ({
    body,
    source: { ...source, spans: {} },
    findings: trace.findings,
  }));
  const findings = records.length > 0 ? [] : trace.findings;
  return { format, recognised, records, findings, unread: [], tree: value };
}

interface Source {
  readonly format: string;
  readonly version?: string;
  readonly interchangeRef?: string;
  readonly rawSha256: string;
  readonly receivedAt: string;
}

function sourceOf(
  bytes: Uint8Array,
  { receivedAt }: ReadOptions,
  format: string,
  version: string | undefined,
  interchangeRef: string,
): Source {
  return {
    format,
    ...(version ? { version } : {}),
    ...(interchangeRef ? { interchangeRef } : {}),
    rawSha256: sha256Hex(bytes),
    receivedAt,
  };
}

/** Lone surrogates have no canonical form; they are replaced here, before anything is hashed. */
function storable(body: RecordBody): RecordBody {
  return JSON.parse(
    JSON.stringify(body, (_, value: unknown) =>
      typeof value === 'string' ? Buffer.from(value, 'utf8').toString('utf8') : value,
    ),
  ) as RecordBody;
}

function nothingRead(finding: Finding): ReadOutcome {
  return {
    format: 'UNKNOWN',
    recognised: false,
    records: [],
    findings: [finding],
    unread: [],
    tree: null,
  };
}

function tooLarge(bytes: number, limit: number): ReadOutcome {
  return nothingRead({
    ...{ code: 'MESSAGE_SIZE', severity: 'error', path: '', value: String(bytes) },
    message: `the message has ${bytes} bytes, ${limit} are read at most`,
    repair: 'split the message',
  });
}

function unknownFormat(): ReadOutcome {
  return nothingRead({
    ...{ code: 'FORMAT_UNKNOWN', severity: 'error', path: '', at: START },
    message: 'the bytes are no EDIFACT interchange, XML document or canonical JSON record',
    repair:
      'send PAXLST, PNRGOV, CUSCAR, BAPLIE, Cargo-XML, a WCO DM declaration or canonical JSON',
  });
}

const START: SourcePosition = { offset: 0 };

function broken(cause: unknown): ReadOutcome {
  return nothingRead({
    ...{ code: 'READER_FAULT', severity: 'error', path: '' },
    message: `the reader failed: ${cause instanceof Error ? cause.name : 'unknown'}`,
    repair: 'report the message to the operator of this node; the raw bytes are untouched',
  });
}
