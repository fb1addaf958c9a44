/**
 * The chaincode life cycle (Fabric `_lifecycle`) as steps that may be repeated: install, approve, readiness, commit.
 * Upgrades are the same steps at the next sequence, while the network runs.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformFault } from '../../fault.js';
import type { AdministratorContext } from '../peer-cli.js';
import { ordererFlags, peerFlags, runPeer } from '../peer-cli.js';
import type { ChaincodePackage } from './package.js';

/** A chaincode as the channel has it. */
export interface CommittedChaincode {
  readonly version: string;
  readonly sequence: number;
}

/** What one organisation approved last. */
export interface ApprovedChaincode extends CommittedChaincode {
  /** Empty when it approved without a package of its own. */
  readonly packageId: string;
}

/** Whether an organisation stands ready for a definition, and where it does not, which field differs. */
export interface Readiness {
  readonly mspId: string;
  readonly isReady: boolean;
  readonly differs?: string;
}

export interface ChaincodeTarget {
  readonly name: string;
  readonly package: ChaincodePackage;
  readonly sequence: number;
}

interface InstalledAnswer {
  readonly installed_chaincodes?: readonly { readonly package_id: string }[];
}

interface ApprovedAnswer {
  readonly version: string;
  readonly sequence: number;
  readonly source?: {
    readonly Type?: { readonly LocalPackage?: { readonly package_id?: string } };
  };
}

/** What the channel has committed under this name, asked of one organisation's peer; undefined when nothing. */
export async function committedChaincode(
  context: AdministratorContext,
  mspId: string,
  name: string,
): Promise<CommittedChaincode | undefined> {
  const flags = ['--channelID', context.description.channel, '--name', name, '--output', 'json'];
  const answer = await query(context, mspId, ['querycommitted', ...flags]);
  if (answer === undefined) return undefined;
  const { version, sequence } = JSON.parse(answer) as CommittedChaincode;
  return { version, sequence: Number(sequence) };
}

/** What the organisation approved last under this name; undefined when nothing. */
export async function approvedChaincode(
  context: AdministratorContext,
  mspId: string,
  name: string,
): Promise<ApprovedChaincode | undefined> {
  const flags = ['--channelID', context.description.channel, '--name', name, '--output', 'json'];
  const answer = await query(context, mspId, ['queryapproved', ...flags]);
  if (answer === undefined) return undefined;
  const { version, sequence, source } = JSON.parse(answer) as ApprovedAnswer;
  const packageId = source?.Type?.LocalPackage?.package_id ?? '';
  return { version, sequence: Number(sequence), packageId };
}

/** Installs the package on the organisation's peer, unless it is there. */
export async function installChaincode(
  context: AdministratorContext,
  mspId: string,
  { label, packageId, bytes }: ChaincodePackage,
): Promise<void> {
  const command = ['lifecycle', 'chaincode'];
  const list = await runPeer(context, mspId, [...command, 'queryinstalled', '--output', 'json']);
  const installed = (JSON.parse(list) as InstalledAnswer).installed_chaincodes ?? [];
  if (installed.some((one) => one.package_id === packageId)) return;
  const { packages } = context.layout;
  await mkdir(packages, { recursive: true });
  const file = join(packages, `${label}.tgz`);
  // The members install at the same time: nobody may read a file that another one is writing.
  const own = `${file}.${mspId}`;
  await writeFile(own, bytes);
  await rename(own, file);
  await runPeer(context, mspId, [...command, 'install', file]);
}

/** Approves the definition for the organisation, unless it did so already. */
export async function approveChaincode(
  context: AdministratorContext,
  mspId: string,
  target: ChaincodeTarget,
): Promise<void> {
  const approved = await approvedChaincode(context, mspId, target.name);
  if (approved !== undefined && differenceOf(approved, target) === undefined) return;
  const args = ['approveformyorg', ...definitionFlags(context, target)];
  const packageFlags = ['--package-id', target.package.packageId];
  await runPeer(context, mspId, [
    ...['lifecycle', 'chaincode'],
    ...args,
    ...packageFlags,
    ...ordererFlags(context),
  ]);
}

