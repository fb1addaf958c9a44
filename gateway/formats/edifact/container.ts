/** BAPLIE, COPRAR, IFTSAI, IFTSTA (SMDG practice) to manifests of equipment and calls. */
import type { Manifest } from '../../../chaincode/index.js';
import { mapEquipment } from './equipment.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy, is } from './mapping.js';
import type { Segment } from './segment.js';
import { endPoints, mapMeans } from './transport.js';

/** Maps a message about a vessel's containers or schedule. */
export function mapContainerMessage(mapping: MessageMapping, messageType: string): Manifest {
  const content = mapping.segments.filter((s) => s.tag !== 'UNH' && s.tag !== 'UNT');
  const { head, groups } = groupsBy(content, startsEquipment(content));
  const bgm = head.find((s) => s.tag === 'BGM');
  const documentId = mapping.text(bgm, 1, 0, '/documentId');
  const means = mapMeans(mapping, head, messageType === 'BAPLIE' ? 'at-departure' : 'anywhere');
  return {
    ...{ kind: 'manifest', messageType },
    ...(documentId ? { documentId } : {}),
    functionCode: mapping.text(bgm, 2, 0, '/functionCode') ?? '9',
    means,
    // Load orders and schedules are about one port or many, not about a voyage from one to another.
    ...(messageType === 'BAPLIE' ? endPoints(mapping, means) : {}),
    consignments: [],
    equipment: groups.map((group, i) => mapEquipment(mapping, group, `/equipment/${i}`)),
  };
}

/**
 * In SMDG 2.x a bay position (LOC+147) opens the group and EQD follows; in SMDG 3.x and hand-made files EQD comes first.
 * Whichever comes first in the file is taken as the opener.
 */
function startsEquipment(content: readonly Segment[]): (segment: Segment) => boolean {
  const first = content.find((s) => isBay(s) || s.tag === 'EQD');
  return first && isBay(first) ? isBay : (s) => s.tag === 'EQD';
}

function isBay(segment: Segment): boolean {
  return is(segment, 'LOC', '147');
}
