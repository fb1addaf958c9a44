/** XML bytes to records: Cargo-XML waybills and WCO DM declarations are mapped, the rest is kept as a tree. */
import type { RecordBody } from '../../../chaincode/index.js';
import type { ReadLimits } from '../limits.js';
import { Trace } from '../trace.js';
import type { UnreadPart } from '../trace.js';
import { mapDeclaration } from './declaration.js';
import type { XmlElement } from './element.js';
import { all, at, textAt } from './element.js';
import { DocumentMapping } from './mapping.js';
import { readXml } from './reader.js';
import { mapWaybill } from './waybill.js';

export interface XmlReading {
  readonly format: string;
  readonly version?: string;
  readonly recognised: boolean;
  readonly root: XmlElement | undefined;
  readonly bodies: readonly RecordBody[];
  readonly reference: string;
  readonly trace: Trace;
  readonly unread: readonly UnreadPart[];
}

/** Whether the text looks like XML. */
export function looksLikeXml(text: string): boolean {
  return /^[\ufeff\s]*<[?!A-Za-z]/.test(text.slice(0, 200));
}

/** Reads one document. */
export function readXmlMessage(text: string, limits: ReadLimits): XmlReading {
  const trace = new Trace(limits.findings);
  const root = readXml(text.replace(/^\ufeff/, ''), limits, trace);
  if (!root)
    return { format: 'XML', recognised: false, root, bodies: [], reference: '', trace, unread: [] };
  const mapping = new DocumentMapping(root, trace);
  const kind = kindOf(root);
  const bodies = kind.map(mapping);
  if (!kind.known) {
    trace.note({
      ...{ code: 'DOCUMENT_TYPE', severity: 'error', path: `/${root.name}`, value: root.namespace },
      message: `documents of type ${root.name} are not mapped; the tree is kept as read`,
      repair: 'send a Cargo-XML waybill or a WCO DM declaration',
    });
  }
  return {
    format: kind.format,
    ...(kind.version ? { version: kind.version } : {}),
    recognised: kind.known,
    ...{ root, bodies, trace, unread: mapping.unread() },
    reference: textAt(root, 'MessageHeaderDocument', 'ID') ?? '',
  };
}

interface DocumentKind {
  readonly format: string;
  readonly version?: string | undefined;
  readonly known: boolean;
  readonly map: (mapping: DocumentMapping) => RecordBody[];
}

const NO_RECORDS = (): RecordBody[] => [];
const TREE_ONLY: Readonly<Record<string, string>> = {
  StatusMessage: 'XFSU',
  FlightManifest: 'XFFM',
  Response: 'WCO-RES',
  inventoryLinkingMovementRequest: 'HMRC-ILM',
  inventoryLinkingConsolidationRequest: 'HMRC-ILC',
};

function kindOf(root: XmlElement): DocumentKind {
  const version = textAt(root, 'MessageHeaderDocument', 'VersionID');
  if (root.name === 'Waybill' || root.name === 'HouseWaybill') {
    const format = root.name === 'Waybill' ? 'XFWB' : 'XFZB';
    return { format, version, known: true, map: (mapping) => [mapWaybill(mapping)] };
  }
  const declarations = declarationsOf(root);
  if (declarations.length > 0) {
    const map = (mapping: DocumentMapping): RecordBody[] =>
      declarations.map((d) => mapDeclaration(mapping, d));
    return {
      format: 'WCO-DEC',
      version: textAt(root, 'WCODataModelVersionCode'),
      known: true,
      map,
    };
  }
  const inner = at(root, 'Response') ? 'Response' : root.name;
  const format = TREE_ONLY[inner];
  return { format: format ?? 'XML', version, known: format !== undefined, map: NO_RECORDS };
}

/** Declarations stand alone, in MetaData, or as the old and new side of an amendment. */
function declarationsOf(root: XmlElement): XmlElement[] {
  if (root.name === 'Declaration') return [root];
  return all(root, 'Declaration');
}
