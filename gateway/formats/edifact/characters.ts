/** Character repertoires of EDIFACT (ISO 9735 syntax identifiers UNOA … UNOY, and the level IATA of airlines). */
import { isUtf8 } from 'node:buffer';
import { table } from '../table.js';
import type { Trace } from '../trace.js';

/** Repertoires by syntax identifier; UNOA, UNOB and IATA are ASCII and say nothing of bytes above it. */
const CHARSETS = table<string>({
  UNOC: 'iso-8859-1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'iso-8859-9',
});

const NOT_ASCII = /[\u0080-\u00ff]/;

export type ValueDecoder = (value: string) => string;

/**
 * How values of this file are decoded; undefined when they stand as they are. Bytes that form UTF-8 are UTF-8 whatever
 * UNB says (senders migrate their systems before their headers); otherwise the repertoire that UNB names counts, else
 * ISO 8859-1, which keeps each byte, with a finding.
 */
export function valueDecoder(text: string, trace: Trace): ValueDecoder | undefined {
  const offset = text.search(NOT_ASCII);
  if (offset === -1) return undefined;
  if (isUtf8(Buffer.from(text, 'latin1'))) return (value) => decodeWith('utf-8', value);
  const named = /UNB.([A-Z]{4})/i.exec(text.slice(0, 200))?.[1]?.toUpperCase() ?? '';
  const charset = CHARSETS[named];
  if (charset === undefined) unknownRepertoire(trace, offset);
  if (charset === undefined || charset === 'iso-8859-1') return undefined;
  return (value) => decodeWith(charset, value);
}

function decodeWith(charset: string, value: string): string {
  if (!NOT_ASCII.test(value)) return value;
  return new TextDecoder(charset, { ignoreBOM: true }).decode(Buffer.from(value, 'latin1'));
}

function unknownRepertoire(trace: Trace, offset: number): void {
  trace.note({
    ...{ code: 'CHARACTER_REPERTOIRE', severity: 'warn', path: 'UNB/S001', at: { offset } },
    message:
      'bytes above ASCII are neither UTF-8 nor of the repertoire that UNB names; read as ISO 8859-1',
    repair: 'send UTF-8 and name UNOY, or the repertoire in use',
  });
}
