/**
 * What the federation in miniature needs of a ledger, whichever it runs on: an identity and a connection per member.
 * The embedded one is below; Fabric's is in fabric-ledger.ts and loaded only when chosen.
 */
import { createContracts } from '../chaincode/contracts/index.js';
import type { Clock, Ledger, OrganisationIdentity } from '../network/index.js';
import { EmbeddedNetwork, openIdentity, PlatformFault } from '../network/index.js';
import type { DataFolder } from './data-folder.js';
import type { OpenedLedger } from './ledger-mark.js';

export interface FederationLedger extends AsyncDisposable {
  /** For the banner, e.g. `embedded` or `Fabric through fabric-gateway`. */
  readonly engine: string;
  /** For the person who started it: what stays behind, and how to end it. */
  readonly note?: string;
  /** The identity of an organisation's node; throws PlatformFault UNKNOWN_ORGANISATION. */
  identityOf(mspId: string): OrganisationIdentity;
  /** A connection of the organisation's own, which whoever asked for it disposes of. */
  connect(mspId: string): Promise<Ledger>;
  /** Which ledger this is; the first block is missing while there is none. */
  mark(): Promise<OpenedLedger>;
}

export interface EmbeddedFederationLedger extends FederationLedger {
  readonly network: EmbeddedNetwork;
}

export interface LedgerOpening {
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly mspIds: readonly string[];
  readonly progress: (text: string) => void;
  readonly signal?: AbortSignal;
}

const CHANNEL = 'guanlian';

/** Opens the embedded ledger inside the data folder, with identities of its own making. */
export async function openEmbeddedLedger({
  folder,
  clock,
  mspIds,
}: LedgerOpening): Promise<EmbeddedFederationLedger> {
  const identities = new Map<string, OrganisationIdentity>();
  for (const mspId of mspIds) {
    const dir = folder.path('identities');
    identities.set(mspId, await openIdentity({ ...{ dir, mspId, clock }, name: 'node' }));
  }
  const network = await EmbeddedNetwork.open({
    ...{ dir: folder.path('ledger'), channel: CHANNEL, clock },
    contracts: () => createContracts(() => clock.now()),
    organisations: mspIds,
  });
  const identityOf = (mspId: string): OrganisationIdentity => known(identities, mspId);
  return {
    ...{ engine: 'embedded', network, identityOf },
    connect: async (mspId) => network.connect(identityOf(mspId)),
    mark: async () => {
      const { height } = await network.connect(identityOf(mspIds[0] ?? '')).info();
      const firstBlock = height === 0 ? {} : { firstBlock: network.block(0).hash };
      return { kind: 'embedded', channel: CHANNEL, ...firstBlock };
    },
    [Symbol.asyncDispose]: () => network.close(),
  };
}

/** The identity of a member; throws PlatformFault UNKNOWN_ORGANISATION. */
export function known(
  identities: ReadonlyMap<string, OrganisationIdentity>,
  mspId: string,
): OrganisationIdentity {
  const identity = identities.get(mspId);
  if (identity) return identity;
  throw new PlatformFault('UNKNOWN_ORGANISATION', `${mspId} is no member of this federation`);
}
