/** Raw messages over HTTP: taken in as bytes, and given back to their owner as bytes. */
import { demand } from '../authentication.js';
import { send, sendJson, sendRefusal } from '../answer.js';
import { readBody } from '../body.js';
import type { Exchange } from '../exchange.js';
import type { Gateway } from '../gateway.js';
import type { Route } from '../router.js';

/** PUT /messages and GET /messages/:recordId/raw. */
export function messageRoutes(gateway: Gateway): Route[] {
  return [
    { method: 'PUT', path: '/messages', handle: (exchange) => takeIn(exchange, gateway) },
    {
      method: 'GET',
      path: '/messages/:recordId/raw',
      handle: (exchange) => give(exchange, gateway),
    },
  ];
}

async function takeIn(exchange: Exchange, gateway: Gateway): Promise<void> {
  const identified = await demand(exchange, gateway.tokens, 'records:ingest');
  if (!identified.ok) return sendRefusal(exchange, identified.refusal);
  const body = await readBody(exchange.req, gateway.maxMessageBytes);
  if (!body.ok) return sendRefusal(exchange, body.refusal);
  if (body.value.length === 0) return sendRefusal(exchange, EMPTY);
  const fileName = fileNameOf(exchange);
  const outcome = await gateway.application.ingest(identified.value.caller, {
    bytes: body.value,
    ...(fileName === undefined ? {} : { fileName }),
  });
  if (outcome.ok) sendJson(exchange, 200, outcome.value);
  else sendRefusal(exchange, outcome.refusal);
}

const EMPTY = {
  code: 'EMPTY_MESSAGE',
  message: 'The body is empty.',
  next: 'Send the bytes of the message as the body.',
};

/** The last part of the name that the sender gave; percent-encoded where it is not ASCII. */
function fileNameOf({ req }: Exchange): string | undefined {
  const header = req.headers['x-file-name'];
  if (typeof header !== 'string') return undefined;
  const name = decoded(header).split(/[/\\]/).at(-1) ?? '';
  const clean = name.replace(/\p{Cc}/gu, '').slice(0, 200);
  return clean === '' ? undefined : clean;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all: then it is the name as it stands.
    return text;
  }
}

/** Nothing in a raw message is masked, so reading one takes the scope for personal data. */
async function give(exchange: Exchange, gateway: Gateway): Promise<void> {
  const identified = await demand(exchange, gateway.tokens, 'personal:read');
  if (!identified.ok) return sendRefusal(exchange, identified.refusal);
  const recordId = exchange.params['recordId'] as string;
  const outcome = await gateway.application.raw(identified.value.caller, recordId);
  if (!outcome.ok) return sendRefusal(exchange, outcome.refusal);
  exchange.res.setHeader('Content-Disposition', `attachment; filename="${recordId}.raw"`);
  send(exchange, 200, 'application/octet-stream', outcome.value);
}
