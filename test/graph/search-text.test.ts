/** Names are found however a keyboard writes them. */
import { describe, expect, it } from 'vitest';
import { folded, searchable, searchWords } from '../../graph/search-text.js';
import { ref } from '../contracts/graph-store/facts.js';

describe('folded text', () => {
  it.each([
    ['Ärger-Öl  GmbH', 'arger ol gmbh'],
    ['Ёлка', 'елка'],
    ['ＡＢＣ１２', 'abc12'],
    ['أحمد', 'احمد'],
    ['\u062d\u0633\u06cc\u0646', '\u062d\u0633\u064a\u0646'],
    ['\u06a9\u0631\u06cc\u0645', '\u0643\u0631\u064a\u0645'],
    ['\u0641\u0627\u0637\u0645\u0629', '\u0641\u0627\u0637\u0645\u0647'],
    ['\u0645\u062d\u0640\u0640\u0645\u062f', '\u0645\u062d\u0645\u062f'],
    ['٠١٢٩', '0129'],
    ['۰۱۲۹', '0129'],
    ['东方贸易', '东方贸易'],
  ])('of %s is %s', (text, expected) => {
    expect(folded(text)).toBe(expected);
    expect(folded(expected)).toBe(expected);
  });

  it('holds name and key, and parts a question into words', () => {
    expect(searchable(ref('Company:EORI-1'), 'Acme Ltd')).toBe('acme ltd eori 1');
    expect(searchWords(' Acme,  LTD ')).toEqual(['acme', 'ltd']);
    expect(searchWords('—')).toEqual([]);
  });
});
