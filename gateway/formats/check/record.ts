/**
 * Checks on a canonical record, whatever message it came from: check digits and shapes of identifiers, totals against
 * parts, dates against each other. All of them are findings; none rejects.
 */
import type { RecordBody } from '../../../chaincode/index.js';
import type { Trace } from '../trace.js';
import { checkDeclaration } from './declaration.js';
import { checkManifest } from './manifest.js';
import { RecordCheck } from './observe.js';
import { checkApplication, checkInspection } from './controls.js';
import { checkPassengerList, checkReservation } from './travel.js';

/** Adds findings about the body to its trace. `today` is the ISO day that dates are compared with. */
export function checkRecord(body: RecordBody, trace: Trace, today: string): void {
  const check = new RecordCheck(trace, today);
  switch (body.kind) {
    case 'manifest':
      return checkManifest(check, body);
    case 'passengerList':
      return checkPassengerList(check, body);
    case 'reservation':
      return checkReservation(check, body);
    case 'declaration':
      return checkDeclaration(check, body);
    case 'inspection':
      return checkInspection(check, body);
    case 'certificateApplication':
      return checkApplication(check, body);
  }
}
