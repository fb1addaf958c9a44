/**
 * The messages of an interchange (UNH … UNT), with the envelope's promises checked against what was read.
 * Counts are wrong in most public files: findings, never a reason to drop a message.
 */
import type { Trace } from '../trace.js';
import type { Segment } from './segment.js';
import { part, positionOf } from './segment.js';

export interface EdifactMessage {
  /** Message type, e.g. PAXLST. */
  readonly type: string;
  /** Directory version and release, e.g. `D:05B`. */
  readonly version: string;
  readonly reference: string;
  /** UNH to UNT, as far as they are there. */
  readonly segments: readonly Segment[];
}

export interface Interchange {
  readonly reference: string;
  readonly messages: readonly EdifactMessage[];
  /** UNB, UNG, UNE, UNZ and what stands outside any message. */
  readonly service: readonly Segment[];
}

const SERVICE = new Set(['UNB', 'UNG', 'UNE', 'UNZ', 'UIB', 'UIZ']);

/** Groups segments into messages. Without UNH, all segments form one message of unknown type. */
export function groupMessages(segments: readonly Segment[], trace: Trace): Interchange {
  const service: Segment[] = [];
  const groups: Segment[][] = [];
  let open: Segment[] | undefined;
  for (const segment of segments) {
    if (segment.tag === 'UNH') groups.push((open = [segment]));
    else if (SERVICE.has(segment.tag)) service.push(segment);
    else if (open) open.push(segment);
    else service.push(segment);
    if (segment.tag === 'UNT') open = undefined;
  }
  checkEnvelope(service, groups.length, trace);
  const messages = groups.map((group) => toMessage(group, trace));
  return {
    reference: part(
      service.find((s) => s.tag === 'UNB'),
      4,
    ),
    messages,
    service,
  };
}

function toMessage(group: readonly Segment[], trace: Trace): EdifactMessage {
  const [header] = group;
  const type = part(header, 1, 0).trim().toUpperCase();
  const version = [part(header, 1, 1), part(header, 1, 2)].filter((v) => v !== '').join(':');
  checkTrailer(group, trace);
  return { type, version, reference: part(header, 0), segments: group };
}

function checkTrailer(group: readonly Segment[], trace: Trace): void {
  const header = group[0] as Segment;
  const trailer = group[group.length - 1];
  if (trailer?.tag !== 'UNT') {
    const message = `message ${part(header, 0)} has no UNT`;
    trace.note({
      code: 'UNT_MISSING',
      severity: 'warn',
      path: 'UNT',
      message,
      repair: 'close the message with UNT',
      at: positionOf(header),
    });
    return;
  }
  const counted = group.length;
  if (Number(part(trailer, 0)) !== counted) {
    trace.note({
      ...{ code: 'UNT_COUNT', severity: 'warn', path: 'UNT/0074', value: part(trailer, 0) },
      message: `UNT counts ${part(trailer, 0)} segments, ${counted} were read`,
      ...{ repair: `send ${counted}`, at: positionOf(trailer) },
    });
  }
  if (part(trailer, 1) !== part(header, 0)) {
    trace.note({
      ...{ code: 'UNT_REFERENCE', severity: 'warn', path: 'UNT/0062', value: part(trailer, 1) },
      message: `UNT refers to ${part(trailer, 1)}, UNH to ${part(header, 0)}`,
      ...{ repair: `send ${part(header, 0)}`, at: positionOf(trailer) },
    });
  }
}

function checkEnvelope(service: readonly Segment[], messages: number, trace: Trace): void {
  const head = service.find((s) => s.tag === 'UNB');
  const tail = service.find((s) => s.tag === 'UNZ');
  if (!head) {
    const repair = 'open the interchange with UNB';
    trace.note({ code: 'UNB_MISSING', severity: 'warn', path: 'UNB', message: 'no UNB', repair });
  }
  if (!tail) {
    const repair = 'close the interchange with UNZ';
    trace.note({ code: 'UNZ_MISSING', severity: 'warn', path: 'UNZ', message: 'no UNZ', repair });
    return;
  }
  const groups = service.filter((s) => s.tag === 'UNG').length;
  const promised = groups > 0 ? groups : messages;
  if (Number(part(tail, 0)) !== promised) {
    const message = `UNZ counts ${part(tail, 0)}, ${promised} were read`;
    trace.note({
      code: 'UNZ_COUNT',
      severity: 'warn',
      path: 'UNZ/0036',
      value: part(tail, 0),
      message,
      repair: `send ${promised}`,
      at: positionOf(tail),
    });
  }
  if (head && part(tail, 1) !== part(head, 4)) {
    const message = `UNZ refers to ${part(tail, 1)}, UNB to ${part(head, 4)}`;
    trace.note({
      code: 'UNZ_REFERENCE',
      severity: 'warn',
      path: 'UNZ/0020',
      value: part(tail, 1),
      message,
      repair: `send ${part(head, 4)}`,
      at: positionOf(tail),
    });
  }
}
