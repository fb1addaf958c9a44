/** Flights, other conveyances and equipment (IATA SSIM flight identifier, UN/ECE Rec 19 modes, ISO 6346, ULD codes). */
import type { EntityRef } from '../store.js';
import { company } from './companies.js';
import type { Gathering } from './gathering.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, present, textOf } from './partial.js';
import { compact, dayOf, flightDesignator } from './references.js';

/** What identifies a flight: designator and day of departure as written in local time. */
export interface FlightDescription {
  readonly carrier?: string | undefined;
  readonly number?: string | undefined;
  readonly departure?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** States a flight; undefined without a number. Without a day it is only a flight of this record. */
export function flight(into: Gathering, described: FlightDescription): EntityRef | undefined {
  const designator =
    described.number === undefined
      ? undefined
      : flightDesignator(described.number, described.carrier);
  if (designator === undefined) return undefined;
  const day = dayOf(described.departure);
  const key = `${designator}/${day ?? into.provenance.recordId}`;
  const name = day === undefined ? designator : `${designator} ${day}`;
  const { from, to } = described;
  return into.node('Flight', key, present({ name, designator, day, from, to }));
}

/** States the flight or other conveyance of a means of transport, with its carrier. */
export function conveyance(into: Gathering, value: unknown): EntityRef | undefined {
  const means = objectOf(value);
  const found = isFlight(means) ? flightOfMeans(into, means) : vehicle(into, means);
  if (found) into.relate(found, 'OPERATED_BY', company(into, means['carrier']));
  return found;
}

/** States a container, ULD, wagon or trailer. */
export function equipment(
  into: Gathering,
  id: unknown,
  properties: PartialObject = {},
): EntityRef | undefined {
  const written = textOf(id);
  const key = compact(written ?? '');
  if (key === '') return undefined;
  const { typeCode, sizeType } = properties;
  const known = present({ typeCode: textOf(typeCode), sizeType: textOf(sizeType) });
  return into.node('Container', key, { name: key, ...known });
}

function isFlight(means: PartialObject): boolean {
  return means['modeCode'] === '4' || means['identificationTypeCode'] === '40';
}

function flightOfMeans(into: Gathering, means: PartialObject): EntityRef | undefined {
  const calls = objectsOf(means['itinerary']);
  const departure = calls.find((call) => call['role'] === 'departure') ?? calls[0] ?? {};
  const registered = means['identificationTypeCode'] === '41';
  const id = textOf(means['identification']);
  const number = registered ? undefined : id;
  return flight(into, {
    number: number ?? textOf(means['conveyanceReferenceId']),
    carrier: carrierCode(means),
    departure: textOf(departure['scheduled']) ?? textOf(departure['actual']),
    from: place(departure),
    to: place(calls.findLast((call) => call['role'] === 'arrival') ?? {}),
  });
}

function vehicle(into: Gathering, means: PartialObject): EntityRef | undefined {
  const id = textOf(means['identification']) ?? textOf(means['name']);
  if (id === undefined || compact(id) === '') return undefined;
  const trip = textOf(means['conveyanceReferenceId']);
  const key = [compact(id), ...(trip === undefined ? [] : [compact(trip)])].join('/');
  const name = [textOf(means['name']) ?? id, trip].filter((part) => part !== undefined).join(' ');
  return into.node('Conveyance', key, present({ name, modeCode: textOf(means['modeCode']) }));
}

function carrierCode(means: PartialObject): string | undefined {
  const identifiers = objectsOf(objectOf(means['carrier'])['identifiers']);
  return textOf(identifiers.find(({ scheme }) => scheme === 'IATA-CARRIER')?.['value']);
}

/** The code of the place a call is made at. */
export function place(call: PartialObject): string | undefined {
  return textOf(objectOf(call['location'])['value']);
}
