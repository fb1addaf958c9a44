/** WCO DM responses (RES, the HMRC notification series): what they say, as findings over the tree. */
import { isMovementReference } from '../identifiers.js';
import { table } from '../table.js';
import { all, at, textAt } from './element.js';
import type { XmlElement } from './element.js';
import type { DocumentMapping } from './mapping.js';

/** FunctionCode of a response. */
const MEANINGS = table<string>({
  '01': 'the declaration was accepted',
  '02': 'the declaration was received and registered',
  '03': 'the declaration was rejected',
  '05': 'a physical control is intended: no release yet',
  '06': 'documents are asked for',
  '07': 'customs corrected the declaration after inspection',
  '08': 'the goods may be released',
  '09': 'the goods are cleared',
  '10': 'the declaration was invalidated',
  '11': 'the amendment request was accepted',
  '13': 'a customs debt was computed',
  '14': 'the balance is too low for the debt',
  '15': 'a reminder that the balance is too low',
  '16': 'the goods have left the territory',
  '17': 'goods are expected to leave: a reminder',
  '18': 'goods are expected to leave: a time limit is set',
});

/** Notes what was notified, about which declaration, and each error that it names. */
export function describeNotification(mapping: DocumentMapping): void {
  const response = at(mapping.root, 'Response') ?? mapping.root;
  const code = textAt(response, 'FunctionCode');
  mapping.note(at(response, 'FunctionCode') ?? response, {
    ...{ code: 'NOTIFICATION', severity: 'info', path: '/Response/FunctionCode' },
    ...(code === undefined ? {} : { value: code }),
    message: (code && MEANINGS[code]) ?? 'the notification has no known function code',
    repair: 'nothing to do: a notification is kept as a tree, no record is made of it',
  });
  for (const error of all(response, 'Error')) noteError(mapping, error);
  const id = at(response, 'Declaration', 'ID');
  if (!id || isMovementReference(id.text.trim())) return;
  mapping.note(id, {
    ...{ code: 'MRN', severity: 'warn', path: '/Response/Declaration/ID', value: id.text.trim() },
    message: 'the reference is no movement reference number: shape or check digit is wrong',
    repair: 'check the reference',
  });
}

function noteError(mapping: DocumentMapping, error: XmlElement): void {
  const code = textAt(error, 'ValidationCode') ?? '';
  const places = all(error, 'Pointer').map((pointer) =>
    [textAt(pointer, 'DocumentSectionCode'), textAt(pointer, 'TagID')].filter(Boolean).join(' '),
  );
  mapping.note(error, {
    ...{ code: 'NOTIFIED_ERROR', severity: 'info', path: '/Response/Error', value: code },
    message: `the administration names an error at ${places.join(' / ') || 'no place'}`,
    repair: 'look the code up with the administration and amend the declaration',
  });
}
