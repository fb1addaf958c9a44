/** Configuration of a node and of the federation in miniature, checked at the boundary with zod. */
import { z } from 'zod';
import { UsageError } from './cli/arguments.js';
import type { VerbInput } from './cli/arguments.js';

const PORT = z.coerce
  .number({ error: 'takes a port, a whole number from 0 to 65535' })
  .int()
  .min(0)
  .max(65_535);

/** Where `guanlian fabric up` keeps its network when nobody says otherwise. */
export const FABRIC_DIR = 'fabric-network';

const FEDERATION = z.strictObject({
  /** Port of the first node; the others follow. 0 lets the system choose. */
  port: PORT.max(65_500).default(4000),
  host: z.string().min(1).default('127.0.0.1'),
  dataDir: z.string().min(1).default('data'),
  profile: z.enum(['development', 'production']).default('development'),
  graph: z.enum(['grafeo', 'memory']).optional(),
  /** Limit on the memory of the process, whose nodes share it, in MB. */
  graphMemoryMb: z.coerce
    .number({ error: 'takes a whole number of MB, 256 or more' })
    .int()
    .min(256)
    .optional(),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  seed: z.boolean().default(true),
  ledger: z.enum(['embedded', 'fabric']).default('embedded'),
  /** Folder of the Fabric network (guanlian fabric up). */
  fabricDir: z.string().min(1).default(FABRIC_DIR),
  driver: z.enum(['fabric-gateway', 'fabric-network']).default('fabric-gateway'),
});

/** Each value's option, and the variable that stands for it. */
const SOURCES: Readonly<Record<string, readonly [option: string, variable: string]>> = {
  port: ['port', 'GUANLIAN_PORT'],
  host: ['host', 'GUANLIAN_HOST'],
  dataDir: ['data', 'GUANLIAN_DATA'],
  profile: ['profile', 'GUANLIAN_PROFILE'],
  graph: ['graph', 'GUANLIAN_GRAPH'],
  graphMemoryMb: ['graph-memory', 'GUANLIAN_GRAPH_MEMORY'],
  logLevel: ['log', 'GUANLIAN_LOG'],
  ledger: ['ledger', 'GUANLIAN_LEDGER'],
  fabricDir: ['fabric', 'GUANLIAN_FABRIC'],
  driver: ['driver', 'GUANLIAN_DRIVER'],
};

export type FederationConfig = z.infer<typeof FEDERATION>;

/** Reads the configuration from flags, then environment (GUANLIAN_PORT, GUANLIAN_DATA, …), then defaults. */
export function federationConfig(input: VerbInput, env: NodeJS.ProcessEnv): FederationConfig {
  const given = Object.fromEntries(
    Object.entries(SOURCES).map(([name, [option, variable]]) => [
      name,
      input.text(option) ?? env[variable],
    ]),
  );
  const parsed = FEDERATION.safeParse(withoutAbsent({ ...given, seed: !input.flag('no-seed') }));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new UsageError(`--${SOURCES[name]?.[0] ?? name}: ${issue?.message ?? 'not valid'}`);
}

function withoutAbsent(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
