/** Canonical records as JSON (`{"kind": …}`): the form in which our own partners send what no message standard carries. */
import type { Finding, RecordBody } from '../../../chaincode/index.js';
import { RECORD_KINDS } from '../../../chaincode/index.js';
import type { ReadLimits } from '../limits.js';
import { Trace } from '../trace.js';
import { checkBody } from './body.js';

export interface JsonReading {
  readonly recognised: boolean;
  readonly body?: RecordBody;
  readonly trace: Trace;
  readonly value: unknown;
}

/** Whether the text looks like a JSON object. */
export function looksLikeJson(text: string): boolean {
  return /^\s*\{/.test(text.slice(0, 400));
}

/** Reads a canonical record from JSON text. */
export function readCanonicalJson(text: string, limits: ReadLimits): JsonReading {
  const trace = new Trace(limits.findings);
  const refuse = (finding: Omit<Finding, 'severity'>, value?: unknown): JsonReading => {
    trace.note({ ...finding, severity: 'error' });
    return { recognised: false, trace, value };
  };
  const parsed = parse(text);
  if ('problem' in parsed) {
    return refuse({
      ...{ code: 'JSON_MALFORMED', path: '', message: `not valid JSON: ${parsed.problem}` },
      repair: 'send valid JSON',
    });
  }
  const { value } = parsed;
  if (depthExceeds(value, limits.jsonDepth)) {
    return refuse({
      ...{ code: 'JSON_DEPTH', path: '', message: `nested deeper than ${limits.jsonDepth}` },
      repair: 'send a canonical record',
    });
  }
  const kind = (value as { kind?: unknown }).kind;
  if (!RECORD_KINDS.some((known) => known === kind)) {
    const message = 'no record kind is named';
    const repair = `send kind: ${RECORD_KINDS.join(', ')}`;
    return refuse({ code: 'RECORD_KIND', path: '/kind', message, repair }, value);
  }
  const { body, trace: issues } = checkBody(value);
  issues.findings.forEach((finding) => trace.note(finding));
  return { recognised: true, ...(body ? { body } : {}), trace, value };
}

function parse(text: string): { value: object } | { problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? { value } : { problem: 'not an object' };
  } catch (cause) {
    // The engine quotes the text it stumbled over, which may be personal data: only the place is kept.
    const place = /position \d+|line \d+ column \d+/.exec((cause as Error).message)?.[0];
    return { problem: place ? `broken at ${place}` : 'broken or cut short' };
  }
}

/** Level by level, so that a deep document cannot exhaust the stack. */
function depthExceeds(root: unknown, most: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((value) =>
      value !== null && typeof value === 'object' ? (Object.values(value) as unknown[]) : [],
    );
  }
  return false;
}
