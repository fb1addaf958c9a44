/** A record body of any kind, strictly: unknown members are refused (OWASP API3, mass assignment). */
import { z } from 'zod';
import type { RecordBody } from '../../../chaincode/index.js';
import { Trace } from '../trace.js';
import { certificateApplication, inspection } from './controls.js';
import { declaration, manifest } from './trade.js';
import { passengerList, reservation } from './travel.js';

const BODY: z.ZodType<RecordBody> = z.discriminatedUnion('kind', [
  manifest,
  passengerList,
  reservation,
  declaration,
  inspection,
  certificateApplication,
]);

const MOST_FINDINGS = 200;

/** Checks a record body given as a value: the body, or findings that name each field, what was found and the repair. */
export function checkBody(value: unknown): { body?: RecordBody; trace: Trace } {
  const trace = new Trace(MOST_FINDINGS);
  const parsed = BODY.safeParse(value);
  if (parsed.success) return { body: parsed.data, trace };
  for (const issue of parsed.error.issues) {
    const pointer = issue.path.map((key) => `/${escapePointer(String(key))}`).join('');
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
    trace.note({
      ...{ code: 'FIELD_INVALID', severity: 'error', path: pointer, message: issue.message },
      ...(unknown === undefined ? {} : { value: unknown }),
      repair:
        unknown === undefined ? `send ${pointer} as the record model says` : `leave out ${unknown}`,
    });
  }
  return { trace };
}

/** RFC 6901. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
