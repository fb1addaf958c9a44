/** Consignments and their items (WCO DM Consignment, ConsignmentItem; ONE Record CustomsInformation). */
import type { Code, Measure, Money } from './code.js';
import type { Party } from './party.js';

export interface Packaging {
  readonly quantity: number;
  /** UN/ECE Rec 21. */
  readonly typeCode?: string;
  readonly marks?: string;
}

export interface DangerousGoods {
  readonly undgId: string;
  readonly hazardClass?: string;
  readonly packingGroup?: string;
}

export interface ConsignmentItem {
  readonly sequenceNumeric: number;
  readonly description?: string;
  readonly classification?: Code<'HS2022'>;
  readonly gtin?: string;
  readonly originCountry?: string;
  readonly packaging: readonly Packaging[];
  readonly grossMass?: Measure;
  readonly netMass?: Measure;
  readonly quantity?: Measure;
  readonly value?: Money;
  readonly dangerousGoods?: readonly DangerousGoods[];
  readonly equipmentIds: readonly string[];
}

/** IATA OCI line: country / information identifier / control identifier / text. */
export interface CustomsInformation {
  readonly country?: string;
  readonly subjectCode?: string;
  readonly contentCode?: string;
  readonly text: string;
}

export interface TransportContractDocument {
  readonly id: string;
  /** UNTDID 1001: 740 air waybill, 741 master air waybill, 703 house waybill, 704 master B/L, 705 B/L, 714 house B/L, 720 rail, 730 road, CN22 post. */
  readonly typeCode: string;
}

export interface Consignment {
  readonly transportContractDocument: TransportContractDocument;
  readonly masterId?: string;
  readonly ucr?: string;
  readonly consignor?: Party;
  readonly consignee?: Party;
  readonly notifyParty?: Party;
  readonly freightForwarder?: Party;
  readonly origin?: string;
  readonly finalDestination?: string;
  readonly totalPackageQuantity?: number;
  readonly grossMass?: Measure;
  readonly grossVolume?: Measure;
  readonly split?: 'T' | 'S' | 'P' | 'D';
  readonly specialHandling: readonly string[];
  readonly items: readonly ConsignmentItem[];
  readonly customsInfo: readonly CustomsInformation[];
}
