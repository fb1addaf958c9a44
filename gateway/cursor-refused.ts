/** The refusal of a cursor that a list did not give, or can no longer place: the one refusal of a page, thrown since pages are read deep inside. */

const SHOWN = 40;

/** `unknown`: this list never gave it. `gone`: the list as it is now has nothing under it. */
export type CursorFault = 'unknown' | 'gone';

export class CursorRefused extends Error {
  /** As a wrong argument is told everywhere else. */
  readonly code = 'BAD_USER_INPUT';

  constructor(cursor: string, fault: CursorFault) {
    super(`\`after\` ${shown(cursor)} ${WORDS[fault]}`);
    this.name = 'CursorRefused';
  }
}

const WORDS: Readonly<Record<CursorFault, string>> = {
  unknown:
    'is no cursor of this list. Take a cursor from the last answer, or leave `after` out to begin at the start.',
  gone: 'stands for nothing in this list: the list has changed since, or it is a cursor of another list. Leave `after` out to begin again at the start.',
};

/** What came in, short and without control characters. */
function shown(cursor: string): string {
  return JSON.stringify(cursor.length > SHOWN ? `${cursor.slice(0, SHOWN)}…` : cursor);
}
