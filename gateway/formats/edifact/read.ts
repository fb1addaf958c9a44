/** EDIFACT bytes to records: one mapper per message type, everything else kept as a tree with its findings. */
import { table } from '../table.js';
import type { RecordBody } from '../../../chaincode/index.js';
import type { ReadLimits } from '../limits.js';
import type { UnreadPart } from '../trace.js';
import { Trace } from '../trace.js';
import { withoutCardNumbers } from './cards.js';
import { mapContainerMessage } from './container.js';
import { checkEquipmentTotal, mapCuscar } from './cuscar.js';
import type { EdifactMessage, Interchange } from './interchange.js';
import { buildTree } from './interchange.js';
import { MessageMapping } from './mapping.js';
import { mapPaxlst } from './paxlst.js';
import { mapPnrgov } from './pnrgov.js';
import type { Segment } from './segment.js';
import { positionOf } from './segment.js';
import { tokenize } from './tokenizer.js';

/** A record with what was noticed about it. */
export interface MappedRecord {
  readonly format: string;
  readonly version: string;
  readonly reference: string;
  readonly interchangeRef: string;
  readonly body: RecordBody;
  readonly trace: Trace;
}

export interface EdifactReading {
  readonly format: string;
  readonly version?: string;
  readonly recognised: boolean;
  readonly interchanges: readonly Interchange[];
  readonly records: readonly MappedRecord[];
  /** Findings about the file and its envelope. */
  readonly trace: Trace;
  readonly unread: readonly UnreadPart[];
}

interface Mapped {
  readonly body: RecordBody;
  readonly trace: Trace;
}

type Mapper = (mapping: MessageMapping, limits: ReadLimits) => Mapped[];

const MAPPERS = table<Mapper>({
  PAXLST: single(mapPaxlst),
  CUSCAR: single(mapCuscar),
  BAPLIE: single((mapping) => mapUnits(mapping, 'BAPLIE')),
  COPRAR: single((mapping) => mapUnits(mapping, 'COPRAR')),
  IFTSAI: single((mapping) => mapUnits(mapping, 'IFTSAI')),
  IFTSTA: single((mapping) => mapUnits(mapping, 'IFTSTA')),
  PNRGOV: (mapping, limits) => mapPnrgov(mapping, limits.findings),
});

function single(map: (mapping: MessageMapping) => RecordBody): Mapper {
  return (mapping) => [{ body: map(mapping), trace: mapping.trace }];
}

function mapUnits(mapping: MessageMapping, type: string): RecordBody {
  const manifest = mapContainerMessage(mapping, type);
  checkEquipmentTotal(mapping, manifest.equipment.length);
  return manifest;
}

const MOST_VERSION = 20;

/** Whether the text looks like EDIFACT: UNA or a service segment within its first characters. */
export function looksLikeEdifact(text: string): boolean {
  return /^[\u00ef\u00bb\u00bf\s\0]*(UNA[^A-Za-z0-9]|(UN[BGH]|UIB)[^A-Za-z0-9\s])/i.test(
    text.slice(0, 400),
  );
}

/** Reads a file given as one-byte-per-character text. */
export function readEdifact(text: string, limits: ReadLimits, nowYear: number): EdifactReading {
  const trace = new Trace(limits.findings);
  const { segments, junk } = tokenize(text, limits, trace);
  const interchanges = buildTree(segments, trace).map(withoutCards);
  const mapped = interchanges.flatMap((interchange) =>
    interchange.groups
      .flatMap((group) => group.messages)
      .map((message) => mapMessage(message, { interchange, limits, nowYear, trace })),
  );
  const stray = interchanges.flatMap((interchange) => interchange.stray.map(unreadSegment));
  const messages = interchanges.flatMap(({ groups }) => groups.flatMap((g) => g.messages));
  noteUnknown(messages, trace);
  const main = messages.find(({ type }) => type in MAPPERS) ?? messages[0];
  return {
    format: main && /^[A-Z0-9]{2,12}$/.test(main.type) ? main.type : 'EDIFACT',
    ...(main?.version ? { version: main.version.slice(0, MOST_VERSION) } : {}),
    recognised: main !== undefined && main.type in MAPPERS,
    ...{ interchanges, trace },
    records: mapped.flatMap(({ records }) => records),
    unread: [...junk, ...stray, ...mapped.flatMap(({ unread }) => unread)],
  };
}

interface MessageContext {
  readonly interchange: Interchange;
  readonly limits: ReadLimits;
  readonly nowYear: number;
  readonly trace: Trace;
}

function mapMessage(
  message: EdifactMessage,
  { interchange, limits, nowYear, trace }: MessageContext,
): { records: MappedRecord[]; unread: UnreadPart[] } {
  const { type, version, reference, segments } = message;
  const mapper = MAPPERS[type];
  if (!mapper) return { records: [], unread: segments.map(unreadSegment) };
  const mapping = new MessageMapping(segments, new Trace(limits.findings), nowYear);
  // The envelope is checked where the tree is built.
  for (const segment of segments) {
    if (segment.tag === 'UNH' || segment.tag === 'UNT') mapping.use(segment);
  }
  const mapped = mapper(mapping, limits);
  // What a message says about itself apart from its records (PNRGOV) belongs to the file.
  if (!mapped.some((record) => record.trace === mapping.trace)) {
    mapping.trace.findings.forEach((finding) => trace.note(finding));
  }
  const shared = {
    format: type,
    version: version.slice(0, MOST_VERSION),
    reference,
    interchangeRef: interchange.reference,
  };
  return { records: mapped.map((m) => ({ ...shared, ...m })), unread: mapping.unread() };
}

/** Forms of payment and remarks of PNRGOV may hold card numbers. */
function withoutCards(interchange: Interchange): Interchange {
  const groups = interchange.groups.map((group) => ({
    ...group,
    messages: group.messages.map((message) =>
      message.type === 'PNRGOV'
        ? { ...message, segments: message.segments.map(withoutCardNumbers) }
        : message,
    ),
  }));
  return { ...interchange, groups };
}

function unreadSegment(segment: Segment): UnreadPart {
  return { path: `${segment.tag}[${segment.index}]`, text: segment.raw, at: positionOf(segment) };
}

function noteUnknown(messages: readonly EdifactMessage[], trace: Trace): void {
  if (messages.length === 0) {
    trace.note({
      ...{ code: 'NO_MESSAGE', severity: 'error', path: 'UNH' },
      message: 'the interchange holds no message (UNH)',
      repair: 'send UNH with the message type',
    });
  }
  for (const { type, segments } of messages) {
    if (type in MAPPERS) continue;
    trace.note({
      ...{ code: 'MESSAGE_TYPE', severity: 'error', path: 'UNH/S009', value: type },
      message: `messages of type ${type || '(none)'} are not mapped; the segments are kept as read`,
      repair: `send one of ${Object.keys(MAPPERS).join(', ')}`,
      ...(segments[0] ? { at: positionOf(segments[0]) } : {}),
    });
  }
}
