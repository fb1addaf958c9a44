/** Where the files of a development network are, below one folder. */
import { join } from 'node:path';

export interface OrganisationFolder {
  readonly dir: string;
  /** MSP folder that the channel configuration is made of: certificates only. */
  readonly msp: string;
  /** MSP folder with which the `peer` program acts as the organisation's administrator. */
  readonly adminMsp: string;
  readonly peer: string;
  readonly orderer: string;
  /** What the chaincode server and the peer's builder need: TLS files and `<label>.json`. */
  readonly chaincode: string;
  readonly wallet: string;
  readonly tlsCa: string;
  readonly connectionProfile: string;
}

export interface FabricLayout {
  readonly dir: string;
  readonly organisations: string;
  readonly builder: string;
  readonly channel: string;
  readonly genesisBlock: string;
  readonly packages: string;
  readonly run: string;
  readonly log: string;
  organisation(mspId: string): OrganisationFolder;
  pidFile(process: string): string;
  logFile(process: string): string;
}

/** The layout below a network's folder. */
export function layoutOf(dir: string): FabricLayout {
  const organisations = join(dir, 'organisations');
  return {
    ...{ dir, organisations },
    builder: join(dir, 'builder'),
    channel: join(dir, 'channel'),
    genesisBlock: join(dir, 'channel', 'genesis.block'),
    packages: join(dir, 'packages'),
    run: join(dir, 'run'),
    log: join(dir, 'log'),
    organisation: (mspId) => organisationFolder(join(organisations, mspId)),
    pidFile: (process) => join(dir, 'run', `${process}.pid`),
    logFile: (process) => join(dir, 'log', `${process}.log`),
  };
}

function organisationFolder(dir: string): OrganisationFolder {
  return {
    dir,
    msp: join(dir, 'msp'),
    adminMsp: join(dir, 'admin-msp'),
    peer: join(dir, 'peer'),
    orderer: join(dir, 'orderer'),
    chaincode: join(dir, 'chaincode'),
    wallet: join(dir, 'wallet'),
    tlsCa: join(dir, 'tls-ca.pem'),
    connectionProfile: join(dir, 'connection.json'),
  };
}

/** Names of the processes, which are also those of their PID and log files. */
export const processName = {
  peer: (mspId: string): string => `peer.${mspId}`,
  orderer: (mspId: string): string => `orderer.${mspId}`,
  chaincode: (mspId: string, label: string): string => `chaincode.${mspId}.${label}`,
};
