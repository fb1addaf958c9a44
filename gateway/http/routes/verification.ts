/** Verification without an account, and the trust list that verification without this node needs. */
import { RATE_LIMITED } from '../../graphql/fields/public.js';
import { send, sendJson, sendRefusal } from '../answer.js';
import { KIB, readBody } from '../body.js';
import type { Exchange } from '../exchange.js';
import { clientAddress } from '../exchange.js';
import type { Gateway } from '../gateway.js';
import type { Route } from '../router.js';

const MAX_DOCUMENT = 256 * KIB;

/** POST /verify and GET /trust-list. */
export function verificationRoutes(gateway: Gateway): Route[] {
  return [
    { method: 'POST', path: '/verify', handle: (exchange) => verify(exchange, gateway) },
    { method: 'GET', path: '/trust-list', handle: (exchange) => trustList(exchange, gateway) },
  ];
}

/** Every outcome is an answer, so every outcome is 200: the body says which of the four it is. */
async function verify(exchange: Exchange, gateway: Gateway): Promise<void> {
  if (!gateway.publicBuckets.take(clientAddress(exchange.req))) {
    return sendRefusal(exchange, RATE_LIMITED);
  }
  const body = await readBody(exchange.req, MAX_DOCUMENT);
  if (!body.ok) return sendRefusal(exchange, body.refusal);
  sendJson(exchange, 200, await gateway.application.verify(body.value));
}

async function trustList(exchange: Exchange, gateway: Gateway): Promise<void> {
  if (!gateway.publicBuckets.take(clientAddress(exchange.req))) {
    return sendRefusal(exchange, RATE_LIMITED);
  }
  const jws = await gateway.application.trustList();
  exchange.res.setHeader('Cache-Control', 'public, max-age=60');
  send(exchange, 200, 'application/jose', jws);
}
