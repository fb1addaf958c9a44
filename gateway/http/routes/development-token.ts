/** POST /dev/token: demo tokens from this machine, mounted only when the development issuer is on. */
import { z } from 'zod';
import { isMspId } from '../../../chaincode/index.js';
import type { UserRefusal } from '../../application.js';
import type { DevelopmentIssuer } from '../../auth/development-issuer.js';
import { isRole, ROLES } from '../../auth/roles.js';
import { sendJson, sendRefusal } from '../answer.js';
import { KIB, readBody } from '../body.js';
import type { Exchange } from '../exchange.js';
import type { Gateway } from '../gateway.js';
import { parseJson } from '../json.js';
import type { Route } from '../router.js';

const REQUEST = z.strictObject({
  role: z.string().refine(isRole, { error: `one of ${ROLES.join(', ')}` }),
  subject: z
    .string()
    .regex(/^[\w.@-]{1,64}$/, { error: '1 to 64 letters, digits, . @ -' })
    .optional(),
  mspId: z.string().refine(isMspId, { error: 'an MSP id' }).optional(),
  ttlSeconds: z.int().min(1).max(86_400).optional(),
});

/** The route, or none. */
export function developmentTokenRoutes(gateway: Gateway): Route[] {
  const { issuer } = gateway;
  if (!issuer) return [];
  return [
    {
      method: 'POST',
      path: '/dev/token',
      handle: (exchange) => issueToken(exchange, gateway, issuer),
    },
  ];
}

async function issueToken(
  exchange: Exchange,
  gateway: Gateway,
  issuer: DevelopmentIssuer,
): Promise<void> {
  if (!isLocal(exchange)) return sendRefusal(exchange, NOT_LOOPBACK);
  if (exchange.req.headers['content-type']?.split(';')[0] !== 'application/json') {
    return sendRefusal(exchange, NOT_JSON);
  }
  const body = await readBody(exchange.req, 4 * KIB);
  if (!body.ok) return sendRefusal(exchange, body.refusal);
  const json = parseJson(body.value);
  if (!json.ok) return sendRefusal(exchange, json.refusal);
  const request = REQUEST.safeParse(json.value);
  if (!request.success) return sendRefusal(exchange, invalid(request.error));
  const { role, subject, mspId, ttlSeconds } = request.data;
  const token = await issuer.issue({
    role,
    ...(subject === undefined ? {} : { subject }),
    ...(mspId === undefined ? {} : { mspId }),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  });
  gateway.events.developmentTokenIssued({ role });
  const warning = 'DEVELOPMENT ONLY: production neither issues nor accepts such tokens';
  sendJson(exchange, 200, { token, role, warning });
}

/** From this machine and asked for by its name: a page elsewhere that rebinds its name to us has another Host. */
function isLocal({ req, url }: Exchange): boolean {
  const address = req.socket.remoteAddress ?? '';
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address);
  return loopback && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

const NOT_LOOPBACK: UserRefusal = {
  code: 'NOT_LOOPBACK',
  message: 'Demo tokens are given on the machine of the node only.',
  next: 'Ask on http://localhost of that machine.',
};

const NOT_JSON: UserRefusal = {
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'The request is JSON.',
  next: 'Send Content-Type: application/json with {"role": "risk-officer"}.',
};

function invalid(error: z.ZodError): UserRefusal {
  const [issue] = error.issues;
  const field = issue?.path.join('.') ?? '';
  return {
    code: 'INVALID_INPUT',
    message: `${field === '' ? 'The request' : field}: ${issue?.message ?? 'not valid'}`,
    next: `Send {"role": …} with one of ${ROLES.join(', ')}.`,
  };
}
