/** Means of transport, calls and equipment (WCO DM BorderTransportMeans, UN/ECE Rec 19, ISO 6346). */
import type { Code, Measure } from './code.js';
import type { Party } from './party.js';

/** A place on the way. Times keep the precision and zone of the message (local airport time stays local). */
export interface Call {
  readonly location: Code<'UNLOCODE' | 'IATA3' | 'LOCAL'>;
  readonly role: 'departure' | 'transit' | 'arrival';
  readonly scheduled?: string;
  readonly actual?: string;
  /** The flight or voyage of this call, where it is another than that of the means. */
  readonly conveyanceReferenceId?: string;
}

export interface TransportMeans {
  /** UN/ECE Rec 19: 1 sea, 2 rail, 3 road, 4 air, 5 post, 7 fixed, 8 inland waterway. */
  readonly modeCode?: string;
  readonly identification?: string;
  /** 11 IMO number, 20 wagon, 30 plate, 40 flight number, 41 aircraft registration. */
  readonly identificationTypeCode?: string;
  readonly name?: string;
  readonly registrationNationalityCode?: string;
  readonly conveyanceReferenceId?: string;
  readonly carrier?: Party;
  readonly itinerary: readonly Call[];
}

export interface Seal {
  readonly id: string;
  readonly affixedBy?: string;
}

export interface TransportEquipment {
  readonly id: string;
  /** CN container, ULD unit load device, RR rail wagon, TE trailer, BL breakbulk. */
  readonly typeCode: string;
  readonly sizeType?: string;
  readonly fullnessCode?: string;
  readonly seals: readonly Seal[];
  readonly position?: string;
  readonly grossMass?: Measure;
  readonly verifiedGrossMass?: Measure;
  /** Ports of this unit, where they differ within one manifest (bay plans). */
  readonly loadingLocation?: string;
  readonly unloadingLocation?: string;
}
