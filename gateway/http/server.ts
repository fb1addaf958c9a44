/**
 * The HTTP server of one node on node:http: timeouts and header limits, standing security headers, a request id on
 * every answer, one place where faults end. TLS is the work of the proxy in front (README, production).
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../../network/index.js';
import { PlatformFault, systemClock } from '../../network/index.js';
import type { NodeApplication } from '../application.js';
import type { DevelopmentIssuer } from '../auth/development-issuer.js';
import type { TokenVerifier } from '../auth/token-verifier.js';
import { createGraphQLHandler } from '../graphql/handler.js';
import type { PersistedOperations } from '../graphql/persisted-operations.js';
import { createPersistedOperations } from '../graphql/persisted-operations.js';
import { createEvents } from '../observe/events.js';
import type { NodeMetrics } from '../observe/metrics.js';
import { observedApplication } from '../observe/observed-application.js';
import type { ReadinessProbe } from '../observe/readiness.js';
import { sendJson, sendRefusal, setStandingHeaders } from './answer.js';
import { MIB } from './body.js';
import type { Exchange } from './exchange.js';
import type { Gateway } from './gateway.js';
import { listenFault } from './port-busy.js';
import type { RateLimit } from './rate-limit.js';
import { TokenBuckets } from './rate-limit.js';
import type { Route } from './router.js';
import { matchRoute } from './router.js';
import { routesOf } from './routes/index.js';

export interface HttpServerOptions {
  readonly application: NodeApplication;
  readonly tokens: TokenVerifier;
  readonly profile: 'development' | 'production';
  /** Version of the product, for the node document. */
  readonly version: string;
  readonly log: Logger;
  readonly metrics: NodeMetrics;
  readonly readiness: ReadinessProbe;
  /** Mounts POST /dev/token; refused in production. */
  readonly issuer?: DevelopmentIssuer;
  /** Registered operations; in production users with the role `partner` run no others. */
  readonly operations?: PersistedOperations;
  readonly clock?: Clock;
  readonly limits?: {
    /** Public work per address; default 60 at once, 1 a second. */
    readonly public?: RateLimit;
    /** Complexity points per caller; no limit by default. */
    readonly points?: RateLimit;
    /** Largest message for PUT /messages; default 16 MiB. */
    readonly messageBytes?: number;
    readonly timeouts?: Partial<Timeouts>;
  };
}

export interface HttpServer {
  /** Listens; port 0 lets the system choose. Throws PortBusy or another fault with its repair. */
  listen(port: number, host: string): Promise<{ readonly port: number; readonly url: string }>;
  /** Ends streams, lets running requests finish for a few seconds, then closes. */
  close(): Promise<void>;
}

/** In milliseconds. */
export interface Timeouts {
  /** Until the headers of a request have come. */
  readonly headers: number;
  /** Until the whole request has come. */
  readonly request: number;
  /** Between two requests of a connection. */
  readonly keepAlive: number;
  /** Without a byte in either direction; streams send a ping every 12 seconds. */
  readonly idle: number;
  /** For running requests when the server closes. */
  readonly closing: number;
}

/** What a node uses unless told otherwise. */
export const TIMEOUTS: Timeouts = {
  ...{ headers: 10_000, request: 60_000, keepAlive: 10_000, idle: 300_000, closing: 5000 },
};
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 64;

/** Creates the server of a node; it listens once `listen` is called. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  if (options.profile === 'production' && options.issuer) {
    throw new PlatformFault(
      'DEV_ISSUER_IN_PRODUCTION',
      'POST /dev/token is not served in production: leave the development issuer out.',
    );
  }
  const timeouts = { ...TIMEOUTS, ...options.limits?.timeouts };
  const open = new Set<AbortController>();
  let stopping = false;
  const gateway = gatewayOf(options, () => stopping);
  const routes = routesOf(gateway);
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      keepAliveTimeout: timeouts.keepAlive,
      connectionsCheckingInterval: Math.min(5000, timeouts.headers / 2),
    },
    (req, res) => void serve({ req, res, routes, gateway, open }),
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.timeout = timeouts.idle;
  server.on('clientError', refuseBrokenRequest);
  return {
    listen: (port, host) => listen(server, port, host),
    close: async () => {
      stopping = true;
      for (const controller of open) controller.abort(OVER);
      await closeServer(server, () => open.size > 0, timeouts.closing);
      await gateway.graphql.close();
    },
  };
}

function gatewayOf(options: HttpServerOptions, isStopping: () => boolean): Gateway {
  const { application, tokens, profile, version, log, metrics, readiness, limits = {} } = options;
  const clock = options.clock ?? systemClock;
  const events = createEvents(log, metrics);
  const operations = options.operations ?? createPersistedOperations([]);
  return {
    application: observedApplication(application, events),
    ...{ tokens, profile, version, events, clock, isStopping },
    issuer: options.issuer,
    probe: readiness,
    graphql: createGraphQLHandler({ events, profile }),
    operations: {
      operations,
      restricted: (caller) => profile === 'production' && caller?.role === 'partner',
    },
    publicBuckets: new TokenBuckets(limits.public ?? { capacity: 60, perSecond: 1 }, clock),
    pointBuckets: limits.points && new TokenBuckets(limits.points, clock),
    maxMessageBytes: limits.messageBytes ?? 16 * MIB,
  };
}

interface Serving {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly routes: readonly Route[];
  readonly gateway: Gateway;
  /** Requests that are being answered, to be ended when the server stops. */
  readonly open: Set<AbortController>;
}

