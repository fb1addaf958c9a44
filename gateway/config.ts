/** Configuration of a node and of the federation in miniature, checked at the boundary with zod. */
import { z } from 'zod';
import { UsageError } from './cli/arguments.js';
import type { VerbInput } from './cli/arguments.js';

const PORT = z.coerce.number().int().min(0).max(65_535);

const FEDERATION = z.strictObject({
  /** Port of the first node; the others follow. 0 lets the system choose. */
  port: PORT.max(65_500).default(4000),
  host: z.string().min(1).default('127.0.0.1'),
  dataDir: z.string().min(1).default('data'),
  profile: z.enum(['development', 'production']).default('development'),
  graph: z.enum(['grafeo', 'memory']).optional(),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  seed: z.boolean().default(true),
});

export type FederationConfig = z.infer<typeof FEDERATION>;

/** Reads the configuration from flags, then environment (GUANLIAN_PORT, GUANLIAN_DATA, …), then defaults. */
export function federationConfig(input: VerbInput, env: NodeJS.ProcessEnv): FederationConfig {
  const given = {
    port: input.text('port') ?? env['GUANLIAN_PORT'],
    host: input.text('host') ?? env['GUANLIAN_HOST'],
    dataDir: input.text('data') ?? env['GUANLIAN_DATA'],
    profile: input.text('profile') ?? env['GUANLIAN_PROFILE'],
    graph: input.text('graph') ?? env['GUANLIAN_GRAPH'],
    logLevel: input.text('log') ?? env['GUANLIAN_LOG'],
    seed: !input.flag('no-seed'),
  };
  const parsed = FEDERATION.safeParse(withoutAbsent(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`--${String(issue?.path[0] ?? '')}: ${issue?.message ?? 'not valid'}`);
}

function withoutAbsent(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
