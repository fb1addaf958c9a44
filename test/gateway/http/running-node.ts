/** A node's real HTTP server on a loopback port over the application in memory, with tokens of its own issuer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestIssuer } from '../auth/test-issuer.js';
import { testIssuer } from '../auth/test-issuer.js';
import { createDevelopmentIssuer } from '../../../gateway/auth/development-issuer.js';
import type { Role } from '../../../gateway/auth/roles.js';
import { createTokenVerifier } from '../../../gateway/auth/token-verifier.js';
import type { HttpServerOptions } from '../../../gateway/http/server.js';
import { createHttpServer } from '../../../gateway/http/server.js';
import { createLog } from '../../../gateway/observe/log.js';
import { createMetrics } from '../../../gateway/observe/metrics.js';
import type { ReadinessCheck } from '../../../gateway/observe/readiness.js';
import type { MemoryApplication } from './memory-application.js';
import { memoryApplication, OWN } from './memory-application.js';

export const AUDIENCE = 'urn:guanlian:node:xiamen';

export interface RunningNode extends AsyncDisposable {
  readonly url: string;
  readonly memory: MemoryApplication;
  readonly issuer: TestIssuer;
  /** Everything that was logged, as it was written. */
  readonly logText: () => string;
  token(role: Role, claims?: Record<string, unknown>): Promise<string>;
  /** Runs an operation; the role's token is fetched, none without a role. */
  ask(query: string, options?: AskOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly role?: Role;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
}

export interface Answer {
  readonly status: number;
  readonly data?: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers have the shape that the query asked for
  readonly errors?: { message: string; extensions: Record<string, unknown> }[];
}

export interface NodeOptions {
  readonly profile?: 'development' | 'production';
  readonly server?: Partial<HttpServerOptions>;
  readonly readiness?: () => Promise<readonly ReadinessCheck[]>;
}

/** Starts a node; dispose of it at the end of the test. */
export async function startNode(options: NodeOptions = {}): Promise<RunningNode> {
  const { profile = 'development' } = options;
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-http-'));
  const issuer = await testIssuer({ audience: AUDIENCE, mspId: OWN });
  const development =
    profile === 'development'
      ? await createDevelopmentIssuer({
          ...{ dir, node: 'xiamen', mspId: OWN, audience: AUDIENCE, profile },
        })
      : undefined;
  const lines: string[] = [];
  const memory = memoryApplication();
  const server = createHttpServer({
    application: memory.application,
    tokens: createTokenVerifier({
      issuers: [issuer.trusted, ...(development ? [development.trusted] : [])],
      audience: AUDIENCE,
      profile,
    }),
    ...{ profile, version: '0.1.0' },
    log: createLog({
      node: 'xiamen',
      level: 'debug',
      destination: { write: (l) => void lines.push(l) },
    }),
    metrics: createMetrics({ node: 'xiamen', processMetrics: false }),
    readiness: options.readiness ?? (async () => []),
    ...(development ? { issuer: development } : {}),
    ...options.server,
  });
  const { url } = await server.listen(0, '127.0.0.1');
  const token: RunningNode['token'] = (role, claims = {}) => issuer.signFor(role, claims);
  const close = async (): Promise<void> => {
    await server.close();
    await rm(dir, { recursive: true, force: true });
  };
  return {
    ...{ url, memory, issuer, token, close },
    logText: () => lines.join(''),
    ask: async (query, { role, variables, extensions } = {}) =>
      ask(url, { query, variables, extensions }, role && (await token(role))),
    [Symbol.asyncDispose]: close,
  };
}

async function ask(url: string, body: object, token: string | undefined): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}
