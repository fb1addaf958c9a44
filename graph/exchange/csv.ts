/** Rows of a comma-separated file (RFC 4180) as they stream in: quoted fields may hold commas, quotes and line ends. */
import type { ImportFindings } from './source.js';

/** A row by column name, with the line it began on (from 1). */
export interface CsvRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

const MAX_ROW = 1024 * 1024;

/** Rows after the header line. A row of another width is a finding and skipped, an endless one ends the reading. */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  findings: ImportFindings,
): AsyncGenerator<CsvRow> {
  let header: readonly string[] | undefined;
  for await (const { line, values } of rawRows(bytes, findings)) {
    if (header === undefined) {
      header = values.map((name) => name.trim());
      continue;
    }
    if (values.length === 1 && values[0] === '') continue;
    if (values.length !== header.length) {
      findings.add({
        code: 'CSV_ROW_WIDTH',
        severity: 'error',
        path: `line ${line}`,
        message: `the row has ${values.length} fields, the header ${header.length}; it was skipped`,
        repair: 'quote fields that hold commas or quotes',
        at: { line, offset: 0 },
      });
      continue;
    }
    yield { line, fields: Object.fromEntries(header.map((name, i) => [name, values[i] ?? ''])) };
  }
}

async function* rawRows(
  bytes: AsyncIterable<Uint8Array>,
  findings: ImportFindings,
): AsyncGenerator<{ line: number; values: readonly string[] }> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let line = 1;
  const ended = async function* (): AsyncGenerator<string> {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
    if (rest !== '' && !rest.endsWith('\n')) yield '\n';
  };
  for await (const text of ended()) {
    rest += text;
    for (let end = rowEnd(rest); end !== -1; end = rowEnd(rest)) {
      const row = rest.slice(0, end);
      yield { line, values: fieldsOf(row.replace(/\r$/, '')) };
      line += row.split('\n').length;
      rest = rest.slice(end + 1);
    }
    if (rest.length <= MAX_ROW) continue;
    findings.add({
      code: 'CSV_ROW_TOO_LONG',
      severity: 'error',
      path: `line ${line}`,
      message: `a row is longer than ${MAX_ROW} signs; reading stopped there`,
      repair: 'close the quotes of the row',
      at: { line, offset: 0 },
    });
    return;
  }
}

/** Where the first row ends: the first line end outside quotes. */
function rowEnd(text: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign === 34) quoted = !quoted;
    else if (sign === 10 && !quoted) return i;
  }
  return -1;
}

function fieldsOf(row: string): readonly string[] {
  const fields = row.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,]*)(?=,|$)/g) ?? [];
  return fields.map((field) =>
    field.startsWith('"') && field.endsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
  );
}
