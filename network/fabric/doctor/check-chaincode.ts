/** The chaincode: what each member answers, and on a local network whether definition, approvals and build agree. */
import type { Organisation } from '../../../chaincode/index.js';
import type { LedgerFailure } from '../../ledger.js';
import { PlatformFault } from '../../fault.js';
import { findBinaries } from '../binaries.js';
import { chaincodeOf } from '../chaincode/deployment.js';
import { approvedChaincode, committedChaincode } from '../chaincode/lifecycle.js';
import { missingEndorsers } from '../discovery.js';
import { channelMetric } from '../operations.js';
import type { AdministratorContext } from '../peer-cli.js';
import type { Advice, Finding } from './finding.js';
import { reporterOf } from './finding.js';
import type { LocalNetwork, MemberSubject, Subject } from './subject.js';

const answers = reporterOf('chaincode answers');
const clock = reporterOf('clock');
const versions = reporterOf('chaincode version');
const discovery = reporterOf('discovery');

/** Asks each member's own peer to run the contract: identity, channel, chaincode process and clock in one question. */
export async function checkAnswers({ members }: Subject): Promise<Finding[]> {
  return (await Promise.all(members.map(askMember))).flat();
}

async function askMember(member: MemberSubject): Promise<Finding[]> {
  await using ledger = await member.connect();
  const listed = await ledger.evaluate({ name: 'directory:List', args: [] });
  const where = `${member.mspId} at ${member.peer.name}`;
  if (listed.ok) {
    const what = 'less than two minutes from the endorser';
    return [clock.ok(where, what), standing(member.mspId, where, listed.value)];
  }
  const { refusal } = listed;
  const reporter = refusal.code === 'CLOCK_SKEW' ? clock : answers;
  return [reporter.error(where, `${refusal.code}: ${refusal.message}`, adviceFor(refusal))];
}

/** How the directory of members lists the organisation. */
function standing(mspId: string, where: string, listed: string): Finding {
  const entries = JSON.parse(listed) as readonly Organisation[];
  const own = entries.find((entry) => entry.mspId === mspId);
  if (own?.status === 'active')
    return answers.ok(where, `answers; members listed: ${entries.length}`);
  if (entries.length === 0) return answers.ok(where, 'answers; the directory is not founded yet');
  const what = own ? `the directory lists it as ${own.status}` : 'the directory does not list it';
  return answers.warning(where, what, {
    why: 'Its records and shares are refused.',
    repair: 'Have the members vote for it (docs/join-a-network.md).',
  });
}

function adviceFor({ code, category, next }: LedgerFailure): Advice {
  if (code === 'CLOCK_SKEW') {
    return {
      why: 'Contracts refuse a transaction more than two minutes from the endorser, Fabric one of 15 minutes.',
      repair: 'Set the clocks of this machine and of the peer (NTP), then try again.',
    };
  }
  if (category === 'policy') {
    return {
      why: 'The channel does not accept this certificate: wrong organisation, wrong authority, or ended.',
      repair: "Compare the certificate's issuer with the MSP of the organisation on the channel.",
    };
  }
  return { why: 'Nothing can be read or written through this peer.', repair: next };
}

/** Committed definition, approvals and this build; on a network of this machine. */
export async function checkVersions({ local }: Subject): Promise<Finding[]> {
  if (local === undefined) return [];
  const context = await administrator(local);
  if (context === undefined) return [];
  const names = local.description.chaincodes.map(({ name }) => name);
  const found = await Promise.all(names.map((name) => judgeVersion(context, name)));
  return found.flat();
}

async function judgeVersion(context: AdministratorContext, name: string): Promise<Finding[]> {
  const build = await chaincodeOf(context, name);
  const asker = context.description.organisations[0]!.mspId;
  const committed = await committedChaincode(context, asker, name);
  const upgrade = 'Run guanlian fabric up: it installs, approves and commits this build.';
  if (committed === undefined) {
    const why = 'No contract can be called.';
    return [versions.error(name, 'is not committed on the channel', { why, repair: upgrade })];
  }
  const text = `${committed.version}, sequence ${committed.sequence}`;
  const isCurrent = committed.version === build.package.version;
  const first = isCurrent
    ? versions.ok(name, `${text}, which is this build`)
    : versions.warning(name, `${text}; this build is ${build.package.version}`, {
        why: 'The network runs other contracts than this build has.',
        repair: upgrade,
      });
  const each = context.description.organisations.map(async ({ mspId }) => {
    const approved = await approvedChaincode(context, mspId, name);
    if (approved?.sequence === committed.sequence) return versions.ok(mspId, `approved ${text}`);
    const what = approved ? `approved sequence ${approved.sequence} only` : 'approved nothing';
    const why = 'Its peer does not run the chaincode, so that it cannot endorse.';
    return versions.error(mspId, what, { why, repair: upgrade });
  });
  return [first, ...(await Promise.all(each))];
}

/** Whether every member's peer sees the others and reaches their chaincode. */
export async function checkDiscovery({ local }: Subject): Promise<Finding[]> {
  if (local === undefined) return [];
  const { description, layout } = local;
  const { channel, organisations, chaincodes } = description;
  const found = organisations.map(async (one) => {
    const name = 'gossip_membership_total_peers_known';
    const known = await channelMetric(one.ports.operations, name, channel);
    const missing = await missingEndorsers(layout, description, one, chaincodes[0]!.name);
    const seen = known === undefined ? '' : `knows ${known} other peers; `;
    if (missing === undefined) return discovery.ok(one.mspId, `${seen}every member endorses`);
    return discovery.error(one.mspId, `${seen}${missing.slice(0, 300)}`, {
      why: 'Shares and agreements with the members that it does not reach stay in the outbox.',
      repair:
        'Start the peers and chaincodes named; else check anchor peers and external endpoints (gossip fills within half a minute).',
    });
  });
  return Promise.all(found);
}

async function administrator({
  description,
  layout,
}: LocalNetwork): Promise<AdministratorContext | undefined> {
  try {
    return { binaries: await findBinaries(), layout, description };
  } catch (cause) {
    // Told by the check of the programs.
    if (cause instanceof PlatformFault) return undefined;
    throw cause;
  }
}
