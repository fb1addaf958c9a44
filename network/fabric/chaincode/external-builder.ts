/**
 * Our external builder (Fabric: chaincode launcher): takes packages of type `ccaas` and tells the peer where this
 * member's own chaincode server listens and with which keys, so that all members can approve one package.
 * The peer runs `bin/detect`, `bin/build`, `bin/release`; the three are one Node program.
 */
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../identity/pem-files.js';
import type { FabricLayout, OrganisationFolder } from '../layout.js';
import { CONNECTIONS_VARIABLE } from '../node-configuration.js';

const STEPS = ['detect', 'build', 'release'] as const;
const EXECUTABLE = 0o755;

/** The program: plain JavaScript, for the peer runs it with nothing but PATH. */
function program(node: string): string {
  return `#!${node}
const { copyFileSync, existsSync, mkdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const [one, two, three] = process.argv.slice(2);
const metadata = (folder) => JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8'));
const fail = (text) => { throw new Error(text); };
const steps = {
  detect: () => (metadata(two).type === 'ccaas' ? 0 : 1),
  build: () => {
    const folder = process.env.${CONNECTIONS_VARIABLE};
    if (!folder) fail('${CONNECTIONS_VARIABLE} is not set for this peer');
    const file = join(folder, metadata(two).label + '.json');
    if (!existsSync(file)) fail('no connection file ' + file);
    copyFileSync(file, join(three, 'connection.json'));
    return 0;
  },
  release: () => {
    mkdirSync(join(two, 'chaincode', 'server'), { recursive: true });
    copyFileSync(join(one, 'connection.json'), join(two, 'chaincode', 'server', 'connection.json'));
    return 0;
  },
};
process.exitCode = steps[basename(process.argv[1])]();
`;
}

/** Writes the builder's three programs. */
export async function writeBuilder(layout: FabricLayout): Promise<void> {
  const bin = join(layout.builder, 'bin');
  await mkdir(bin, { recursive: true });
  // The programs are CommonJS, also when the network's folder is inside a project of ES modules.
  await writeWhole(join(bin, 'package.json'), '{"type":"commonjs"}\n');
  for (const step of STEPS) {
    const path = join(bin, step);
    await writeWhole(path, program(process.execPath));
    // Without the executable bit the peer passes the builder over in silence.
    await chmod(path, EXECUTABLE);
  }
}

/** Writes how this member's peer reaches its chaincode server: mutual TLS under the member's own TLS authority. */
export async function writeConnection(
  folder: OrganisationFolder,
  label: string,
  port: number,
): Promise<void> {
  const tls = (file: string): Promise<string> => readFile(join(folder.peer, 'tls', file), 'utf8');
  const connection = {
    ...{ address: `127.0.0.1:${port}`, domain: 'localhost', dial_timeout: '3s' },
    ...{ tls_required: true, client_auth_required: true },
    client_key: await tls('server-key.pem'),
    client_cert: await tls('server.pem'),
    root_cert: await tls('ca.pem'),
  };
  await writeWhole(join(folder.chaincode, `${label}.json`), JSON.stringify(connection));
}
