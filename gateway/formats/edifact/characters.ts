/** Character repertoires of EDIFACT (ISO 9735 syntax identifiers UNOA … UNOY, and the level IATA of airlines). */
import { table } from '../table.js';
import { isUtf8 } from 'node:buffer';

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

/**
 * How values of this interchange are decoded. Bytes that form UTF-8 are UTF-8 whatever UNB says (senders migrate their
 * systems before their headers); otherwise the repertoire that UNB names, else ISO 8859-1. Undefined: plain ASCII.
 */
export function valueDecoder(text: string): ((value: string) => string) | undefined {
  if (!NOT_ASCII.test(text)) return undefined;
  if (isUtf8(Buffer.from(text, 'latin1'))) {
    return (value) =>
      NOT_ASCII.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
  }
  const named = /UNB.(UNO[A-Z])/i.exec(text.slice(0, 200))?.[1]?.toUpperCase() ?? '';
  const charset = CHARSETS[named];
  if (charset === undefined || charset === 'iso-8859-1') return undefined;
  const decoder = new TextDecoder(charset);
  return (value) => (NOT_ASCII.test(value) ? decoder.decode(Buffer.from(value, 'latin1')) : value);
}
