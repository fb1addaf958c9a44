/** POST and GET /graphql: token, own body read, persisted operations, then Yoga. Nothing but JSON gets that far. */
import type { UserOutcome, UserRefusal } from '../../application.js';
import { accepted, refused } from '../../../chaincode/index.js';
import { graphFacts } from '../../graphql/graph-facts.js';
import { DOCUMENT_LIMITS } from '../../graphql/limits.js';
import { resolveOperation } from '../../graphql/persisted-operations.js';
import type { GraphQLRequest } from '../../graphql/request.js';
import { fromJson, fromUrl } from '../../graphql/request.js';
import { challenge, send, statusOf } from '../answer.js';
import { identify } from '../authentication.js';
import { MIB, readBody } from '../body.js';
import type { Exchange, Identified } from '../exchange.js';
import { clientAddress } from '../exchange.js';
import type { Gateway } from '../gateway.js';
import { parseJson } from '../json.js';
import type { Route } from '../router.js';
import { StreamLimit } from '../stream-limit.js';

const MAX_BODY = MIB;
/** Longest delay that a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The two routes. */
export function graphqlRoutes(gateway: Gateway): Route[] {
  const streams = new StreamLimit();
  const handle = (exchange: Exchange): Promise<void> => answer(exchange, gateway, streams);
  return [
    { method: 'POST', path: '/graphql', handle },
    { method: 'GET', path: '/graphql', handle },
  ];
}

async function answer(exchange: Exchange, gateway: Gateway, streams: StreamLimit): Promise<void> {
  const started = performance.now();
  const observed = { operation: 'unknown', outcome: 'refused' };
  exchange.res.once('close', () => {
    gateway.events.graphqlAnswered({ ...observed, seconds: (performance.now() - started) / 1000 });
  });
  const identified = await identify(exchange, gateway.tokens);
  if (!identified.ok) return refuse(exchange, gateway, identified.refusal);
  const { caller } = identified.value ?? {};
  const read = await readRequest(exchange);
  if (!read.ok) return refuse(exchange, gateway, read.refusal);
  const request = resolveOperation(read.value, caller, gateway.operations);
  if (!request.ok) return refuse(exchange, gateway, request.refusal);
  const address = clientAddress(exchange.req);
  const key = caller ? `${caller.mspId}/${caller.subject}` : address;
  const release = wantsStream(exchange) ? streams.take(key) : undefined;
  if (release === null) return refuse(exchange, gateway, TOO_MANY_STREAMS);
  if (release) exchange.res.once('close', release);
  if (release && identified.value) endWithToken(exchange, identified.value, gateway);
  await gateway.graphql.handle(exchange.req, exchange.res, {
    application: gateway.application,
    ...(caller ? { caller } : {}),
    requestId: exchange.requestId,
    signal: exchange.signal,
    takePublicUnit: () => gateway.publicBuckets.take(address),
    takePoints: (points) => gateway.pointBuckets?.take(key, points) ?? true,
    recordViews: new Map(),
    graphFacts: graphFacts(),
    graphqlRequest: request.value,
    observed,
  });
}

async function readRequest(exchange: Exchange): Promise<UserOutcome<GraphQLRequest>> {
  const request = exchange.req.method === 'POST' ? await readPost(exchange) : readGet(exchange);
  if (!request.ok) return request;
  const { query } = request.value;
  if (typeof query === 'string' && query.length > DOCUMENT_LIMITS.length) {
    return refused({
      code: 'QUERY_TOO_LONG',
      message: `A query has at most ${DOCUMENT_LIMITS.length} characters.`,
      next: 'Put large values into variables, ask for less at once.',
    });
  }
  return request;
}

async function readPost({ req }: Exchange): Promise<UserOutcome<GraphQLRequest>> {
  if (!isJson(req.headers['content-type'])) {
    return refused({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'GraphQL requests are JSON.',
      next: 'Send Content-Type: application/json.',
    });
  }
  const body = await readBody(req, MAX_BODY);
  if (!body.ok) return body;
  const parsed = parseJson(body.value);
  return parsed.ok ? fromJson(parsed.value) : parsed;
}

function readGet({ req, url }: Exchange): UserOutcome<GraphQLRequest> {
  if (req.method === 'HEAD') return accepted({ query: '{ __typename }' });
  return fromUrl(url.searchParams, (text) => parseJson(Buffer.from(text)));
}

/** Exactly JSON in UTF-8: a form's content types never get near the parser, so a form cannot be a request. */
function isJson(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.trim().split('=');
    return name !== 'charset' || ['utf-8', 'utf8', '"utf-8"'].includes(value);
  });
}

function wantsStream({ req }: Exchange): boolean {
  return req.headers.accept?.includes('text/event-stream') ?? false;
}

/** A stream lives no longer than the token that opened it. */
function endWithToken(exchange: Exchange, { expiresAt }: Identified, gateway: Gateway): void {
  const left = Math.max(0, expiresAt - gateway.clock.now());
  const timer = setTimeout(exchange.cancel, Math.min(left, MAX_TIMER_MS));
  timer.unref();
  exchange.res.once('close', () => clearTimeout(timer));
}

const TOO_MANY_STREAMS: UserRefusal = {
  code: 'RATE_LIMITED',
  message: 'This caller has too many streams open.',
  next: 'Close one first.',
};

function refuse(exchange: Exchange, gateway: Gateway, refusal: UserRefusal): void {
  const { code, message, next } = refusal;
  const status = statusOf(code);
  const { req, res, requestId } = exchange;
  gateway.events.accessRefused({ route: '/graphql', code, requestId });
  if (status === 401) res.setHeader('WWW-Authenticate', challenge(code));
  const wanted = 'application/graphql-response+json';
  const type = req.headers.accept?.includes(wanted) ? wanted : 'application/json';
  const errors = [{ message, extensions: { code, next } }];
  send(exchange, status, `${type}; charset=utf-8`, JSON.stringify({ errors }));
}
