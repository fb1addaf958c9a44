/** Cargo manifests and reports of any mode: XFWB/XFFM, CUSCAR, BAPLIE and their kin as one record. */
import type { Consignment } from './consignment.js';
import type { TransportEquipment, TransportMeans } from './transport.js';

export interface Manifest {
  readonly kind: 'manifest';
  /** The message it came from, e.g. XFWB, XFZB, CUSCAR, BAPLIE, COPRAR. */
  readonly messageType: string;
  readonly documentId?: string;
  /** UNTDID 1225: 9 original, 4 change, 1 cancellation. */
  readonly functionCode: string;
  readonly means: TransportMeans;
  readonly loadingLocation?: string;
  readonly unloadingLocation?: string;
  readonly consignments: readonly Consignment[];
  readonly equipment: readonly TransportEquipment[];
}
