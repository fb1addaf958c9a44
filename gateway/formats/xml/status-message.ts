/** Cargo-XML status updates (XFSU, iata:statusmessage:1): checks over the tree; no record is made of them. */
import { isAirWaybillNumber } from '../identifiers.js';
import { all, at, textAt } from './element.js';
import type { DocumentMapping } from './mapping.js';

/** Notes an empty header, a wrong waybill number, and the statuses reported. */
export function describeStatus(mapping: DocumentMapping): void {
  const { root } = mapping;
  if (textAt(root, 'MessageHeaderDocument', 'ID') === undefined) {
    mapping.note(root, {
      ...{ code: 'HEADER_EMPTY', severity: 'warn', path: `/${root.name}/MessageHeaderDocument` },
      ...{ message: 'the message header has no ID', repair: 'send ID, TypeCode and VersionID' },
    });
  }
  const master = at(root, 'MasterConsignment');
  const number = at(master, 'TransportContractDocument', 'ID');
  if (number && !isAirWaybillNumber(number.text.trim())) {
    mapping.note(number, {
      ...{ code: 'AWB_CHECK_DIGIT', severity: 'warn', value: number.text.trim() },
      path: `/${root.name}/MasterConsignment/TransportContractDocument/ID`,
      ...{ message: 'the air waybill number fails its check digit', repair: 'check the number' },
    });
  }
  for (const status of all(master, 'ReportedStatus')) {
    const code = textAt(status, 'ReasonCode') ?? '';
    mapping.note(status, {
      ...{ code: 'STATUS_REPORTED', severity: 'info', value: code },
      path: `/${root.name}/MasterConsignment/ReportedStatus/ReasonCode`,
      message: 'a status is reported; it is kept as a tree, no record is made of it',
      repair: 'nothing to do',
    });
  }
}
