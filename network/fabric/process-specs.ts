/** How each process of a development network is started. */
import { join } from 'node:path';
import type { FabricBinaries } from './binaries.js';
import type { ChaincodePackage } from './chaincode/package.js';
import type { FabricDescription, FabricOrganisation } from './description.js';
import type { FabricLayout } from './layout.js';
import { processName } from './layout.js';
import { CONNECTIONS_VARIABLE } from './node-configuration.js';
import type { ProcessSpec } from './processes.js';

const LOGGING = 'info:gossip=warning:comm.grpc.server=warning:grpc=error';

/** A chaincode of the network with the package that runs and the port that its sequence has. */
export interface RunningChaincode {
  readonly name: string;
  readonly package: ChaincodePackage;
  readonly sequence: number;
  /** Module with the contracts. */
  readonly contracts: string;
}

export function peerProcess(
  binaries: FabricBinaries,
  layout: FabricLayout,
  { mspId, ports }: FabricOrganisation,
): ProcessSpec {
  const folder = layout.organisation(mspId);
  return {
    name: processName.peer(mspId),
    ...{ command: binaries.peer, args: ['node', 'start'] },
    env: {
      FABRIC_CFG_PATH: folder.peer,
      FABRIC_LOGGING_SPEC: LOGGING,
      [CONNECTIONS_VARIABLE]: folder.chaincode,
    },
    ports: [ports.peer, ports.chaincodeListen, ports.operations],
  };
}

export function ordererProcess(
  binaries: FabricBinaries,
  layout: FabricLayout,
  { mspId, ports }: FabricOrganisation,
): ProcessSpec {
  return {
    name: processName.orderer(mspId),
    ...{ command: binaries.orderer, args: [] },
    env: { FABRIC_CFG_PATH: layout.organisation(mspId).orderer, FABRIC_LOGGING_SPEC: LOGGING },
    ports: [ports.orderer, ports.ordererAdmin, ports.ordererOperations],
  };
}

/** `main` is the entry of the chaincode server's process. */
export function chaincodeProcess(
  layout: FabricLayout,
  { mspId, ports }: FabricOrganisation,
  chaincode: RunningChaincode,
  main: string,
): ProcessSpec {
  const { label, packageId, codeDigest } = chaincode.package;
  const port = chaincodePort(ports, chaincode);
  return {
    name: processName.chaincode(mspId, label),
    ...{ command: process.execPath, args: [main] },
    env: {
      CHAINCODE_PACKAGE_ID: packageId,
      CHAINCODE_ADDRESS: `127.0.0.1:${port}`,
      CHAINCODE_MSPID: mspId,
      CHAINCODE_TLS_DIR: join(layout.organisation(mspId).chaincode, 'tls'),
      CHAINCODE_CONTRACTS: chaincode.contracts,
      CHAINCODE_CODE_DIGEST: codeDigest,
    },
    ports: [port],
  };
}

/** Two sequences that follow each other have different ports: both servers run during an upgrade. */
export function chaincodePort(
  ports: FabricOrganisation['ports'],
  { name, sequence }: Pick<RunningChaincode, 'name' | 'sequence'>,
): number {
  return ports.chaincodes[name]![sequence % 2]!;
}

/** Names of all peers and ordering nodes. */
export function nodeNames({ organisations, orderers }: FabricDescription): string[] {
  return [
    ...orderers.map(processName.orderer),
    ...organisations.map(({ mspId }) => processName.peer(mspId)),
  ];
}
