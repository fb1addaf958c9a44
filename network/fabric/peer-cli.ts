/** The `peer` program acting as an organisation's administrator against its own peer and an ordering node. */
import { join } from 'node:path';
import type { FabricBinaries } from './binaries.js';
import type { FabricDescription } from './description.js';
import { organisationOf } from './description.js';
import type { FabricLayout } from './layout.js';
import { runProgram } from './programs.js';

export interface AdministratorContext {
  readonly binaries: FabricBinaries;
  readonly layout: FabricLayout;
  readonly description: FabricDescription;
  readonly signal?: AbortSignal;
}

/** Runs `peer …` as the organisation's administrator; resolves to what it printed. */
export function runPeer(
  context: AdministratorContext,
  mspId: string,
  args: readonly string[],
): Promise<string> {
  const { binaries, layout, description, signal } = context;
  const { ports } = organisationOf(description, mspId);
  const folder = layout.organisation(mspId);
  const env = {
    FABRIC_CFG_PATH: folder.peer,
    FABRIC_LOGGING_SPEC: 'error',
    CORE_PEER_MSPCONFIGPATH: folder.adminMsp,
    CORE_PEER_LOCALMSPID: mspId,
    CORE_PEER_ADDRESS: `127.0.0.1:${ports.peer}`,
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: folder.tlsCa,
  };
  return runProgram(binaries.peer, args, { env, ...(signal ? { signal } : {}) });
}

/** Flags that name the ordering node. */
export function ordererFlags({ layout, description }: AdministratorContext): string[] {
  const mspId = description.orderers[0]!;
  const { ports } = organisationOf(description, mspId);
  const ca = join(layout.organisation(mspId).orderer, 'tls', 'ca.pem');
  return ['--orderer', `127.0.0.1:${ports.orderer}`, '--tls', '--cafile', ca];
}

/** Flags that name the peers of these organisations. */
export function peerFlags(
  { layout, description }: AdministratorContext,
  mspIds: readonly string[],
): string[] {
  return mspIds.flatMap((mspId) => [
    ...['--peerAddresses', `127.0.0.1:${organisationOf(description, mspId).ports.peer}`],
    ...['--tlsRootCertFiles', layout.organisation(mspId).tlsCa],
  ]);
}
