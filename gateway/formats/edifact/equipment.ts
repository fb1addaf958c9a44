/** EQD groups of cargo messages to equipment (ISO 6346, UNTDID 8053): type, seals, masses, bay, ports. */
import type { Measure, TransportEquipment } from '../../../chaincode/index.js';
import type { MessageMapping } from './mapping.js';
import { is } from './mapping.js';
import { present } from '../present.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** Maps a group that holds one EQD and what belongs to it, in either order. */
export function mapEquipment(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): TransportEquipment {
  const eqd = group.find((s) => s.tag === 'EQD');
  const { id, typeCode } = mapIdentity(mapping, eqd, group, pointer);
  return {
    ...{ id, typeCode },
    ...present({
      sizeType: sizeTypeOf(mapping, eqd, `${pointer}/sizeType`),
      fullnessCode: mapping.text(eqd, 5, 0, `${pointer}/fullnessCode`),
      position: placeOf(mapping, group, '147', `${pointer}/position`),
      loadingLocation: placeOf(mapping, group, '9', `${pointer}/loadingLocation`),
      unloadingLocation: placeOf(mapping, group, '11', `${pointer}/unloadingLocation`),
    }),
    ...mapMasses(mapping, group, pointer),
    seals: mapSeals(mapping, group, `${pointer}/seals`),
  };
}

function mapIdentity(
  mapping: MessageMapping,
  eqd: Segment | undefined,
  group: readonly Segment[],
  pointer: string,
): { id: string; typeCode: string } {
  const typeCode = mapping.text(eqd, 0, 0, `${pointer}/typeCode`);
  const id = mapping.text(eqd, 1, 0, `${pointer}/id`);
  if (eqd && id !== undefined) return { id, typeCode: typeCode ?? 'CN' };
  mapping.note(eqd ?? (group[0] as Segment), {
    ...{ code: 'EQUIPMENT_ID_MISSING', severity: 'warn', path: `${pointer}/id` },
    message: 'the unit has no identification; its place and masses are kept',
    repair: 'send EQD with the container number',
  });
  return { id: '', typeCode: typeCode ?? 'CN' };
}

/** C224: the coded size and type, with its list when that is ISO 6346, or the description. */
function sizeTypeOf(
  mapping: MessageMapping,
  eqd: Segment | undefined,
  pointer: string,
): string | undefined {
  const code = mapping.text(eqd, 2, 0, pointer);
  if (code === undefined) return mapping.text(eqd, 2, 3, pointer);
  if (part(eqd, 2, 1) === '102') {
    mapping.use(eqd, 2, 1);
    mapping.use(eqd, 2, 2);
  }
  return code;
}

function placeOf(
  mapping: MessageMapping,
  group: readonly Segment[],
  qualifier: string,
  pointer: string,
): string | undefined {
  const loc = group.find((s) => is(s, 'LOC', qualifier));
  return loc && mapping.place(loc, pointer);
}

function mapSeals(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): TransportEquipment['seals'] {
  return group
    .filter((s) => s.tag === 'SEL')
    .flatMap((sel, i) => {
      const id = mapping.text(sel, 0, 0, `${pointer}/${i}/id`);
      const affixedBy = mapping.text(sel, 1, 0, `${pointer}/${i}/affixedBy`);
      return id ? [{ id, ...(affixedBy ? { affixedBy } : {}) }] : [];
    });
}

const GROSS = new Set(['G', 'WT', 'T', 'AAD', '']);

/** Gross and verified gross mass of MEA, as the dimension code or, in bay plans, the qualifier says. */
export function mapMasses(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): { grossMass?: Measure; verifiedGrossMass?: Measure } {
  const masses: { grossMass?: Measure; verifiedGrossMass?: Measure } = {};
  for (const mea of group.filter((s) => s.tag === 'MEA')) {
    const field = massField(mea);
    if (!field || masses[field]) continue;
    const measure = mapping.measure(mea, 2, `${pointer}/${field}`);
    if (!measure) continue;
    mapping.use(mea, 0);
    mapping.use(mea, 1);
    masses[field] = measure;
  }
  return masses;
}

function massField(mea: Segment): 'grossMass' | 'verifiedGrossMass' | undefined {
  const [purpose, dimension] = [part(mea, 0).trim(), part(mea, 1).trim()];
  if (purpose === 'VGM' || dimension === 'VGM') return 'verifiedGrossMass';
  const isMass = purpose === 'AAE' || purpose === 'WT' || purpose === 'AAY';
  return isMass && GROSS.has(dimension) && !(purpose === 'AAE' && dimension === '')
    ? 'grossMass'
    : undefined;
}