/** Given as the reason, so that no error object with its stack is made for each request. */
const OVER = new Error('the request is over');

async function serve({ req, res, routes, gateway, open }: Serving): Promise<void> {
  const started = performance.now();
  const requestId = requestIdOf(req);
  setStandingHeaders(res, requestId, gateway.profile);
  const url = urlOf(req);
  const method = req.method ?? 'GET';
  const match = matchRoute(routes, method, url.pathname);
  const controller = new AbortController();
  const { signal } = controller;
  open.add(controller);
  res.once('close', () => {
    open.delete(controller);
    controller.abort(OVER);
    const route = match.kind === 'route' ? match.route.path : match.kind;
    const seconds = (performance.now() - started) / 1000;
    gateway.events.requestAnswered({ route, method, status: res.statusCode, seconds, requestId });
  });
  const params = match.kind === 'route' ? match.params : {};
  const cancel = (): void => controller.abort(OVER);
  const exchange: Exchange = { req, res, url, params, requestId, signal, cancel };
  try {
    if (match.kind === 'route') await match.route.handle(exchange);
    else if (match.kind === 'method') refuseMethod(exchange, match.allow);
    else sendRefusal(exchange, NO_ROUTE);
  } catch (cause) {
    fail(exchange, gateway, cause);
  }
}

function fail(exchange: Exchange, gateway: Gateway, cause: unknown): void {
  const { res, requestId, url } = exchange;
  gateway.events.faulted({ requestId, where: url.pathname.slice(0, 80), cause });
  if (res.headersSent) {
    res.destroy();
    return;
  }
  sendJson(exchange, 500, {
    code: 'INTERNAL',
    message: 'The node failed to answer this.',
    next: 'Give the request id to the operator: the log has the details.',
    requestId,
  });
}

const NO_ROUTE = {
  code: 'NOT_FOUND',
  message: 'Nothing is served under this path.',
  next: 'See /.well-known/guanlian.json for what is.',
};

function refuseMethod(exchange: Exchange, allow: readonly string[]): void {
  const methods = allow.join(', ');
  exchange.res.setHeader('Allow', methods);
  sendRefusal(exchange, {
    code: 'METHOD_NOT_ALLOWED',
    message: 'This path does not take this method.',
    next: `Use ${methods}.`,
  });
}

function requestIdOf(req: IncomingMessage): string {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

/** The URL as far as routes need it; a Host or path that makes none counts as the root of nothing. */
function urlOf(req: IncomingMessage): URL {
  const path = req.url ?? '/';
  const { host = '' } = req.headers;
  const base = `http://${/^[\w.:[\]-]{1,255}$/.test(host) ? host : 'invalid'}`;
  if (!path.startsWith('/') || path.startsWith('//')) return NOWHERE;
  try {
    return new URL(path, base);
  } catch {
    // Neither a path nor a host that makes a URL: answered as a path that is not served.
    return NOWHERE;
  }
}

const NOWHERE = new URL('http://invalid/:invalid');

function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  }[error.code ?? ''];
  socket.end(`HTTP/1.1 ${status ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
}

function listen(
  server: Server,
  port: number,
  host: string,
): Promise<{ port: number; url: string }> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown): void => reject(listenFault(port, host, cause));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      const address = server.address() as AddressInfo;
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({ port: address.port, url: `http://${name}:${address.port}` });
    });
  });
}

/** Stops taking connections, lets running requests finish, then cuts what is left: idle and half-open connections. */
async function closeServer(server: Server, isBusy: () => boolean, patience: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const deadline = performance.now() + patience;
  while (isBusy() && performance.now() < deadline) await setTimeout(10);
  server.closeAllConnections();
  await closed;
}