/** Who stands ready for the definition; for organisations administered from here also which field differs. */
export async function readinessOf(
  context: AdministratorContext,
  target: ChaincodeTarget,
): Promise<Readiness[]> {
  const asker = context.description.organisations[0]!.mspId;
  const args = ['checkcommitreadiness', ...definitionFlags(context, target), '--output', 'json'];
  const answer = await runPeer(context, asker, ['lifecycle', 'chaincode', ...args]);
  const { approvals } = JSON.parse(answer) as { approvals: Record<string, boolean> };
  const report = Object.entries(approvals).map(async ([mspId, isReady]): Promise<Readiness> => {
    if (isReady) return { mspId, isReady };
    return { mspId, isReady, differs: await explain(context, mspId, target) };
  });
  return Promise.all(report);
}

/** Commits the definition with the endorsement of all members' peers. Throws PlatformFault CHAINCODE_NOT_READY. */
export async function commitChaincode(
  context: AdministratorContext,
  target: ChaincodeTarget,
): Promise<void> {
  const report = await readinessOf(context, target);
  const waiting = report.filter(({ isReady }) => !isReady);
  if (report.length - waiting.length <= report.length / 2) throw notReady(target, waiting);
  const ready = report.filter(({ isReady }) => isReady).map(({ mspId }) => mspId);
  await runPeer(context, ready[0]!, [
    ...['lifecycle', 'chaincode', 'commit', ...definitionFlags(context, target)],
    ...ordererFlags(context),
    ...peerFlags(context, ready),
  ]);
}

function definitionFlags(context: AdministratorContext, target: ChaincodeTarget): string[] {
  return [
    ...['--channelID', context.description.channel, '--name', target.name],
    ...['--version', target.package.version, '--sequence', String(target.sequence)],
  ];
}

/** A question whose answer may be "there is none", which the peer reports as a failure. */
async function query(
  context: AdministratorContext,
  mspId: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    return await runPeer(context, mspId, ['lifecycle', 'chaincode', ...args]);
  } catch (cause) {
    const text = cause instanceof PlatformFault ? cause.message : '';
    if (/is not defined|could not fetch approved|not found/i.test(text)) return undefined;
    throw cause;
  }
}

async function explain(
  context: AdministratorContext,
  mspId: string,
  target: ChaincodeTarget,
): Promise<string> {
  const isOurs = context.description.organisations.some((one) => one.mspId === mspId);
  if (!isOurs) return 'not approved, or approved with other fields';
  const approved = await approvedChaincode(context, mspId, target.name).catch(() => undefined);
  if (approved === undefined) return 'nothing is approved';
  return differenceOf(approved, target) ?? 'approved; the peer has not seen it yet';
}

function differenceOf(approved: ApprovedChaincode, target: ChaincodeTarget): string | undefined {
  if (approved.sequence !== target.sequence) {
    return `sequence ${approved.sequence} is approved, ${target.sequence} is asked`;
  }
  if (approved.version !== target.package.version) {
    return `version ${approved.version} is approved, ${target.package.version} is asked`;
  }
  if (approved.packageId !== target.package.packageId) {
    return `package ${approved.packageId || 'none'} is approved, ${target.package.packageId} is asked`;
  }
  return undefined;
}

function notReady(target: ChaincodeTarget, waiting: readonly Readiness[]): PlatformFault {
  const list = waiting.map(({ mspId, differs }) => `${mspId}: ${differs ?? 'not ready'}`);
  return new PlatformFault(
    'CHAINCODE_NOT_READY',
    `${target.name} sequence ${target.sequence} lacks approvals (${list.join('; ')}); these organisations approve first`,
  );
}
