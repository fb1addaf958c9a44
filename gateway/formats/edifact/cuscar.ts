/** CUSCAR (UN D.95B and later, LOT10 use) to a cargo manifest. */
import type { Manifest } from '../../../chaincode/index.js';
import { mapConsignment } from './cuscar-consignment.js';
import { mapEquipment } from './equipment.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy, is } from './mapping.js';
import { endPoints, mapMeans } from './transport.js';

/** Maps one CUSCAR message: means and equipment in the head, consignments from CNI on. */
export function mapCuscar(mapping: MessageMapping): Manifest {
  const content = mapping.segments.filter((s) => s.tag !== 'UNH' && s.tag !== 'UNT');
  const { head, groups } = groupsBy(content, (s) => s.tag === 'CNI');
  const { head: top, groups: units } = groupsBy(head, (s) => s.tag === 'EQD');
  const bgm = top.find((s) => s.tag === 'BGM');
  const documentId = mapping.text(bgm, 1, 0, '/documentId');
  const means = mapMeans(mapping, top);
  const manifest: Manifest = {
    ...{ kind: 'manifest', messageType: 'CUSCAR' },
    ...(documentId ? { documentId } : {}),
    functionCode: mapping.text(bgm, 2, 0, '/functionCode') ?? '9',
    means,
    ...endPoints(mapping, means),
    consignments: groups.map((group, i) => mapConsignment(mapping, group, `/consignments/${i}`)),
    equipment: units.map((group, i) => mapEquipment(mapping, group, `/equipment/${i}`)),
  };
  checkEquipmentTotal(mapping, manifest.equipment.length);
  return manifest;
}

/** CNT 16 promises a number of equipment (UNTDID 6069). */
export function checkEquipmentTotal(mapping: MessageMapping, read: number): void {
  const cnt = mapping.segments.find((s) => is(s, 'CNT', '16'));
  if (!cnt) return;
  mapping.use(cnt, 0, 0);
  const count = mapping.count(cnt, 0, 1, '/equipment');
  if (count === undefined || count === read) return;
  mapping.note(cnt, {
    ...{ code: 'CNT_TOTAL', severity: 'warn', path: '/equipment', value: String(count) },
    message: `CNT counts ${count} units of equipment, ${read} were read`,
    repair: `send ${read}, or the missing units`,
  });
}
