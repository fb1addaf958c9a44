/**
 * A list of people to screen against as a table (full_name, date_of_birth, place_of_birth, nationality …), the shape in
 * which the UN Security Council's consolidated list is passed on; its rows become FollowTheMoney persons.
 */
import type { CsvRow } from './csv.js';
import type { Line } from './lines.js';
import type { ImportFindings } from './source.js';

/** Columns and the properties of the model they are. */
const COLUMNS: Readonly<Record<string, string>> = {
  full_name: 'name',
  first_name: 'firstName',
  middle_name: 'middleName',
  last_name: 'lastName',
  gender: 'gender',
  date_of_birth: 'birthDate',
  place_of_birth: 'birthPlace',
  nationality: 'nationality',
};

/** Rows as lines of FollowTheMoney; a row without a name and a date that is none are findings. */
export async function* screeningList(
  rows: AsyncIterable<CsvRow>,
  findings: ImportFindings,
): AsyncGenerator<Line> {
  let number = 0;
  for await (const { line, fields } of rows) {
    const id = `row-${number++}`;
    const properties: Record<string, readonly string[]> = { topics: ['sanction'] };
    for (const [column, property] of Object.entries(COLUMNS)) {
      const value = fields[column]?.trim() ?? '';
      if (value !== '' && isUsable(column, value, line, findings)) properties[property] = [value];
    }
    if (properties['name'] === undefined) {
      findings.add({
        code: 'LIST_ROW_NAMELESS',
        severity: 'error',
        path: `line ${line}/full_name`,
        message: 'the row names nobody; it was skipped',
        repair: 'fill full_name',
        at: { line, offset: 0 },
      });
      continue;
    }
    yield { text: JSON.stringify({ id, schema: 'Person', properties }), line, offset: 0 };
  }
}

/** Dates of birth are years, months or days as the publisher knows them. */
function isUsable(column: string, value: string, line: number, findings: ImportFindings): boolean {
  if (column !== 'date_of_birth' || /^\d{4}(-\d{2}(-\d{2})?)?$/.test(value)) return true;
  findings.add({
    code: 'LIST_DATE_INVALID',
    severity: 'warn',
    path: `line ${line}/date_of_birth`,
    message: 'the date of birth is no date and was left out',
    value: value.slice(0, 40),
    repair: 'write it as 1965, 1965-04 or 1965-04-29',
    at: { line, offset: 0 },
  });
  return false;
}
