/** What the doctor examines: a member's own connection to a channel, or a whole development network on this machine. */
import type { Clock } from '../../clock.js';
import type { OrganisationIdentity } from '../../identity/index.js';
import type { Ledger } from '../../ledger.js';
import type { PeerEndpoint } from '../connection-profile.js';
import type { FabricDescription } from '../description.js';
import type { FabricLayout } from '../layout.js';

/** One organisation's way to the channel. */
export interface MemberSubject {
  readonly mspId: string;
  readonly identity: OrganisationIdentity;
  readonly peer: PeerEndpoint;
  /** Opens the ledger; the doctor closes it. */
  readonly connect: () => Promise<Ledger>;
}

export interface LocalNetwork {
  readonly description: FabricDescription;
  readonly layout: FabricLayout;
}

export interface Subject {
  readonly clock: Clock;
  readonly members: readonly MemberSubject[];
  /** Present when the network's folder is on this machine. */
  readonly local?: LocalNetwork;
  /** Folders that data are written to. */
  readonly folders: readonly string[];
}
