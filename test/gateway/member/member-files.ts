/** The files that a member's node is configured with, in a temporary folder, and ways to damage them. */
import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { openIdentity, systemClock } from '../../../network/index.js';

export const MSP = 'CooperationMSP';
export const ISSUER = 'https://login.cooperation.example';

type Values = Record<string, unknown>;

export interface MemberFiles extends AsyncDisposable {
  readonly dir: string;
  readonly config: string;
  /** Writes the configuration with changes: by dotted field name, `undefined` removes the field. */
  write(changes?: Values): Promise<string>;
  /** An access token of the configured issuer. */
  token(role: string): Promise<string>;
}

/** Makes keys, a wallet identity, an issuer's key set and a connection profile of a peer on the port. */
export async function memberFiles(peerPort = 1): Promise<MemberFiles> {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-member-'));
  const at = (file: string): string => join(dir, file);
  await openIdentity({ dir, mspId: MSP, name: 'node', clock: systemClock });
  const [certificate, privateKey, ca] = await Promise.all(
    ['node.pem', 'node-key.pem', 'ca.pem'].map((file) => readFile(join(dir, MSP, file), 'utf8')),
  );
  const wallet = {
    credentials: { certificate, privateKey },
    mspId: MSP,
    type: 'X.509',
    version: 1,
  };
  await writeFile(at('node.id'), JSON.stringify(wallet), { mode: 0o600 });
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const jwk = { ...createPublicKey(signing).export({ format: 'jwk' }), kid: '1', alg: 'ES256' };
  await writeFile(at('jwks.json'), JSON.stringify({ keys: [jwk] }));
  const profile = {
    organizations: { [MSP]: { mspid: MSP, peers: ['own'] } },
    peers: { own: { url: `grpcs://127.0.0.1:${peerPort}`, tlsCACerts: { pem: ca } } },
  };
  await writeFile(at('connection.json'), JSON.stringify(profile));
  const whole: Values = {
    organisation: {
      ...{ mspId: MSP, name: 'coop', displayName: 'Cooperation node', countryCode: 'XC' },
      roles: ['cooperation'],
    },
    ...{ dataDir: 'data', port: 0, graph: 'memory', logLevel: 'error' },
    issuers: [{ issuer: ISSUER, jwks: 'jwks.json' }],
    ledger: { connectionProfile: 'connection.json', channel: 'guanlian' },
    identity: { certificate: `${MSP}/node.pem`, key: `${MSP}/node-key.pem` },
  };
  return {
    ...{ dir, config: at('node.json') },
    write: async (changes = {}) => {
      const value = structuredClone(whole);
      for (const [name, change] of Object.entries(changes)) put(value, name.split('.'), change);
      await writeFile(at('node.json'), JSON.stringify(value));
      return at('node.json');
    },
    token: (role) =>
      new SignJWT({ org: MSP, role, scope: 'operate records:read' })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: '1' })
        .setIssuer(ISSUER)
        .setAudience('urn:guanlian:node:coop')
        .setSubject('olga')
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(signing),
    [Symbol.asyncDispose]: async () => {
      await chmod(dir, 0o700);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function put(value: Values, [name = '', ...rest]: string[], change: unknown): void {
  if (rest.length > 0) return put(value[name] as Values, rest, change);
  if (change === undefined) delete value[name];
  else value[name] = change;
}
