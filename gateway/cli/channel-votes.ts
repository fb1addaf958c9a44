/** The directory of members on the ledger and the votes that change it: `guanlian channel members, votes, admit, …`. */
import { randomBytes } from 'node:crypto';
import type { Organisation, Proposal } from '../../chaincode/index.js';
import type { Ledger } from '../../network/index.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { loadChannel, refusing } from './channel-connection.js';
import { readNamed } from './channel-files.js';
import { ledgerOf } from './channel-ledger.js';
import { answer, message } from './output.js';
import { table } from './table.js';

const REFUSED = 1;
const ID_BYTES = 16;

export const members: Execute = (input) =>
  withLedger(input, async (ledger) => {
    const outcome = await ledger.evaluate({ name: 'directory:List', args: [] });
    if (!outcome.ok) return refuse(input, outcome.refusal);
    const list = JSON.parse(outcome.value) as Organisation[];
    answer(input, list, [
      ...table(
        ['organisation', 'name', 'country', 'roles', 'keys', 'status'],
        list.map((one) => [
          ...[one.mspId, one.name, one.countryCode, one.roles.join(', '), String(one.keys.length)],
          one.leftAt === undefined ? one.status : `left ${one.leftAt}`,
        ]),
      ),
    ]);
    return 0;
  });

export const votes: Execute = (input) =>
  withLedger(input, async (ledger) => {
    const outcome = await ledger.evaluate({ name: 'governance:ListProposals', args: [] });
    if (!outcome.ok) return refuse(input, outcome.refusal);
    const list = JSON.parse(outcome.value) as Proposal[];
    answer(input, list, [
      ...table(['proposal', 'kind', 'subject', 'status', 'votes'], list.map(row)),
    ]);
    return 0;
  });

export const admit: Execute = refusing(async (input) => {
  const channel = await loadChannel();
  const { mspId, entry } = channel.readDefinition(await readNamed(input.argument(0)));
  if (!entry) {
    throw new channel.ChannelRefused(
      'DEFINITION_INVALID',
      `the definition of ${mspId} has no directory entry`,
    );
  }
  return open(input, 'admit-organisation', entry);
});

export const remove: Execute = (input) =>
  open(input, 'remove-organisation', { mspId: input.argument(0) });

export const suspend: Execute = (input) =>
  open(input, 'suspend-organisation', { mspId: input.argument(0) });

export const vote: Execute = (input) => {
  const word = input.argument(1);
  if (word !== 'yes' && word !== 'no') throw new UsageError('the vote is yes or no');
  return change(input, { name: 'governance:Vote', args: [input.argument(0), word] });
};

function open(input: VerbInput, kind: Proposal['kind'], subject: unknown): Promise<number> {
  const id = randomBytes(ID_BYTES).toString('base64url');
  return change(input, { name: 'governance:Propose', args: [id, kind, JSON.stringify(subject)] });
}

function change(input: VerbInput, call: { name: string; args: string[] }): Promise<number> {
  return withLedger(input, async (ledger) => {
    const outcome = await ledger.submit(call);
    if (!outcome.ok) return refuse(input, outcome.refusal);
    const proposal = JSON.parse(outcome.value.result) as Proposal;
    const { id, kind, status } = proposal;
    const { txId, position } = outcome.value;
    answer(input, { proposal, txId, position }, [
      `Proposal ${id} (${kind}) is ${status}; votes: ${castWords(proposal)}`,
      ...(status === 'open'
        ? [`The others vote: npx guanlian channel vote ${id} yes --as MSPID`]
        : []),
    ]);
    return 0;
  });
}

function refuse(
  input: VerbInput,
  { category, code, message: text, next }: Record<'category' | 'code' | 'message' | 'next', string>,
): number {
  if (input.flag('json')) answer(input, { refused: { category, code, message: text, next } }, []);
  else message(`Refused: ${text} (${code}). ${next}`);
  return REFUSED;
}

async function withLedger(
  input: VerbInput,
  work: (ledger: Ledger) => Promise<number>,
): Promise<number> {
  const ledger = await ledgerOf(input);
  try {
    return await work(ledger);
  } finally {
    await ledger[Symbol.asyncDispose]();
  }
}

function row(proposal: Proposal): string[] {
  const subject = JSON.parse(proposal.subject) as Record<string, string>;
  const named = subject['mspId'] ?? subject['name'] ?? '';
  return [proposal.id, proposal.kind, named, proposal.status, castWords(proposal)];
}

function castWords({ votes: cast }: Proposal): string {
  return Object.entries(cast)
    .map(([mspId, word]) => `${mspId} ${word}`)
    .join(', ');
}
