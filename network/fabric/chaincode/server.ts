/**
 * A chaincode server (Fabric: chaincode as a service): the contracts of one member behind gRPC with mutual TLS.
 * It serves only code whose digest the package names: what runs is what the members approved.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contract } from 'fabric-contract-api';
import { PlatformFault } from '../../fault.js';
import { loadShim } from '../../embedded/shim-runtime.js';
import { digestOfContracts } from './package.js';

export interface ServeOptions {
  /** `label:sha256` as the peer computed it. */
  readonly packageId: string;
  /** `host:port` to listen on. */
  readonly address: string;
  readonly mspId: string;
  /** Folder with server.pem, server-key.pem and ca.pem, the authority of the peer's certificate. */
  readonly tlsDir: string;
  /** Module that exports `createContracts(now)`. */
  readonly contracts: string;
  readonly codeDigest: string;
}

interface ContractsModule {
  readonly createContracts?: (now: () => number) => readonly Contract[];
}

interface ShimServer {
  start(): Promise<void>;
}

interface ServerOptions {
  readonly ccid: string;
  readonly address: string;
  readonly tlsProps: {
    readonly key: Buffer;
    readonly cert: Buffer;
    readonly clientCACerts: Buffer;
  };
}

/** Transient data and blocks of a megabyte and more pass through one message. */
const MESSAGE_LIMIT = 104_857_600;

/** Serves until the process ends. Throws PlatformFault CHAINCODE_DIFFERS, CHAINCODE_INVALID. */
export async function serveChaincode(options: ServeOptions): Promise<void> {
  const { packageId, address, mspId, tlsDir, contracts, codeDigest } = options;
  const digest = await digestOfContracts(contracts);
  if (digest !== codeDigest) {
    throw new PlatformFault(
      'CHAINCODE_DIFFERS',
      `${contracts} has digest ${digest}, the approved package names ${codeDigest}: run the approved build, or have this one approved`,
    );
  }
  // The shim takes the peer's organisation from here.
  process.env['CORE_PEER_LOCALMSPID'] = mspId;
  const module = (await import(pathToFileURL(contracts).href)) as ContractsModule;
  const made = module.createContracts?.(() => Date.now());
  if (made === undefined) {
    throw new PlatformFault('CHAINCODE_INVALID', `${contracts} exports no createContracts(now)`);
  }
  const chaincode = loadShim().chaincode(made);
  const read = (file: string): Buffer => readFileSync(join(tlsDir, file));
  const tlsProps = {
    key: read('server-key.pem'),
    cert: read('server.pem'),
    clientCACerts: read('ca.pem'),
  };
  const limits = {
    'grpc.max_receive_message_length': MESSAGE_LIMIT,
    'grpc.max_send_message_length': MESSAGE_LIMIT,
  };
  const require = createRequire(import.meta.url);
  const Server = require('fabric-shim/lib/server.js') as new (
    chaincode: unknown,
    options: ServerOptions,
  ) => ShimServer;
  await new Server(chaincode, { ccid: packageId, address, tlsProps, ...limits }).start();
}
