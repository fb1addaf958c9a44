/** Customs declarations (WCO Data Model DEC, GovernmentAgencyGoodsItem; DE numbers of the EU Union Customs Code for procedure). */
import type { ConsignmentItem } from './consignment.js';
import type { Measure, Money } from './code.js';
import type { Party } from './party.js';
import type { TransportMeans } from './transport.js';

export interface DocumentReference {
  readonly id: string;
  readonly typeCode?: string;
  readonly categoryCode?: string;
  readonly lineNumeric?: number;
}

/** WCO DM AdditionalInformation: a coded statement, or text. */
export interface AdditionalInformation {
  readonly typeCode?: string;
  readonly code?: string;
  readonly text?: string;
}

export interface DutyTaxFee {
  readonly typeCode?: string;
  readonly regimeCode?: string;
  /** Decimal text, per cent. */
  readonly taxRate?: string;
  readonly assessed?: Money;
  readonly paid?: Money;
  readonly paymentMethodCode?: string;
}

export interface GovernmentAgencyGoodsItem extends ConsignmentItem {
  readonly currentProcedure?: string;
  readonly previousProcedure?: string;
  readonly statisticalValue?: Money;
  readonly dutyTaxFees: readonly DutyTaxFee[];
  readonly additionalDocuments: readonly DocumentReference[];
  readonly additionalInformation: readonly AdditionalInformation[];
}

export interface GoodsShipment {
  readonly consignmentRef?: string;
  readonly ucr?: string;
  readonly destination?: string;
  readonly exportCountry?: string;
  readonly tradeTerms?: string;
  readonly previousDocuments: readonly DocumentReference[];
  readonly equipmentIds: readonly string[];
  readonly items: readonly GovernmentAgencyGoodsItem[];
}

/** Notification series of a declaration's life (WCO DM response FunctionCode). */
export type DeclarationStatus =
  | 'lodged'
  | '01'
  | '02'
  | '03'
  | '05'
  | '06'
  | '07'
  | '08'
  | '09'
  | '10'
  | '11'
  | '13'
  | '14'
  | '15'
  | '16'
  | '17';

export interface Declaration {
  readonly kind: 'declaration';
  readonly functionCode: string;
  /** LRN: the declarant's own reference. */
  readonly functionalReferenceId: string;
  /** MRN, once registered. */
  readonly id?: string;
  readonly typeCode: string;
  readonly procedureCategory: 'import' | 'export' | 'transit' | 'other';
  /** ISO 8601 date of acceptance or lodging, when the message says one. */
  readonly declaredOn?: string;
  readonly presentationOffice?: string;
  readonly declarant?: Party;
  readonly agent?: Party;
  readonly exporter?: Party;
  readonly importer?: Party;
  readonly seller?: Party;
  readonly buyer?: Party;
  readonly goodsShipment: GoodsShipment;
  readonly borderTransportMeans?: TransportMeans;
  readonly totals: {
    readonly packages?: number;
    readonly grossMass?: Measure;
    readonly invoice?: Money;
  };
  readonly additionalInformation: readonly AdditionalInformation[];
  readonly status: DeclarationStatus;
}
