/** The node document and the organisation's public keys, for partners that find this node by its address (RFC 8615). */
import type { Organisation } from '../../../chaincode/index.js';
import { sendJson } from '../answer.js';
import type { Exchange } from '../exchange.js';
import type { Gateway } from '../gateway.js';
import type { Route } from '../router.js';

/** Versions of our wire formats that this node speaks, newest first. */
const PROTOCOLS = { api: ['1'], release: ['1'], certificate: ['1'], trustList: ['1'] } as const;

/** GET /.well-known/guanlian.json and /.well-known/jwks.json. */
export function wellKnownRoutes(gateway: Gateway): Route[] {
  return [
    {
      method: 'GET',
      path: '/.well-known/guanlian.json',
      handle: (exchange) => nodeDocument(exchange, gateway),
    },
    {
      method: 'GET',
      path: '/.well-known/jwks.json',
      handle: (exchange) => publicKeys(exchange, gateway),
    },
  ];
}

async function nodeDocument(exchange: Exchange, gateway: Gateway): Promise<void> {
  const { application, profile, version } = gateway;
  const own = await ownOrganisation(gateway);
  const { name, displayName, mspId, countryCode, roles } = application.identity;
  sendJson(exchange, 200, {
    product: 'guanlian',
    ...{ version, profile, protocols: PROTOCOLS },
    node: { name, displayName, mspId, countryCode, roles },
    endpoints: {
      graphql: '/graphql',
      messages: '/messages',
      verify: '/verify',
      trustList: '/trust-list',
      jwks: '/.well-known/jwks.json',
      health: '/healthz',
      readiness: '/readyz',
    },
    keys: (own?.keys ?? []).map(({ kid, validFrom, validUntil }) => ({
      kid,
      validFrom,
      validUntil,
    })),
  });
}

/** Public members only, named one by one: whatever else a key entry might hold stays here. */
async function publicKeys(exchange: Exchange, gateway: Gateway): Promise<void> {
  const own = await ownOrganisation(gateway);
  const keys = (own?.keys ?? []).map(({ kid, jwk: { kty, crv, x, y } }) => ({
    ...{ kty, crv, x, y, kid },
    ...{ alg: 'ES256', use: 'sig' },
  }));
  sendJson(exchange, 200, { keys });
}

async function ownOrganisation({ application }: Gateway): Promise<Organisation | undefined> {
  const organisations = await application.organisations();
  return organisations.find(({ mspId }) => mspId === application.identity.mspId);
}
