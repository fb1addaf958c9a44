/** Checks on passenger lists and reservations: places, dates against the flight and today, documents. */
import type { PassengerList, Reservation, Traveller } from '../../../chaincode/index.js';
import type { RecordCheck } from './observe.js';

export function checkPassengerList(check: RecordCheck, list: PassengerList): void {
  list.flights.forEach(({ legs }, f) =>
    legs.forEach((leg, i) => check.place(`/flights/${f}/legs/${i}/location`, leg.location.value)),
  );
  if (list.flights.length === 0) {
    check.note('/flights', {
      ...{ code: 'FLIGHT_MISSING', severity: 'error' },
      ...{ message: 'the list names no flight', repair: 'send TDT+20 with the flight number' },
    });
  }
  const departure = list.flights[0]?.legs.find(({ scheduled }) => scheduled)?.scheduled;
  list.travellers.forEach((traveller, i) =>
    checkTraveller(check, traveller, { pointer: `/travellers/${i}`, departure }),
  );
}

export function checkReservation(check: RecordCheck, reservation: Reservation): void {
  check.expect((locator) => /^[A-Z0-9]{5,8}$/.test(locator), '/locator', reservation.locator, {
    code: 'LOCATOR_SHAPE',
    message: 'a record locator has five to eight letters and digits',
    repair: 'send the locator of the booking system',
  });
  reservation.segments.forEach((segment, i) => {
    check.place(`/segments/${i}/from`, segment.from);
    check.place(`/segments/${i}/to`, segment.to);
  });
  const departure = reservation.segments[0]?.departure;
  reservation.travellers.forEach((traveller, i) =>
    checkTraveller(check, traveller, { pointer: `/travellers/${i}`, departure }),
  );
}

function checkTraveller(
  check: RecordCheck,
  traveller: Traveller,
  { pointer, departure }: { pointer: string; departure: string | undefined },
): void {
  check.place(`${pointer}/boarding`, traveller.boarding);
  check.place(`${pointer}/disembarking`, traveller.disembarking);
  check.expect(
    (code) => /^([A-Z]{3}|D)$/.test(code),
    `${pointer}/nationality`,
    traveller.nationality,
    {
      code: 'NATIONALITY',
      message: 'the nationality is no three-letter code of ICAO 9303',
      repair: 'send three capital letters',
    },
  );
  check.order(
    `${pointer}/birthDate`,
    { first: traveller.birthDate, then: check.today },
    {
      code: 'BIRTH_IN_FUTURE',
      message: 'the birth date lies in the future',
      repair: 'check the date, and the century of a two-digit year',
    },
  );
  traveller.documents.forEach((document, i) =>
    check.order(
      `${pointer}/documents/${i}/expiry`,
      { first: departure, then: document.expiry },
      {
        code: 'DOCUMENT_EXPIRED',
        message: 'the document expires before the flight',
        repair: 'check the expiry date',
      },
    ),
  );
}
