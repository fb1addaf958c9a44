/**
 * The common connection profile (JSON) with which operators describe how a network is reached. Of it we take the
 * channel's peers by organisation: address, TLS authority, name override.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { PlatformFault } from '../fault.js';

export interface PeerEndpoint {
  readonly name: string;
  readonly mspId: string;
  /** `host:port`. */
  readonly address: string;
  readonly tlsCaPem: string;
  /** The name in the peer's certificate, where it differs from the host of the address. */
  readonly hostnameOverride?: string;
}

export interface FabricConnection {
  readonly channel: string;
  readonly chaincode: string;
  readonly mspId: string;
  /** The organisation's own peer. */
  readonly peer: PeerEndpoint;
  /** All peers of the profile, the own one first. */
  readonly peers: readonly PeerEndpoint[];
  /** The profile as it was read, TLS files put in. */
  readonly profile: unknown;
}

export interface ConnectionChoice {
  readonly channel: string;
  readonly chaincode: string;
  /** The profile's `client.organization` when absent. */
  readonly mspId?: string;
}

const OVERRIDE = 'ssl-target-name-override';
const TLS_SCHEME = 'grpcs://';
/** A name, an IPv4 address or an IPv6 one in brackets; the port must be there. */
const HOST_AND_PORT = /^(?:\[[0-9a-fA-F:.]+\]|[^\s/:[\]]+):\d{1,5}$/;
const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

const PEER = z.looseObject({
  url: z
    .string()
    .startsWith(TLS_SCHEME, 'must begin with grpcs:// (TLS is required)')
    .refine(
      (url) => !url.startsWith(TLS_SCHEME) || HOST_AND_PORT.test(url.slice(TLS_SCHEME.length)),
      'must be grpcs://HOST:PORT and nothing more',
    ),
  tlsCACerts: z.union([
    z.object({ pem: z.union([z.string(), z.array(z.string())]) }),
    z.object({ path: z.string() }),
  ]),
  grpcOptions: z.looseObject({ [OVERRIDE]: z.string().optional() }).optional(),
});
const ORGANISATION = z.looseObject({ mspid: z.string(), peers: z.array(z.string()).default([]) });
const PROFILE = z.looseObject({
  client: z.looseObject({ organization: z.string().optional() }).optional(),
  organizations: z.record(z.string(), ORGANISATION),
  peers: z.record(z.string(), PEER),
});

type Profile = z.infer<typeof PROFILE>;
type Peer = z.infer<typeof PEER>;

/** Reads a profile. Throws PlatformFault CONNECTION_PROFILE_INVALID with the field and what to do. */
export async function readConnectionProfile(
  file: string,
  choice: ConnectionChoice,
): Promise<FabricConnection> {
  const profile = await readProfile(file);
  const peers = await Promise.all(
    Object.values(profile.organizations).flatMap(({ mspid, peers: names }) =>
      names.map((name) => endpoint(file, profile, name, mspid)),
    ),
  );
  const mspId = choice.mspId ?? clientOrganisation(file, profile);
  const own = peers.find((peer) => peer.mspId === mspId);
  if (!own) throw invalid(file, `organizations: none with mspid ${mspId} names a peer`);
  const { channel, chaincode } = choice;
  const all = [own, ...peers.filter((peer) => peer !== own)];
  return { channel, chaincode, mspId, peer: own, peers: all, profile: withPem(profile, all) };
}

async function readProfile(file: string): Promise<Profile> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw invalid(file, 'it cannot be read as JSON', cause);
  }
  const parsed = PROFILE.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(file, `${issue?.path.join('.') || 'the top'}: ${issue?.message ?? 'not valid'}`);
}

function clientOrganisation(file: string, profile: Profile): string {
  const name = profile.client?.organization;
  const found = name === undefined ? undefined : profile.organizations[name];
  if (found) return found.mspid;
  throw invalid(file, 'client.organization: names no organisation of the profile');
}

async function endpoint(
  file: string,
  profile: Profile,
  name: string,
  mspId: string,
): Promise<PeerEndpoint> {
  const peer = profile.peers[name];
  if (!peer) throw invalid(file, `peers.${name}: is named by ${mspId} but not described`);
  const override = peer.grpcOptions?.[OVERRIDE];
  return {
    ...{ name, mspId, address: peer.url.slice(TLS_SCHEME.length) },
    tlsCaPem: await pemOf(file, name, peer),
    ...(override === undefined ? {} : { hostnameOverride: override }),
  };
}

async function pemOf(file: string, name: string, peer: Peer): Promise<string> {
  const pem = await authorityOf(file, name, peer);
  if (pem.includes(CERTIFICATE)) return pem;
  throw invalid(file, `peers.${name}.tlsCACerts: holds no PEM certificate`);
}

async function authorityOf(file: string, name: string, { tlsCACerts }: Peer): Promise<string> {
  if ('pem' in tlsCACerts) return [tlsCACerts.pem].flat().join('\n');
  const path = resolve(dirname(file), tlsCACerts.path);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw invalid(file, `peers.${name}.tlsCACerts.path: ${path} cannot be read`, cause);
  });
}

/** TLS files put in: the profile then stands for itself, wherever it is used from. */
function withPem(profile: Profile, endpoints: readonly PeerEndpoint[]): Profile {
  const peers = Object.fromEntries(
    Object.entries(profile.peers).map(([name, peer]) => {
      const pem = endpoints.find((one) => one.name === name)?.tlsCaPem;
      return [name, pem === undefined ? peer : { ...peer, tlsCACerts: { pem } }];
    }),
  );
  return { ...profile, peers };
}

function invalid(file: string, why: string, cause?: unknown): PlatformFault {
  return new PlatformFault(
    'CONNECTION_PROFILE_INVALID',
    `connection profile ${file}: ${why}; correct the file or ask the network's operator for it`,
    cause,
  );
}
