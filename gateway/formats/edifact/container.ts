/** BAPLIE, COPRAR, IFTSAI, IFTSTA (SMDG practice) to manifests of equipment and calls. */
import type { Manifest, TransportEquipment } from '../../../chaincode/index.js';
import { mapEquipment, mapMeans } from './cuscar.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy, textOf } from './mapping.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** Maps a message about a vessel's containers or schedule. */
export function mapContainerMessage(mapping: MessageMapping, messageType: string): Manifest {
  for (const s of mapping.segments) if (s.tag === 'UNH' || s.tag === 'UNT') mapping.take(s);
  const content = mapping.segments.filter((s) => s.tag !== 'UNH' && s.tag !== 'UNT');
  const { head, groups } = groupsBy(content, startsEquipment(content));
  const bgm = head.find((s) => s.tag === 'BGM');
  if (bgm) mapping.take(bgm, '/documentId');
  const documentId = textOf(bgm, 1);
  return {
    kind: 'manifest',
    messageType,
    ...(documentId ? { documentId } : {}),
    functionCode: textOf(bgm, 2) ?? '9',
    means: mapMeans(mapping, head),
    consignments: [],
    equipment: groups
      .filter((group) => group.some((s) => s.tag === 'EQD'))
      .map((group, i) => mapCell(mapping, group, `/equipment/${i}`)),
  };
}

/** In SMDG 2.x a bay position (LOC+147) opens the group and EQD follows; hand-made files do it the other way. */
function startsEquipment(content: readonly Segment[]): (segment: Segment) => boolean {
  const first = content.find((s) => isBay(s) || s.tag === 'EQD');
  return first && isBay(first) ? isBay : (s) => s.tag === 'EQD';
}

function isBay(segment: Segment): boolean {
  return segment.tag === 'LOC' && part(segment, 0) === '147';
}

function mapCell(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): TransportEquipment {
  const equipment = mapEquipment(mapping, group, pointer);
  const bay = group.find(isBay);
  if (!bay) return equipment;
  mapping.take(bay, `${pointer}/position`);
  const position = textOf(bay, 1);
  return position ? { ...equipment, position } : equipment;
}
