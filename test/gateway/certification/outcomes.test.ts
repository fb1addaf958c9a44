/** What enterprises read about the codes is complete and true. */
import { expect, test } from 'vitest';
import { VERIFICATION_CODES } from '../../../gateway/certification/outcomes.js';
import { textOf } from '../../sources.js';

test('the guide lists every code once, with its outcome', () => {
  const rows = textOf('docs/verify-a-certificate.md').matchAll(
    /^\| `([A-Z_]+)`\s+\| `([A-Z_]+)`\s+\|/gm,
  );
  const listed = [...rows].map(([, code, outcome]) => [code, outcome]);
  expect(listed.sort()).toEqual(Object.entries(VERIFICATION_CODES).sort());
});
