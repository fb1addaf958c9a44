/**
 * Endorsement by exactly the organisations that a call names, one peer of each. The SDK cannot plan for the owners of
 * keys: a call that names nobody is endorsed by every organisation that discovery lists and that answers, so that the
 * owner of whatever key it writes is among them.
 */
import { accepted, refused } from '../../../chaincode/index.js';
import { failure } from '../../failure.js';
import type { ContractCall } from '../../ledger.js';
import { sortEndorsement } from '../failures.js';
import type { Attempt } from '../retry.js';
import { pause } from '../retry.js';
import type { Agreement } from './agreement-of-peers.js';
import { agreementOf } from './agreement-of-peers.js';
import type { ChannelMembers } from './channel-members.js';
import type { PeerAnswer } from './peer-answer.js';
import { askOrganisation } from './peer-answer.js';
import type { SdkConnection } from './sdk-connection.js';
import type { SdkChannel } from './sdk-points.js';

export type SdkEndorsement = ReturnType<SdkChannel['newEndorsement']>;
type SdkQuery = ReturnType<SdkChannel['newQuery']>;

export interface EndorseOptions {
  readonly connection: SdkConnection;
  readonly members: ChannelMembers;
  readonly chaincode: string;
  /** The caller's organisation. */
  readonly own: string;
}

export interface Endorsed {
  readonly endorsement: SdkEndorsement;
  readonly txId: string;
  readonly result: string;
  readonly endorsers: readonly string[];
}

/** Peers commit the same block some milliseconds apart: how long one is waited for that is behind. */
const BEHIND_MS: readonly number[] = [20, 40, 80, 160, 320, 640];

type Proposal = SdkEndorsement | SdkQuery;

/** Builds and signs the call as a proposal of its own. */
export async function propose<T extends Proposal>(
  connection: SdkConnection,
  proposal: T,
  { name, args, transient }: Pick<ContractCall, 'name' | 'args' | 'transient'>,
): Promise<T> {
  const private_ = Object.entries(transient ?? {}).map(
    ([key, value]) => [key, Buffer.from(value)] as const,
  );
  const built = proposal.build(connection.identityContext, {
    ...{ fcn: name, args: [...args] },
    ...(transient ? { transientMap: Object.fromEntries(private_) } : {}),
  });
  return connection.sign(proposal, built);
}

/** Asks one peer of an organisation. */
export async function ask(
  { connection, members }: Pick<EndorseOptions, 'connection' | 'members'>,
  mspId: string,
  signedProposal: unknown,
): Promise<PeerAnswer> {
  const peers = (await members.peersOf(mspId)).map((node) => {
    const endorser = connection.endorser(node);
    return { address: node.address, endorser, redial: () => connection.redial(endorser) };
  });
  return askOrganisation(peers, mspId, signedProposal);
}

/** Collects the endorsements of a call. */
export async function endorse(
  options: EndorseOptions,
  call: ContractCall,
): Promise<Attempt<Endorsed>> {
  const organisations = call.endorsers ?? (await options.members.endorsingOrganisations());
  for (const wait of [...BEHIND_MS, undefined]) {
    call.signal?.throwIfAborted();
    const { agreement, ...endorsed } = await endorseOnce(options, call, organisations);
    if (agreement.kind === 'agreed') return accepted(endorsed);
    if (agreement.kind === 'failed') return refused(sortEndorsement(agreement.error, options.own));
    if (wait === undefined) return refused(sortBehind(agreement, options.own));
    await pause(wait * (0.5 + Math.random() / 2), call.signal);
  }
  throw new RangeError('unreachable: the last wait ends the loop');
}

async function endorseOnce(
  { connection, members, chaincode }: EndorseOptions,
  call: ContractCall,
  organisations: readonly string[],
): Promise<Endorsed & { readonly agreement: Agreement }> {
  const endorsement = connection.channel.newEndorsement(chaincode);
  await propose(connection, endorsement, call);
  let answers: readonly PeerAnswer[] = [];
  const askAll = async (signedProposal: Buffer): Promise<unknown[]> => {
    answers = await Promise.all(
      organisations.map((mspId) => ask({ connection, members }, mspId, signedProposal)),
    );
    return answers.flatMap((answer) => (answer.kind === 'endorsed' ? [answer.response] : []));
  };
  const never = async (): Promise<never> => Promise.reject(new Error('only endorses'));
  // The SDK's own way in for a choice of endorsers that is made outside of it.
  await endorsement.send({ handler: { endorse: askAll, query: never, commit: never } });
  const agreement = agreementOf(answers, call.endorsers !== undefined);
  const first = agreement.kind === 'agreed' ? agreement.responses[0] : undefined;
  return {
    ...{ endorsement, agreement, txId: endorsement.getTransactionId() },
    result: first?.response.payload.toString() ?? '',
    endorsers: answers.flatMap(({ kind, mspId }) => (kind === 'endorsed' ? [mspId] : [])),
  };
}

function sortBehind(
  agreement: Extract<Agreement, { kind: 'behind' }>,
  own: string,
): ReturnType<typeof sortEndorsement> {
  const sorted = sortEndorsement(agreement.error, own);
  if (!agreement.isStale) return sorted;
  const text = 'the endorsing organisations read different versions of the same key';
  return {
    failure: { ...failure('conflict', text), cause: sorted.failure.cause },
    again: 'fresh',
  };
}
