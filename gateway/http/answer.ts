/** Answers: JSON with the headers that every answer carries; refusals with the status that fits their code. */
import type { ServerResponse } from 'node:http';
import type { UserRefusal } from '../application.js';
import type { Exchange } from './exchange.js';

const API_POLICY =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Sets the headers that hold for every answer; routes may replace single ones. */
export function setStandingHeaders(
  res: ServerResponse,
  requestId: string,
  profile: 'development' | 'production',
): void {
  res.setHeader('X-Request-Id', requestId);
  res.setHeader('Content-Security-Policy', API_POLICY);
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('Referrer-Policy', 'no-referrer');
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  res.setHeader('Cache-Control', 'no-store');
  if (profile === 'production') res.setHeader('Strict-Transport-Security', 'max-age=31536000');
  else res.setHeader('X-Guanlian-Profile', 'DEVELOPMENT');
}

/** Sends bytes or text with a content type. */
export function send(
  { req, res }: Pick<Exchange, 'req' | 'res'>,
  status: number,
  contentType: string,
  body: string | Uint8Array,
): void {
  if (res.headersSent || res.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  // A body that was not read to its end would be taken for the next request.
  if (!req.complete) res.setHeader('Connection', 'close');
  res.writeHead(status, { 'Content-Type': contentType, 'Content-Length': bytes.length });
  res.end(req.method === 'HEAD' ? undefined : bytes);
}

/** Sends a JSON value. */
export function sendJson(
  exchange: Pick<Exchange, 'req' | 'res'>,
  status: number,
  value: unknown,
): void {
  send(exchange, status, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`);
}

/** Sends a refusal `{code, message, next}` with its status. */
export function sendRefusal(exchange: Exchange, refusal: UserRefusal): void {
  const { code, message, next } = refusal;
  const status = statusOf(code);
  if (status === 401) exchange.res.setHeader('WWW-Authenticate', challenge(code));
  if (status === 429) exchange.res.setHeader('Retry-After', '60');
  sendJson(exchange, status, { code, message, next, requestId: exchange.requestId });
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_OWNER: 403,
  NOT_PARTY: 403,
  NOT_OWN_PEER: 403,
  NOT_LOOPBACK: 403,
  PERSISTED_OPERATION_REQUIRED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ALREADY_EXISTS: 409,
  CONFLICT: 409,
  RETENTION: 409,
  BODY_TOO_LARGE: 413,
  LIMIT_EXCEEDED: 413,
  BODY_ENCODED: 415,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  UNREACHABLE: 503,
  WARMING: 503,
  UNKNOWN: 503,
  POLICY: 503,
};

/** The HTTP status of a refusal; what has no status of its own is the sender's to correct. */
export function statusOf(code: string): number {
  return STATUS[code] ?? (code.startsWith('TOKEN_') ? 401 : 400);
}

/** The challenge of RFC 6750 section 3: without a token no error is named. */
export function challenge(code: string): string {
  return code === 'UNAUTHENTICATED' ? 'Bearer' : `Bearer error="invalid_token"`;
}
