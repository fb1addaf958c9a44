/**
 * Brings the channel's chaincodes to the code of this build: first deployment, nothing to do, or upgrade to the next
 * sequence while the version before goes on serving until all members know the new one.
 */
import type { FabricOrganisation } from '../description.js';
import { organisationOf } from '../description.js';
import { missingEndorsers } from '../discovery.js';
import type { AdministratorContext } from '../peer-cli.js';
import { accepts } from '../ports.js';
import { knownProcesses } from '../process-list.js';
import type { RunningChaincode } from '../process-specs.js';
import { chaincodePort, chaincodeProcess } from '../process-specs.js';
import { lastLines, startProcess, stopProcess } from '../processes.js';
import type { Progress } from '../steps.js';
import { step, together } from '../steps.js';
import { waitUntil } from '../wait.js';
import { writeConnection } from './external-builder.js';
import {
  approveChaincode,
  commitChaincode,
  committedChaincode,
  installChaincode,
} from './lifecycle.js';
import { packageChaincode } from './package.js';
import { chaincodeProgram } from './program.js';
import { PlatformFault } from '../../fault.js';

/** Deploys all chaincodes of the description and waits until every member can endorse with every other one. */
export async function deployChaincodes(
  context: AdministratorContext,
  progress: Progress,
): Promise<void> {
  const { organisations, chaincodes } = context.description;
  const running = await together(chaincodes, ({ name }) => chaincodeOf(context, name));
  await step(progress, 'Starting the chaincode servers', () =>
    together(running, (chaincode) =>
      together(organisations, (one) => startChaincode(context, one, chaincode)),
    ),
  );
  for (const chaincode of running) {
    const { name, package: packed, sequence } = chaincode;
    await step(progress, `Approving ${name} ${packed.version}, sequence ${sequence}`, () =>
      define(context, chaincode),
    );
  }
  await step(progress, 'Waiting until all members find each other', () =>
    together(running, ({ name }) => awaitEndorsers(context, name)),
  );
  await together(running, (chaincode) => stopOlder(context, chaincode));
}

/** The chaincode as this build has it, with the sequence that it has or will have on the channel. */
export async function chaincodeOf(
  context: AdministratorContext,
  name: string,
): Promise<RunningChaincode> {
  const program = await chaincodeProgram();
  const definition = context.description.chaincodes.find((one) => one.name === name);
  const contracts = definition?.contracts ?? program.contracts;
  const packed = await packageChaincode(name, contracts, program.release);
  const asker = context.description.organisations[0]!.mspId;
  const committed = await committedChaincode(context, asker, name);
  const isCurrent = committed?.version === packed.version;
  const sequence = (committed?.sequence ?? 0) + (isCurrent ? 0 : 1);
  return { name, package: packed, sequence, contracts };
}

/** Starts one organisation's chaincode server and waits until it accepts connections. */
export async function startChaincode(
  { layout, signal }: AdministratorContext,
  organisation: FabricOrganisation,
  chaincode: RunningChaincode,
): Promise<void> {
  const port = chaincodePort(organisation.ports, chaincode);
  const { main } = await chaincodeProgram();
  const spec = chaincodeProcess(layout, organisation, chaincode, main);
  await startProcess(layout, spec);
  try {
    await waitUntil(async () => ((await accepts(port)) ? undefined : `nothing on port ${port}`), {
      ...{ what: `${spec.name} does not serve`, withinMs: 30_000 },
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    const log = await lastLines(layout, spec.name);
    throw new PlatformFault('NOT_READY', `${spec.name} does not serve:\n${log}`, cause);
  }
}

/** Installs and approves the chaincode for one organisation; its server may be started before or after. */
export async function approveFor(
  context: AdministratorContext,
  mspId: string,
  chaincode: RunningChaincode,
): Promise<void> {
  const { ports } = organisationOf(context.description, mspId);
  const folder = context.layout.organisation(mspId);
  // The peer's builder looks for it at installation.
  await writeConnection(folder, chaincode.package.label, chaincodePort(ports, chaincode));
  await installChaincode(context, mspId, chaincode.package);
  await approveChaincode(context, mspId, chaincode);
}

async function define(context: AdministratorContext, chaincode: RunningChaincode): Promise<void> {
  const { organisations } = context.description;
  await together(organisations, ({ mspId }) => approveFor(context, mspId, chaincode));
  const asker = organisations[0]!.mspId;
  const committed = await committedChaincode(context, asker, chaincode.name);
  if (committed?.sequence === chaincode.sequence) return;
  await commitChaincode(context, chaincode);
}

/** Waits until every member's peer can have the chaincode endorsed by all. */
export async function awaitEndorsers(context: AdministratorContext, name: string): Promise<void> {
  const { layout, description, signal } = context;
  await together(description.organisations, (one) =>
    waitUntil(() => missingEndorsers(layout, description, one, name), {
      ...{ what: `${name} is not endorsed by all members`, everyMs: 300 },
      ...(signal ? { signal } : {}),
    }),
  );
}

async function stopOlder(
  { layout, description }: AdministratorContext,
  chaincode: RunningChaincode,
): Promise<void> {
  const mine = description.organisations.map(
    ({ mspId }) => `chaincode.${mspId}.${chaincode.name}_`,
  );
  const older = (await knownProcesses(layout)).filter(
    (name) =>
      mine.some((start) => name.startsWith(start)) && !name.endsWith(`.${chaincode.package.label}`),
  );
  await together(older, (name) => stopProcess(layout, name));
}
