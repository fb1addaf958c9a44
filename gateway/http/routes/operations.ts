/** What operators and their tools ask: is it healthy, is it ready, how is it doing. */
import { readiness } from '../../observe/readiness.js';
import { demand } from '../authentication.js';
import { send, sendJson, sendRefusal } from '../answer.js';
import type { Exchange } from '../exchange.js';
import type { Gateway } from '../gateway.js';
import type { Route } from '../router.js';

/** GET /healthz, /readyz and /metrics. */
export function operationsRoutes(gateway: Gateway): Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      handle: (exchange) => sendJson(exchange, 200, { healthy: true }),
    },
    { method: 'GET', path: '/readyz', handle: (exchange) => ready(exchange, gateway) },
    { method: 'GET', path: '/metrics', handle: (exchange) => metrics(exchange, gateway) },
  ];
}

async function ready(exchange: Exchange, { probe, events, isStopping }: Gateway): Promise<void> {
  const report = await readiness(probe, (cause) =>
    events.faulted({ requestId: exchange.requestId, where: 'readiness', cause }),
  );
  const stopping = isStopping();
  const message = stopping ? 'stopping' : 'serving';
  const checks = [...report.checks, { name: 'server', ready: !stopping, message }];
  const isReady = checks.every((check) => check.ready);
  sendJson(exchange, isReady ? 200 : 503, { ready: isReady, checks });
}

/** Open in development; in production for operators, since the numbers tell of the organisation's traffic. */
async function metrics(exchange: Exchange, gateway: Gateway): Promise<void> {
  if (gateway.profile === 'production') {
    const identified = await demand(exchange, gateway.tokens, 'operate');
    if (!identified.ok) return sendRefusal(exchange, identified.refusal);
  }
  const { contentType, text } = await gateway.events.metrics.expose();
  send(exchange, 200, contentType, text);
}
