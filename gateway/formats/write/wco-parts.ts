/** Parts that the declaration and its goods items share when they are written (WCO DM). */
import type {
  AdditionalInformation,
  DocumentReference,
  Measure,
  Money,
} from '../../../chaincode/index.js';
import type { XmlBranch } from './xml-text.js';
import { leaf, node } from './xml-text.js';

/** AdditionalInformation. */
export function statement(info: AdditionalInformation): XmlBranch {
  return node(
    'AdditionalInformation',
    leaf('StatementCode', info.code),
    leaf('StatementDescription', info.text),
    leaf('StatementTypeCode', info.typeCode),
  );
}

/** A document reference under the given name. */
export function document(name: string, reference: DocumentReference): XmlBranch {
  return node(
    name,
    leaf('CategoryCode', reference.categoryCode),
    leaf('ID', reference.id),
    leaf('TypeCode', reference.typeCode),
    leaf('LineNumeric', reference.lineNumeric),
  );
}

/** A measure with its unit; undefined without one. */
export function measure(name: string, value: Measure | undefined): XmlBranch | undefined {
  return value && leaf(name, value.value, { unitCode: value.unitCode });
}

/** An amount with its currency; undefined without one. */
export function money(name: string, value: Money | undefined): XmlBranch | undefined {
  return value && leaf(name, value.amount, { currencyID: value.currencyCode });
}
