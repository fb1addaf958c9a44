/**
 * Child process of the fault tests: a member's node over real Fabric that ends itself (SIGKILL) at a named point.
 * Prints one line for each thing that it acknowledges. Its task comes as JSON in GUANLIAN_TASK.
 */
import { writeSync } from 'node:fs';
import { layoutOf, requireDescription } from '../../network/fabric/index.js';
import type { ContractCall, EventOptions, Ledger, LedgerEvent } from '../../network/index.js';
import { callerOf } from '../federation/running-federation.js';
import { connectMember, nodeIdentity } from './fabric-side.js';
import { allDelivered, deliveriesOf } from './members-over-fabric.js';
import { inspect, openNode, share } from './single-node.js';

export interface Task {
  readonly network: string;
  readonly dir: string;
  readonly mspId: string;
  readonly recipient: string;
  readonly agreementId: string;
  /** `share`: take in a record, share it, fall. `finish`: deliver what is left and tell everything. */
  readonly kind: 'share' | 'finish';
  /** Where the process falls. */
  readonly fall?: FallPoint;
  /** For `sent`: how long after the call began, ms. */
  readonly after?: number;
}

export const FALL_POINTS = [
  'before the envelope is sent',
  'after the envelope was committed',
  'after the rehearsal',
  'after the job was written',
  'sent',
  'after the commit, before the mark',
  'after the mark',
  'at the event',
] as const;
export type FallPoint = (typeof FALL_POINTS)[number];

/** What `finish` prints. */
export interface Report {
  readonly deliveries: readonly { readonly recordId: string; readonly state: string }[];
  readonly records: readonly { readonly id: string; readonly holding: string }[];
}

const task = JSON.parse(process.env['GUANLIAN_TASK'] ?? '{}') as Task;
const say = (line: string): void => void writeSync(1, `${line}\n`);

function fall(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

const at = (point: FallPoint): boolean => task.fall === point;
/** The record of this process; what earlier ones left in the outbox goes through unharmed. */
let current: string | undefined;
const isRelease = ({ name, args }: ContractCall): boolean =>
  name === 'records:ReleaseFields' && args[0] === current;
const isEnvelope = ({ name }: ContractCall): boolean => name === 'records:CreateEnvelope';

/** The member's real connection; only the process's own end is added. */
function falling(ledger: Ledger): Ledger {
  return {
    mspId: ledger.mspId,
    submit: async (call) => {
      if (isEnvelope(call) && at('before the envelope is sent')) await fall();
      if (isRelease(call) && at('after the job was written')) await fall();
      if (isRelease(call) && at('sent')) setTimeout(() => void fall(), task.after);
      const outcome = await ledger.submit(call);
      if (isEnvelope(call) && at('after the envelope was committed')) await fall();
      if (isRelease(call) && at('after the commit, before the mark')) await fall();
      return outcome;
    },
    evaluate: async (call) => {
      const outcome = await ledger.evaluate(call);
      if (isRelease(call) && at('after the rehearsal')) await fall();
      return outcome;
    },
    events: (options) => fallingEvents(ledger, options),
    info: () => ledger.info(),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}

async function* fallingEvents(
  ledger: Ledger,
  options: EventOptions | undefined,
): AsyncGenerator<LedgerEvent> {
  for await (const event of ledger.events(options)) {
    const isMine = event.name === 'release.made' && event.payload.includes(String(current));
    if (isMine && at('at the event')) await fall();
    yield event;
  }
}

const description = await requireDescription(task.network);
const place = { description, layout: layoutOf(task.network) };
const ledger = falling(await connectMember(place, task.mspId));
const identity = await nodeIdentity(place, task.mspId);
const node = await openNode({ dir: task.dir, ledger, identity });
say('open');

if (task.kind === 'share') {
  const recordId = await inspect(node, `fall at ${task.fall}`);
  current = recordId;
  say(`ingested ${recordId}`);
  const { state } = await share(node, task.recipient, recordId, { agreementId: task.agreementId });
  say(`${state} ${recordId}`);
  // What falls later than the answer falls on its own; everything else has fallen by now.
  if (task.fall === 'after the mark') await fall();
  await new Promise((resolve) => setTimeout(resolve, 60_000));
} else {
  await allDelivered(node, 120_000);
  await node.settled();
  const { items } = await node.application.records(callerOf(task.mspId, 'data-officer'), {
    first: 1000,
  });
  const records = items
    .filter((item) => item.node.owner === task.mspId)
    .map((item) => ({ id: item.node.id, holding: item.node.holding }));
  const deliveries = await deliveriesOf(node);
  say(JSON.stringify({ deliveries, records } satisfies Report));
  await node[Symbol.asyncDispose]();
  await ledger[Symbol.asyncDispose]();
}
