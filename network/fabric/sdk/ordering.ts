/** Handing an endorsed transaction to the ordering nodes: one is enough, and the next is tried where one fails. */
import { failure, identityFailure } from '../../failure.js';
import type { EndpointReport, Sorted } from '../failures.js';
import { sortSubmission } from '../failures.js';
import type { NodeAddress } from './sdk-connection.js';
import type { SdkCommitter } from './sdk-points.js';
import { grpcClientOf } from './sdk-points.js';

/** What became of the transaction. `unsure`: a node may have taken it before the connection was lost. */
export type Ordered =
  | { readonly kind: 'taken' }
  | { readonly kind: 'unsure'; readonly text: string }
  | { readonly kind: 'failed'; readonly sorted: Sorted };

type Attempted = {
  readonly kind: 'taken' | 'unsure' | 'unreachable' | 'busy' | 'denied' | 'refused';
} & { readonly report: EndpointReport };

const READY_WITHIN_MS = 1000;
const ANSWER_WITHIN_MS = 10_000;
const ABORTED = 10;
const CANNOT_CONNECT = 3;

export class OrderingNodes {
  readonly #committer: (node: NodeAddress) => SdkCommitter;
  /** The node that took the last transaction: asked first. */
  #last: string | undefined;

  constructor(committer: (node: NodeAddress) => SdkCommitter) {
    this.#committer = committer;
  }

  /** Tries each node once. The same transaction twice does no harm: the second one does not count. */
  async send(nodes: readonly NodeAddress[], envelope: unknown, own: string): Promise<Ordered> {
    const attempts: Attempted[] = [];
    for (const node of this.#inOrder(nodes)) {
      const attempt = await sendTo(this.#committer(node), node, envelope);
      if (attempt.kind === 'taken') {
        this.#last = node.address;
        return { kind: 'taken' };
      }
      attempts.push(attempt);
      if (attempt.kind === 'refused' || attempt.kind === 'denied') break;
    }
    return outcomeOf(attempts, own);
  }

  #inOrder(nodes: readonly NodeAddress[]): readonly NodeAddress[] {
    const rank = (node: NodeAddress): number => {
      const channel = grpcClientOf(this.#committer(node)).getChannel();
      if (channel.getConnectivityState(true) === CANNOT_CONNECT) return 2;
      // Otherwise any: the members' clients shall not all begin with the same node.
      return node.address === this.#last ? 0 : 1 + Math.random() / 2;
    };
    const ranked = nodes.map((node) => ({ node, rank: rank(node) }));
    return ranked.sort((a, b) => a.rank - b.rank).map(({ node }) => node);
  }
}

async function sendTo(
  committer: SdkCommitter,
  { mspId, address }: NodeAddress,
  envelope: unknown,
): Promise<Attempted> {
  const report = (message: string): EndpointReport => ({ mspId, address, message });
  if (!(await isReady(committer))) {
    return { kind: 'unreachable', report: report('connection error: not connected') };
  }
  try {
    return readStatus(await broadcast(committer, envelope), report);
  } catch (cause) {
    // Lost after it was sent: the node may have taken it.
    return { kind: 'unsure', report: report(`connection error: ${(cause as Error).message}`) };
  }
}

interface Broadcast {
  readonly status: string;
  readonly info?: string;
}

/** The SDK never settles when the node ends the stream without an answer: the limit is ours. */
function broadcast(committer: SdkCommitter, envelope: unknown): Promise<Broadcast> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error('timed out: no answer to the transaction'));
    const timer = setTimeout(late, ANSWER_WITHIN_MS);
    const sent = committer.sendBroadcast(envelope as Buffer) as Promise<Broadcast>;
    sent.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function readStatus(
  { status, info = '' }: Broadcast,
  report: (message: string) => EndpointReport,
): Attempted {
  const said = report(`${status} ${info}`.trim());
  if (status === 'SUCCESS') return { kind: 'taken', report: said };
  if (status === 'FORBIDDEN') return { kind: 'denied', report: said };
  const isBusy = status === 'SERVICE_UNAVAILABLE' || status === 'INTERNAL_SERVER_ERROR';
  return { kind: isBusy ? 'busy' : 'refused', report: said };
}

function isReady(committer: SdkCommitter): Promise<boolean> {
  return new Promise((resolve) => {
    grpcClientOf(committer).waitForReady(Date.now() + READY_WITHIN_MS, (error) => resolve(!error));
  });
}

function outcomeOf(attempts: readonly Attempted[], own: string): Ordered {
  const text = attempts.map(({ report }) => `${report.address}: ${report.message}`).join('; ');
  if (attempts.some(({ kind }) => kind === 'unsure')) return { kind: 'unsure', text };
  if (attempts.length === 0) {
    const reason = { ...failure('warming', 'discovery lists no ordering node yet'), cause: text };
    return { kind: 'failed', sorted: { failure: reason, again: 'wait' } };
  }
  const last = attempts.at(-1);
  if (last?.kind === 'denied') {
    const reason = { ...identityFailure(last.report.message, own), cause: text };
    return { kind: 'failed', sorted: { failure: reason, again: 'no' } };
  }
  if (last?.kind === 'refused') {
    const reason = `the ordering nodes refused the transaction: ${last.report.message}`;
    return {
      kind: 'failed',
      sorted: { failure: { ...failure('unknown', reason), cause: text }, again: 'no' },
    };
  }
  // One that answers without a leader says more than others that do not answer.
  const busy = attempts.filter(({ kind }) => kind === 'busy');
  const details = (busy.length > 0 ? busy : attempts).map(({ report }) => report);
  const message = busy.length > 0 ? 'SERVICE_UNAVAILABLE' : 'not taken';
  return { kind: 'failed', sorted: sortSubmission({ code: ABORTED, message, details }, own) };
}
