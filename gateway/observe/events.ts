/**
 * Business events: one function per event, each a log line and a metric. The parameters are ids, codes and counts
 * by type, so a leak of personal data into the log could only be written in this one file.
 */
import type { Logger } from 'pino';
import type { NodeMetrics } from './metrics.js';

/** Who did it, as far as a log may know: the organisation and role, never the person. */
export interface Actor {
  readonly mspId: string;
  readonly role: string;
}

export interface NodeEvents {
  readonly metrics: NodeMetrics;
  messageIngested(actor: Actor, e: { format: string; records: number; findings: number }): void;
  releaseQueued(actor: Actor, e: { recordId: string; recipient: string; state: string }): void;
  recordPurged(actor: Actor, e: { recordId: string }): void;
  agreementChanged(actor: Actor, e: { agreementId: string; status: string }): void;
  certificateChanged(actor: Actor, e: { certificateId: string; state: string }): void;
  graphRebuilt(actor: Actor, e: { records: number }): void;
  graphVerified(actor: Actor, e: { equal: boolean; wrongHeads: number }): void;
  graphCompacted(actor: Actor, e: { bytesBefore: number; bytesAfter: number }): void;
  rawRead(actor: Actor, e: { recordId: string }): void;
  refused(actor: Actor | undefined, e: { action: string; code: string }): void;
  documentVerified(e: { outcome: string; code: string }): void;
  accessRefused(e: { route: string; code: string; requestId: string }): void;
  developmentTokenIssued(e: { role: string }): void;
  requestAnswered(e: HttpSample): void;
  graphqlAnswered(e: { operation: string; outcome: string; seconds: number }): void;
  subscriptionOpened(actor: Actor): void;
  subscriptionClosed(actor: Actor): void;
  faulted(e: { requestId: string; where: string; cause: unknown }): void;
}

export interface HttpSample {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  readonly requestId: string;
}

/** The events of one node. */
export function createEvents(log: Logger, metrics: NodeMetrics): NodeEvents {
  const business = (event: string, details: object): void => {
    metrics.countEvent(event);
    log.info({ event, ...details }, event);
  };
  return {
    metrics,
    messageIngested: (actor, e) => business('message-ingested', { actor: only(actor), ...e }),
    releaseQueued: (actor, e) => business('release-queued', { actor: only(actor), ...e }),
    recordPurged: (actor, e) => business('record-purged', { actor: only(actor), ...e }),
    agreementChanged: (actor, e) => business('agreement-changed', { actor: only(actor), ...e }),
    certificateChanged: (actor, e) => business('certificate-changed', { actor: only(actor), ...e }),
    graphRebuilt: (actor, e) => business('graph-rebuilt', { actor: only(actor), ...e }),
    graphVerified: (actor, e) => business('graph-verified', { actor: only(actor), ...e }),
    graphCompacted: (actor, e) => business('graph-compacted', { actor: only(actor), ...e }),
    rawRead: (actor, e) => business('raw-read', { actor: only(actor), ...e }),
    ...accessEvents(log, metrics, business),
    ...requestEvents(log, metrics),
  };
}

type Business = (event: string, details: object) => void;

function accessEvents(log: Logger, metrics: NodeMetrics, business: Business) {
  return {
    refused: (actor, e) => {
      metrics.countRefusal(e.code);
      log.info({ event: 'refused', actor: actor && only(actor), ...e }, 'refused');
    },
    documentVerified: (e) => {
      metrics.countVerification(e.outcome);
      log.debug({ event: 'document-verified', ...e }, 'document-verified');
    },
    accessRefused: (e) => {
      metrics.countRefusal(e.code);
      log.warn({ event: 'access-refused', ...e }, 'access-refused');
    },
    developmentTokenIssued: (e) => business('development-token-issued', e),
    subscriptionOpened: (actor) => {
      metrics.subscriptionsOpen(1);
      business('subscription-opened', { actor: only(actor) });
    },
    subscriptionClosed: (actor) => {
      metrics.subscriptionsOpen(-1);
      business('subscription-closed', { actor: only(actor) });
    },
  } satisfies Partial<NodeEvents>;
}

function requestEvents(log: Logger, metrics: NodeMetrics) {
  return {
    requestAnswered: (e) => {
      metrics.observeHttp(e);
      log.debug({ event: 'request-answered', ...e }, 'request-answered');
    },
    graphqlAnswered: (e) => metrics.observeGraphQL(e),
    faulted: ({ requestId, where, cause }) => {
      metrics.countEvent('fault');
      log.error({ event: 'fault', requestId, where, err: cause }, 'fault');
    },
  } satisfies Partial<NodeEvents>;
}

/** A caller has more members than a log may see; this takes the two it may. */
function only({ mspId, role }: Actor): Actor {
  return { mspId, role };
}
