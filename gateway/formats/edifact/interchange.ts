/**
 * The tree of a file: interchanges, groups, messages (ISO 9735), with the envelope's promises checked against what was
 * read. Counts are wrong in most public files: findings, never a reason to drop a message.
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

export interface MessageGroup {
  readonly header?: Segment;
  readonly trailer?: Segment;
  readonly messages: readonly EdifactMessage[];
}

export interface Interchange {
  readonly header?: Segment;
  readonly trailer?: Segment;
  readonly reference: string;
  readonly groups: readonly MessageGroup[];
  /** Segments that stand outside any message. */
  readonly stray: readonly Segment[];
}

interface OpenGroup {
  header?: Segment;
  trailer?: Segment;
  messages: Segment[][];
}

interface OpenInterchange {
  header?: Segment;
  trailer?: Segment;
  groups: OpenGroup[];
  stray: Segment[];
}

/** Builds the tree. Without UNB the file is one interchange; without UNG each interchange one group. */
export function buildTree(segments: readonly Segment[], trace: Trace): readonly Interchange[] {
  const open: OpenInterchange[] = [];
  let message: Segment[] | undefined;
  for (const segment of segments) {
    if (SERVICE.has(segment.tag)) message = undefined;
    if (segment.tag === 'UNH') message = openMessage(open, segment);
    else if (SERVICE.has(segment.tag)) placeService(open, segment);
    else if (message) message.push(segment);
    else interchangeFor(open).stray.push(segment);
    if (segment.tag === 'UNT') message = undefined;
  }
  return open.map((interchange) => closeInterchange(interchange, trace));
}

const SERVICE = new Set(['UNB', 'UNG', 'UNE', 'UNZ', 'UIB', 'UIZ', 'UNH']);

function placeService(open: OpenInterchange[], segment: Segment): void {
  if (segment.tag === 'UNB' || segment.tag === 'UIB') {
    open.push({ header: segment, groups: [], stray: [] });
    return;
  }
  const interchange = interchangeFor(open);
  if (segment.tag === 'UNG') interchange.groups.push({ header: segment, messages: [] });
  else if (segment.tag === 'UNE') groupFor(interchange).trailer = segment;
  else if (interchange.trailer) interchange.stray.push(segment);
  else interchange.trailer = segment;
}

function openMessage(open: OpenInterchange[], header: Segment): Segment[] {
  const message = [header];
  groupFor(interchangeFor(open)).messages.push(message);
  return message;
}

function interchangeFor(open: OpenInterchange[]): OpenInterchange {
  const last = open[open.length - 1];
  if (last) return last;
  const first: OpenInterchange = { groups: [], stray: [] };
  open.push(first);
  return first;
}

function groupFor(interchange: OpenInterchange): OpenGroup {
  const last = interchange.groups[interchange.groups.length - 1];
  if (last && !last.trailer) return last;
  const group: OpenGroup = { messages: [] };
  interchange.groups.push(group);
  return group;
}

function closeInterchange(open: OpenInterchange, trace: Trace): Interchange {
  checkInterchange(open, trace);
  const groups = open.groups.map((group) => {
    checkGroup(group, trace);
    const messages = group.messages.map((message) => toMessage(message, group.header, trace));
    return { ...withEnds(group), messages };
  });
  return { ...withEnds(open), reference: part(open.header, 4), groups, stray: open.stray };
}

function withEnds({ header, trailer }: OpenGroup | OpenInterchange): {
  header?: Segment;
  trailer?: Segment;
} {
  return { ...(header ? { header } : {}), ...(trailer ? { trailer } : {}) };
}

function toMessage(
  segments: readonly Segment[],
  group: Segment | undefined,
  trace: Trace,
): EdifactMessage {
  const header = segments[0];
  const type = (part(header, 1, 0) || part(group, 0)).trim().toUpperCase();
  const version = [part(header, 1, 1), part(header, 1, 2)].filter((v) => v !== '').join(':');
  checkMessage(segments, trace);
  return { type, version, reference: part(header, 0), segments };
}

function checkMessage(segments: readonly Segment[], trace: Trace): void {
  const header = segments[0] as Segment;
  const trailer = segments[segments.length - 1];
  if (trailer?.tag !== 'UNT') return missing(trace, 'UNT', header);
  compareCount(trace, trailer, 'UNT/0074', segments.length);
  compareReference(trace, trailer, 'UNT/0062', part(header, 0));
}

function checkGroup({ header, trailer, messages }: OpenGroup, trace: Trace): void {
  if (!header && !trailer) return;
  if (!trailer) return missing(trace, 'UNE', header);
  if (!header) return missing(trace, 'UNG', trailer);
  compareCount(trace, trailer, 'UNE/0060', messages.length);
  compareReference(trace, trailer, 'UNE/0048', part(header, 4));
}

function checkInterchange({ header, trailer, groups }: OpenInterchange, trace: Trace): void {
  if (!header) missing(trace, 'UNB', trailer);
  if (!trailer) return missing(trace, 'UNZ', header);
  const named = groups.filter((group) => group.header).length;
  const messages = groups.reduce((sum, group) => sum + group.messages.length, 0);
  compareCount(trace, trailer, 'UNZ/0036', named > 0 ? named : messages);
  if (header) compareReference(trace, trailer, 'UNZ/0020', part(header, 4));
}

function missing(trace: Trace, tag: string, near: Segment | undefined): void {
  trace.note({
    ...{ code: `${tag}_MISSING`, severity: 'warn', path: tag },
    ...{ message: `there is no ${tag}`, repair: `send ${tag}` },
    ...(near ? { at: positionOf(near) } : {}),
  });
}

function compareCount(trace: Trace, trailer: Segment, path: string, read: number): void {
  const said = part(trailer, 0).trim();
  if (/^\d+$/.test(said) && Number(said) === read) return;
  trace.note({
    ...{ code: `${trailer.tag}_COUNT`, severity: 'warn', path, value: said },
    message: `${trailer.tag} counts ${said || 'nothing'}, ${read} were read`,
    ...{ repair: `send ${read}, or what is missing`, at: positionOf(trailer) },
  });
}

function compareReference(trace: Trace, trailer: Segment, path: string, expected: string): void {
  const said = part(trailer, 1).trim();
  if (said === expected.trim()) return;
  trace.note({
    ...{ code: `${trailer.tag}_REFERENCE`, severity: 'warn', path, value: said },
    message: `${trailer.tag} does not repeat the reference of the header`,
    ...{ repair: `send ${expected}`, at: positionOf(trailer) },
  });
}
