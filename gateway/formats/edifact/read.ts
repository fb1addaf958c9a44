/** EDIFACT bytes to records: one mapper per message type, everything else kept as a tree with its findings. */
import type { RecordBody, SourcePosition } from '../../../chaincode/index.js';
import type { ReadLimits } from '../limits.js';
import { Trace } from '../trace.js';
import type { UnreadPart } from '../trace.js';
import { mapContainerMessage } from './container.js';
import { mapCuscar } from './cuscar.js';
import { MessageMapping } from './mapping.js';
import type { EdifactMessage, Interchange } from './messages.js';
import { groupMessages } from './messages.js';
import { mapPaxlst } from './paxlst.js';
import { mapPnrgov } from './pnrgov.js';
import type { Segment } from './segment.js';
import { positionOf } from './segment.js';
import { tokenize } from './tokenizer.js';

type Mapper = (mapping: MessageMapping) => RecordBody[];

const MAPPERS: Readonly<Record<string, Mapper>> = {
  PAXLST: (mapping) => [mapPaxlst(mapping)],
  PNRGOV: mapPnrgov,
  CUSCAR: (mapping) => [mapCuscar(mapping)],
  BAPLIE: (mapping) => [mapContainerMessage(mapping, 'BAPLIE')],
  COPRAR: (mapping) => [mapContainerMessage(mapping, 'COPRAR')],
  IFTSAI: (mapping) => [mapContainerMessage(mapping, 'IFTSAI')],
  IFTSTA: (mapping) => [mapContainerMessage(mapping, 'IFTSTA')],
};

export interface MappedMessage {
  readonly bodies: readonly RecordBody[];
  readonly reference: string;
  readonly spans: Readonly<Record<string, SourcePosition>>;
  readonly trace: Trace;
}

export interface EdifactReading {
  readonly format: string;
  readonly version?: string;
  readonly recognised: boolean;
  readonly interchange: Interchange;
  readonly messages: readonly MappedMessage[];
  /** Findings about the interchange as a whole. */
  readonly trace: Trace;
  readonly unread: readonly UnreadPart[];
}

/** Whether the text looks like EDIFACT: a service segment or UNH within its first characters. */
export function looksLikeEdifact(text: string): boolean {
  return /^[\u00ef\u00bb\u00bf\s]*(UNA.{6}|UNB\W|UNG\W|UNH\W|UIB\W)/i.test(text.slice(0, 200));
}

/** Reads an interchange given as one-byte-per-character text. */
export function readEdifact(text: string, limits: ReadLimits, nowYear: number): EdifactReading {
  const trace = new Trace(limits.findings);
  const { segments } = tokenize(text, limits, trace);
  const interchange = groupMessages(segments, trace);
  const first = interchange.messages[0];
  const unread: UnreadPart[] = [];
  const messages = interchange.messages.map((message) => {
    const mapped = mapMessage(message, limits, nowYear);
    unread.push(...mapped.unread);
    return mapped;
  });
  noteUnknown(interchange, trace);
  return {
    format: first?.type || 'EDIFACT',
    ...(first?.version ? { version: first.version } : {}),
    recognised: interchange.messages.some((message) => message.type in MAPPERS),
    ...{ interchange, messages, trace, unread },
  };
}

function mapMessage(
  message: EdifactMessage,
  limits: ReadLimits,
  nowYear: number,
): MappedMessage & { unread: UnreadPart[] } {
  const trace = new Trace(limits.findings);
  const mapping = new MessageMapping(message.segments, trace, nowYear);
  const bodies = MAPPERS[message.type]?.(mapping) ?? [];
  const unread = mapping.unread().map(unreadPart);
  return { bodies, reference: message.reference, spans: trace.spans, trace, unread };
}

function unreadPart(segment: Segment): UnreadPart {
  return { path: `${segment.tag}[${segment.index}]`, text: segment.raw, at: positionOf(segment) };
}

function noteUnknown(interchange: Interchange, trace: Trace): void {
  if (interchange.messages.length === 0) {
    trace.note({
      ...{ code: 'NO_MESSAGE', severity: 'error', path: 'UNH' },
      ...{
        message: 'the interchange holds no message (UNH)',
        repair: 'send UNH with the message type',
      },
    });
  }
  for (const message of interchange.messages) {
    if (message.type in MAPPERS) continue;
    trace.note({
      ...{ code: 'MESSAGE_TYPE', severity: 'error', path: 'UNH/S009', value: message.type },
      message: `messages of type ${message.type || '(none)'} are not mapped; the segments are kept as read`,
      repair: `send one of ${Object.keys(MAPPERS).join(', ')}`,
    });
  }
}
