/** Passenger name records (IATA PADIS PNRGOV). */
import type { Address, Contact } from './party.js';
import type { Traveller } from './passenger-list.js';

export interface ReservationSegment {
  readonly carrier: string;
  readonly number: string;
  readonly operating?: string;
  readonly from: string;
  readonly to: string;
  readonly departure?: string;
  readonly arrival?: string;
}

export interface Ticket {
  readonly number: string;
  readonly traveller?: string;
}

export interface SpecialServiceRequest {
  readonly code: string;
  readonly text: string;
}

/** Card numbers are masked by the reader before the record exists: first six and last four digits at most. */
export interface Payment {
  readonly form: string;
  readonly cardMasked?: string;
  /** JSON Pointer of the traveller whose ticket it paid for, where the source says so. */
  readonly traveller?: string;
}

export interface Reservation {
  readonly kind: 'reservation';
  readonly locator: string;
  readonly created?: string;
  readonly agency?: string;
  readonly travellers: readonly Traveller[];
  readonly segments: readonly ReservationSegment[];
  readonly tickets: readonly Ticket[];
  readonly payments: readonly Payment[];
  readonly contacts: readonly Contact[];
  /** Addresses of the booking, not of one traveller. */
  readonly addresses?: readonly Address[];
  readonly ssr: readonly SpecialServiceRequest[];
}
