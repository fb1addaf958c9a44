/** Cursors in the relationships of one entity: the last link given. The order is theirs, so a link that has gone still has its place. */
import type { EntityRef, Link } from '../../graph/index.js';
import { linkId, nodeId, refOf, RELATIONSHIP_TYPES } from '../../graph/index.js';
import { CursorRefused } from '../cursor-refused.js';
import { refIn } from './graph-answers.js';

/** The cursor of a link. */
export function cursorOfLink(link: Link): string {
  return Buffer.from(linkId(link)).toString('base64url');
}

/** The link that a cursor stands for. Throws CursorRefused for one that is damaged or of another entity's relationships. */
export function linkOfCursor(cursor: string, of: EntityRef): Link {
  const link = parsed(Buffer.from(cursor, 'base64url').toString('utf8'));
  // Decoding forgives much: only what encodes to the same text was given.
  const isWhole = link !== undefined && cursorOfLink(link) === cursor;
  const ids = isWhole ? [nodeId(link.from), nodeId(link.to)] : [];
  if (!isWhole || !ids.includes(nodeId(of))) throw new CursorRefused(cursor, 'unknown');
  return link;
}

function parsed(text: string): Link | undefined {
  const [type, from = '', to = '', ...more] = text.split('\n');
  const known = RELATIONSHIP_TYPES.find((name) => name === type);
  const ends = [from, to].flatMap((id) => refIn(refOf(id)) ?? []);
  const [start, end] = ends;
  if (known === undefined || start === undefined || end === undefined || more.length > 0)
    return undefined;
  return { type: known, from: start, to: end };
}
