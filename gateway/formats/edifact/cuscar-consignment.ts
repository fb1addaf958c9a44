/** One consignment of a CUSCAR: the group that CNI opens, its goods in the groups that GID opens. */
import { table } from '../table.js';
import type {
  Consignment,
  ConsignmentItem,
  DangerousGoods,
  Packaging,
} from '../../../chaincode/index.js';
import type { Draft } from '../present.js';
import { present } from '../present.js';
import { mapMasses } from './equipment.js';
import type { MessageMapping } from './mapping.js';
import { addCommunication, groupsBy, is } from './mapping.js';
import { partyOf } from './party.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

type PartyField = 'consignor' | 'consignee' | 'notifyParty' | 'freightForwarder';

/** Maps the group of one CNI. */
export function mapConsignment(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): Consignment {
  const { head, groups } = groupsBy(group, (s) => s.tag === 'GID');
  const draft: Draft<Consignment> = {
    transportContractDocument: mapDocument(mapping, head, `${pointer}/transportContractDocument`),
    specialHandling: [],
    items: groups.map((items, i) => mapItem(mapping, items, i, `${pointer}/items/${i}`)),
    customsInfo: [],
  };
  mapParties(mapping, head, draft, pointer);
  for (const segment of head) {
    if (segment.tag === 'LOC') mapPlace(mapping, segment, draft, pointer);
    if (segment.tag === 'CNT') mapTotal(mapping, segment, draft, pointer);
    if (is(segment, 'RFF', 'UCN')) {
      mapping.use(segment, 0, 0);
      const ucr = mapping.text(segment, 0, 1, `${pointer}/ucr`);
      if (ucr !== undefined) draft.ucr = ucr;
    }
  }
  return draft;
}

/** RFF qualifiers of transport documents to UNTDID 1001. */
const DOCUMENTS = table<string>({
  BM: '705',
  BH: '714',
  MB: '704',
  AWB: '740',
  MWB: '741',
  HWB: '703',
});

/** The document that RFF names, else the number of CNI; a second, master document is the master's id. */
function mapDocument(
  mapping: MessageMapping,
  head: readonly Segment[],
  pointer: string,
): Consignment['transportContractDocument'] {
  const cni = head[0] as Segment;
  mapping.use(cni, 0);
  const rff = head.find((s) => s.tag === 'RFF' && part(s, 0).trim() in DOCUMENTS);
  const named = rff && mapping.text(rff, 0, 1, `${pointer}/id`);
  if (rff && named !== undefined) {
    mapping.text(rff, 0, 0, `${pointer}/typeCode`);
    // CNI repeats the number in most files; another number stays unread.
    if (part(cni, 1).trim() === named) mapping.use(cni, 1);
    return { id: named, typeCode: DOCUMENTS[part(rff, 0).trim()] ?? '705' };
  }
  mapping.span(cni, pointer);
  const id = mapping.text(cni, 1, 0, `${pointer}/id`);
  if (id === undefined) noDocument(mapping, cni, `${pointer}/id`);
  return { id: id ?? part(cni, 0).trim(), typeCode: '705' };
}

function noDocument(mapping: MessageMapping, cni: Segment, path: string): void {
  mapping.note(cni, {
    ...{ code: 'TRANSPORT_DOCUMENT_MISSING', severity: 'warn', path },
    message: 'the consignment has no transport document; its sequence number stands for it',
    repair: 'send RFF+BM, or the document number in CNI',
  });
}

const PARTIES = table<PartyField>({
  CZ: 'consignor',
  CN: 'consignee',
  NI: 'notifyParty',
  N1: 'notifyParty',
  FW: 'freightForwarder',
});

/** COM belongs to the NAD before it. */
function mapParties(
  mapping: MessageMapping,
  head: readonly Segment[],
  draft: Draft<Consignment>,
  pointer: string,
): void {
  for (const [nad, ...details] of groupsBy(head, (s) => s.tag === 'NAD').groups) {
    const field = nad && PARTIES[part(nad, 0).trim()];
    if (!nad || !field || draft[field]) continue;
    const base = `${pointer}/${field}`;
    const contact = details
      .filter((s) => s.tag === 'COM')
      .reduce((sum, com) => addCommunication(mapping, com, `${base}/contact`, sum), {});
    const party = partyOf(mapping, nad, base);
    draft[field] = Object.keys(contact).length > 0 ? { ...party, contact } : party;
  }
}

const PLACES = table<'origin' | 'finalDestination'>({
  '9': 'origin',
  '76': 'origin',
  '11': 'finalDestination',
  '20': 'finalDestination',
  '83': 'finalDestination',
});

function mapPlace(
  mapping: MessageMapping,
  loc: Segment,
  draft: Draft<Consignment>,
  pointer: string,
): void {
  const field = PLACES[part(loc, 0).trim()];
  if (!field) return;
  // A second place of the same meaning is used up when it repeats the first, unread when it differs.
  const isRepeat = draft[field] === part(loc, 1).trim();
  if (draft[field] !== undefined && !isRepeat) return;
  const value = mapping.place(loc, `${pointer}/${field}`);
  if (value !== undefined) draft[field] = value;
}

