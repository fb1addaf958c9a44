/**
 * The configuration file of one member's node on a network that somebody else runs: JSON, every field checked, every
 * defect told with the field's name. Paths in it are relative to the file.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { isMspId, ORGANISATION_ROLES } from '../../chaincode/index.js';
import { PlatformFault } from '../../network/index.js';
import { NEO4J_PLACE } from '../graph-place.js';

const TEXT = z.string().min(1);
const NAME = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'small letters, digits and dashes, e.g. "north"');

const ORGANISATION = z.strictObject({
  mspId: TEXT.refine((text) => isMspId(text), 'an MSP id of the channel, e.g. "NorthCustomsMSP"'),
  /** Part of the audience of access tokens: urn:guanlian:node:NAME. */
  name: NAME,
  displayName: TEXT,
  countryCode: z.string().regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1), e.g. "CN"'),
  roles: z.array(z.enum(ORGANISATION_ROLES)).min(1),
});

const ISSUER = z.strictObject({
  /** The `iss` of its tokens. */
  issuer: TEXT,
  /** Its keys: an https address, or a file with a JWK set. */
  jwks: TEXT,
  /** MSP ids that it may speak for; the own one when absent. */
  organisations: z.array(TEXT).min(1).optional(),
});

const LEDGER = z.strictObject({
  connectionProfile: TEXT,
  channel: TEXT,
  chaincode: TEXT.default('guanlian'),
  driver: z.enum(['fabric-gateway', 'fabric-network']).default('fabric-gateway'),
});

const PKCS11 = z
  .strictObject({
    library: TEXT,
    token: TEXT.optional(),
    slot: z.int().min(0).optional(),
    keyLabel: TEXT,
    pinFile: TEXT.optional(),
    pinEnv: z
      .string()
      .regex(/^[A-Z_][A-Z0-9_]*$/, 'the name of an environment variable')
      .optional(),
    sessions: z.int().min(1).max(64).optional(),
  })
  .refine(({ token, slot }) => (token === undefined) !== (slot === undefined), {
    message: 'give either "token" (its label) or "slot" (its number)',
  })
  .refine(({ pinFile, pinEnv }) => (pinFile === undefined) !== (pinEnv === undefined), {
    message: 'give either "pinFile" (a file that holds the PIN) or "pinEnv" (a variable that does)',
  });

const IDENTITY = z
  .strictObject({
    /** `NAME.id` of a file wallet. */
    wallet: TEXT.optional(),
    certificate: TEXT.optional(),
    key: TEXT.optional(),
    pkcs11: PKCS11.optional(),
  })
  .refine(isOneKind, {
    message: 'give "wallet", or "certificate" with "key", or "certificate" with "pkcs11"',
  });

const NODE = z.strictObject({
  organisation: ORGANISATION,
  dataDir: TEXT,
  host: TEXT.default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(4000),
  profile: z.enum(['development', 'production']).default('production'),
  /** Embedded by name, or a Neo4j database of the node's own. */
  graph: z.union([z.enum(['grafeo', 'memory']), NEO4J_PLACE]).optional(),
  /** Limit on the memory of the process while the graph is in it, in MB. */
  graphMemoryMb: z.int().min(256).optional(),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  issuers: z.array(ISSUER).default([]),
  ledger: LEDGER,
  identity: IDENTITY,
});

/** With all paths absolute. */
export type MemberConfig = z.infer<typeof NODE>;
export type IdentityConfig = MemberConfig['identity'];
export type Pkcs11Config = NonNullable<IdentityConfig['pkcs11']>;

/** What is wrong with one field; `field` is its path, e.g. `identity.pkcs11.pinFile`. */
export interface ConfigProblem {
  readonly field: string;
  readonly problem: string;
}

/** A configuration that cannot be used, with all its defects. */
export class ConfigInvalid extends PlatformFault {
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ field, problem }) => `  ${field}: ${problem}`);
    super('CONFIG_INVALID', [`${file} cannot be used:`, ...lines].join('\n'));
    this.name = 'ConfigInvalid';
    this.problems = problems;
  }
}

/** Reads the file; throws ConfigInvalid with every defect of its form. */
export async function readMemberConfig(file: string): Promise<MemberConfig> {
  const parsed = NODE.safeParse(await readJson(file));
  if (!parsed.success) throw new ConfigInvalid(file, parsed.error.issues.flatMap(problemsOf));
  const problems = production(parsed.data);
  if (problems.length > 0) throw new ConfigInvalid(file, problems);
  return absolute(parsed.data, dirname(resolve(file)));
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigInvalid(file, [
      { field: 'the file', problem: `cannot be read (${(cause as Error).message})` },
    ]);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ConfigInvalid(file, [
      { field: 'the file', problem: `is not valid JSON (${(cause as Error).message})` },
    ]);
  }
}

/** A field too many is named itself, not the object that it is in. */
function problemsOf(issue: z.core.$ZodIssue): ConfigProblem[] {
  const at = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') {
    return [{ field: at === '' ? 'the top' : at, problem: issue.message }];
  }
  return issue.keys.map((key) => ({
    field: at === '' ? key : `${at}.${key}`,
    problem: 'there is no such field; remove it or correct its name',
  }));
}

/** What the profile demands beyond the form. */
function production({ profile, issuers }: MemberConfig): ConfigProblem[] {
  if (profile === 'development' || issuers.length > 0) return [];
  const problem = 'name at least one token issuer of your organisation: production has no other';
  return [{ field: 'issuers', problem }];
}

function isOneKind(identity: Readonly<Record<string, unknown>>): boolean {
  const given = ['wallet', 'certificate', 'key', 'pkcs11'].filter((name) => identity[name]);
  return ['wallet', 'certificate,key', 'certificate,pkcs11'].includes(given.join());
}

function absolute(config: MemberConfig, folder: string): MemberConfig {
  const at = (path: string): string => resolve(folder, path);
  const optional = <K extends string>(name: K, path: string | undefined): { [N in K]?: string } =>
    (path === undefined ? {} : { [name]: at(path) }) as { [N in K]?: string };
  const { ledger, identity, issuers, graph } = config;
  const { wallet, certificate, key, pkcs11 } = identity;
  return {
    ...{ ...config, dataDir: at(config.dataDir) },
    ...(typeof graph === 'object'
      ? { graph: { ...graph, passwordFile: at(graph.passwordFile) } }
      : {}),
    issuers: issuers.map((one) => (isAddress(one.jwks) ? one : { ...one, jwks: at(one.jwks) })),
    ledger: { ...ledger, connectionProfile: at(ledger.connectionProfile) },
    identity: {
      ...optional('wallet', wallet),
      ...optional('certificate', certificate),
      ...optional('key', key),
      ...(pkcs11 ? { pkcs11: { ...pkcs11, ...optional('pinFile', pkcs11.pinFile) } } : {}),
    },
  };
}

/** Whether the keys of an issuer are fetched rather than read from a file. */
export function isAddress(jwks: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(jwks);
}
