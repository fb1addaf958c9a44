/** From a record, or the part of it that a node was given, to what it says in the graph. Pure: the same input, the same facts. */
import type { RecordKind } from '../../chaincode/index.js';
import type { GraphPosition, RecordFacts } from '../store.js';
import { stateCertificate, stateCertificateApplication, stateInspection } from './controls.js';
import { stateDeclaration } from './declarations.js';
import type { Gathering } from './gathering.js';
import { gathering } from './gathering.js';
import { saltedKeys } from './keys.js';
import { stateManifest } from './manifest.js';
import type { PartialObject } from './partial.js';
import { objectOf } from './partial.js';
import { statePassengerList, stateReservation } from './passengers.js';

/** A record to project. `body` may lack any field and any list item, as its agreement released it. */
export interface ProjectionInput {
  readonly recordId: string;
  readonly kind: RecordKind | 'certificate';
  readonly owner: string;
  readonly revision: number;
  readonly position: GraphPosition;
  readonly body: unknown;
}

const READERS: Readonly<
  Record<ProjectionInput['kind'], (into: Gathering, body: PartialObject) => void>
> = {
  manifest: stateManifest,
  passengerList: statePassengerList,
  reservation: stateReservation,
  declaration: stateDeclaration,
  inspection: stateInspection,
  certificateApplication: stateCertificateApplication,
  certificate: stateCertificate,
};

/** What the record says. `personSalt` keys people and their attributes; it is the node's own secret and must not change. */
export function project(
  input: ProjectionInput,
  options: { readonly personSalt: string },
): RecordFacts {
  const { recordId, revision, owner, position } = input;
  const into = gathering({ recordId, revision, owner, position }, saltedKeys(options.personSalt));
  READERS[input.kind](into, objectOf(input.body));
  return into.facts();
}