/** CNT 7 total gross mass, 8 and 11 packages (UNTDID 6069). */
function mapTotal(
  mapping: MessageMapping,
  cnt: Segment,
  draft: Draft<Consignment>,
  pointer: string,
): void {
  const qualifier = part(cnt, 0).trim();
  if (qualifier === '7') {
    const value = mapping.decimal(cnt, 0, 1, `${pointer}/grossMass`);
    if (value !== undefined) {
      draft.grossMass = { value, unitCode: mapping.text(cnt, 0, 2) ?? 'KGM' };
      mapping.use(cnt, 0, 0);
    }
  }
  if (qualifier === '8' || qualifier === '11') {
    const count = mapping.count(cnt, 0, 1, `${pointer}/totalPackageQuantity`);
    if (count !== undefined) {
      draft.totalPackageQuantity = count;
      mapping.use(cnt, 0, 0);
    }
  }
}

function mapItem(
  mapping: MessageMapping,
  group: readonly Segment[],
  index: number,
  pointer: string,
): ConsignmentItem {
  const gid = group[0] as Segment;
  const code = hsCodeOf(mapping, group, `${pointer}/classification`);
  const { grossMass } = mapMasses(mapping, group, pointer);
  const dangerousGoods = mapDangerousGoods(mapping, group, `${pointer}/dangerousGoods`);
  return {
    sequenceNumeric: mapping.count(gid, 0, 0, `${pointer}/sequenceNumeric`) ?? index + 1,
    ...present({
      description: mapDescription(mapping, group, `${pointer}/description`),
      classification: code === undefined ? undefined : { value: code, list: 'HS2022' as const },
      dangerousGoods: dangerousGoods.length > 0 ? dangerousGoods : undefined,
      grossMass,
    }),
    packaging: mapPackaging(mapping, group, `${pointer}/packaging`),
    equipmentIds: group
      .filter((s) => s.tag === 'SGP')
      .flatMap((sgp, i) => mapping.text(sgp, 0, 0, `${pointer}/equipmentIds/${i}`) ?? []),
  };
}

/** Goods descriptions are FTX+AAA; lines of one description are joined. */
function mapDescription(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): string | undefined {
  const lines: string[] = [];
  for (const ftx of group.filter((s) => is(s, 'FTX', 'AAA'))) {
    const texts = (ftx.elements[3] ?? []).map((text) => text.trim()).filter((text) => text !== '');
    if (texts.length === 0) continue;
    mapping.use(ftx, 0);
    mapping.use(ftx, 3);
    if (lines.length === 0) mapping.span(ftx, pointer);
    lines.push(...texts);
  }
  return lines.length > 0 ? lines.join(' ') : undefined;
}

/** CST carries the customs status and tariff codes of the goods (122 tariff number in CCCN/HS). */
function hsCodeOf(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): string | undefined {
  for (const cst of group.filter((s) => s.tag === 'CST')) {
    const e = cst.elements.findIndex((values, i) => i > 0 && values[1]?.trim() === '122');
    const code = e > 0 ? mapping.text(cst, e, 0, pointer) : undefined;
    if (code === undefined) continue;
    mapping.use(cst, e);
    return code;
  }
  return undefined;
}

/** Packages of GID, else of PAC; marks of PCI go to the first. */
function mapPackaging(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): Packaging[] {
  const sources = [
    { segment: group[0] as Segment, e: 1 },
    { segment: group[0] as Segment, e: 2 },
    ...group.filter((s) => s.tag === 'PAC').map((segment) => ({ segment, e: 0 })),
  ];
  const packages: Draft<Packaging>[] = [];
  for (const { segment, e } of sources) {
    const at = `${pointer}/${packages.length}`;
    const quantity = mapping.count(segment, e, 0, `${at}/quantity`);
    if (quantity === undefined) continue;
    const [typeElement, c] = segment.tag === 'PAC' ? [2, 0] : [e, 1];
    const typeCode = mapping.text(segment, typeElement, c, `${at}/typeCode`);
    packages.push({ quantity, ...(typeCode ? { typeCode } : {}) });
  }
  const marks = mapMarks(mapping, group, `${pointer}/0/marks`);
  const [first, ...rest] = packages;
  if (marks === undefined) return packages;
  return [{ ...(first ?? { quantity: 0 }), marks }, ...rest];
}

function mapMarks(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): string | undefined {
  const lines = group
    .filter((s) => s.tag === 'PCI')
    .flatMap((pci) => {
      const texts = (pci.elements[1] ?? []).map((text) => text.trim()).filter(Boolean);
      if (texts.length > 0) {
        mapping.use(pci, 0);
        mapping.use(pci, 1);
        mapping.span(pci, pointer);
      }
      return texts;
    });
  return lines.length > 0 ? lines.join(' ') : undefined;
}

function mapDangerousGoods(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): DangerousGoods[] {
  const goods: DangerousGoods[] = [];
  for (const dgs of group.filter((s) => s.tag === 'DGS')) {
    const at = `${pointer}/${goods.length}`;
    const undgId = mapping.text(dgs, 2, 0, `${at}/undgId`);
    if (undgId === undefined) continue;
    mapping.use(dgs, 0);
    const hazardClass = mapping.text(dgs, 1, 0, `${at}/hazardClass`);
    const packingGroup = mapping.text(dgs, 4, 0, `${at}/packingGroup`);
    goods.push({ undgId, ...present({ hazardClass, packingGroup }) });
  }
  return goods;
}
