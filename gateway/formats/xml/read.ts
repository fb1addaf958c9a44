/** XML bytes to records: Cargo-XML waybills and WCO DM declarations are mapped, the rest is kept as a tree. */
import type { RecordBody } from '../../../chaincode/index.js';
import type { DecodedText } from '../decode.js';
import type { ReadLimits } from '../limits.js';
import { table } from '../table.js';
import type { UnreadPart } from '../trace.js';
import { Trace } from '../trace.js';
import { mapDeclaration } from './declaration.js';
import type { XmlElement } from './element.js';
import { all, at, textAt } from './element.js';
import { DocumentMapping } from './mapping.js';
import { describeNotification } from './notification.js';
import { readXml } from './reader.js';
import { describeStatus } from './status-message.js';
import { mapWaybill } from './waybill.js';

export interface XmlReading {
  readonly format: string;
  readonly version?: string;
  readonly recognised: boolean;
  readonly root: XmlElement | undefined;
  readonly records: readonly { readonly body: RecordBody; readonly trace: Trace }[];
  readonly reference: string;
  /** Findings about the document as a whole. */
  readonly trace: Trace;
  readonly unread: readonly UnreadPart[];
}

/** Whether the text looks like XML. */
export function looksLikeXml(text: string): boolean {
  return /^\s*<[?!A-Za-z_]/.test(text.slice(0, 400));
}

/** Reads one document. */
export function readXmlMessage(document: DecodedText, limits: ReadLimits): XmlReading {
  const trace = new Trace(limits.findings);
  const root = readXml(document, limits, trace);
  if (!root) {
    return {
      format: 'XML',
      recognised: false,
      root,
      records: [],
      reference: '',
      trace,
      unread: [],
    };
  }
  const mapping = new DocumentMapping(root, trace);
  const kind = kindOf(root);
  const records = kind.elements.map((element) => {
    const own = new Trace(limits.findings);
    return { body: kind.map(mapping.forRecord(own), element), trace: own };
  });
  kind.describe?.(mapping);
  if (!kind.known) unknownDocument(mapping);
  return {
    format: kind.format,
    ...(kind.version ? { version: kind.version } : {}),
    recognised: kind.known,
    ...{ root, records, trace, unread: mapping.unread() },
    reference: textAt(root, 'MessageHeaderDocument', 'ID') ?? '',
  };
}

interface DocumentKind {
  readonly format: string;
  readonly version?: string | undefined;
  readonly known: boolean;
  /** One record each. */
  readonly elements: readonly XmlElement[];
  readonly map: (mapping: DocumentMapping, element: XmlElement) => RecordBody;
  readonly describe?: ((mapping: DocumentMapping) => void) | undefined;
}

interface TreeOnly {
  readonly format: string;
  readonly describe?: (mapping: DocumentMapping) => void;
}

/** Documents that hold no record of ours but say something about one: kept as a tree, with findings. */
const TREE_ONLY = table<TreeOnly>({
  StatusMessage: { format: 'XFSU', describe: describeStatus },
  statusMessageType: { format: 'XFSU', describe: describeStatus },
  FlightManifest: { format: 'XFFM' },
  HouseManifest: { format: 'XFHL' },
  Response: { format: 'WCO-RES', describe: describeNotification },
  InventoryLinkingExportsInboundRequest: { format: 'HMRC-ILE' },
  inventoryLinkingMovementRequest: { format: 'HMRC-ILE' },
  inventoryLinkingConsolidationRequest: { format: 'HMRC-ILE' },
});

function kindOf(root: XmlElement): DocumentKind {
  const version = textAt(root, 'MessageHeaderDocument', 'VersionID');
  if (root.name === 'Waybill' || root.name === 'HouseWaybill') {
    const format = root.name === 'Waybill' ? 'XFWB' : 'XFZB';
    return { format, version, known: true, elements: [root], map: mapWaybill };
  }
  const elements = root.name === 'Declaration' ? [root] : all(root, 'Declaration');
  const modelVersion = textAt(root, 'WCODataModelVersionCode');
  if (elements.length > 0) {
    return { format: 'WCO-DEC', version: modelVersion, known: true, elements, map: mapDeclaration };
  }
  const only = TREE_ONLY[at(root, 'Response') ? 'Response' : root.name];
  return {
    format: only?.format ?? 'XML',
    version: version ?? modelVersion,
    known: only !== undefined,
    ...{ elements: [], map: mapDeclaration, describe: only?.describe },
  };
}

function unknownDocument(mapping: DocumentMapping): void {
  const { root } = mapping;
  mapping.note(root, {
    ...{ code: 'DOCUMENT_TYPE', severity: 'error', path: `/${root.name}`, value: root.namespace },
    message: `documents of type ${root.name} are not mapped; the tree is kept as read`,
    repair: 'send a Cargo-XML waybill or a WCO DM declaration',
  });
}
