/** Records in a random story: envelopes, their revisions, purges and reads. */
import type { Envelope } from '../../chaincode/index.js';
import type { Choice, Move, MoveKind } from './differential-steps.js';
import type { Story, StoryRecord } from './differential-story.js';

const HOUR_MS = 3_600_000;

function submit(by: string, name: string, envelope: unknown, after?: Move['after']): Move {
  const call = { name: `records:${name}`, args: [JSON.stringify(envelope)] };
  return { by, call, mode: 'submit', ...(after ? { after } : {}) };
}

async function created(
  story: Story,
  { who }: Choice,
  change: Partial<Envelope> = {},
  signedBy?: string,
): Promise<Move> {
  const owner = story.member(who);
  const record = await story.record(owner, change, signedBy);
  return submit(owner, 'CreateEnvelope', record.envelope, () => void story.records.push(record));
}

function recordOf(story: Story, { what }: Choice): StoryRecord | undefined {
  // Newest first: most steps are about what is at hand.
  return story.records.at(-1 - (what % Math.max(1, story.records.length)));
}

async function revised(
  story: Story,
  choice: Choice,
  change: Partial<Envelope> = {},
  by?: string,
): Promise<Move | undefined> {
  const before = recordOf(story, choice);
  if (!before) return undefined;
  const { id, owner, kind, revision } = before.envelope;
  const next = { id, kind, revision: revision + 1, ...change };
  const record = await story.record(owner, next, by ?? owner);
  return submit(by ?? owner, 'ReviseEnvelope', record.envelope, (isOk) => {
    if (isOk) story.records[story.records.indexOf(before)] = record;
  });
}

function about(
  story: Story,
  choice: Choice,
  name: string,
  by?: (owner: string) => string,
): Move | undefined {
  const record = recordOf(story, choice);
  if (!record) return undefined;
  const { id, owner } = record.envelope;
  const call = { name: `records:${name}`, args: [id] };
  return {
    by: by ? by(owner) : owner,
    call,
    mode: name.startsWith('Purge') ? 'submit' : 'evaluate',
  };
}

export const recordMoves: Readonly<Record<string, MoveKind>> = {
  create: {
    weight: 8,
    right: created,
    wrong: {
      'by another': async (story, choice) => {
        const move = await created(story, choice);
        return { ...move, by: story.other(move.by, choice.spare) };
      },
      'signed by another': (story, choice) =>
        created(story, choice, {}, story.other(story.member(choice.who))),
      'dated back': (story, choice) =>
        created(story, choice, { createdAt: new Date(Date.now() - HOUR_MS).toISOString() }),
      'second revision first': (story, choice) => created(story, choice, { revision: 2 }),
      'short id': (story, choice) => created(story, choice, { id: 'short' }),
      'unknown kind': (story, choice) => created(story, choice, { kind: 'gossip' as 'manifest' }),
      'ridden along': async (story, { who }) => {
        const owner = story.member(who);
        const { envelope } = await story.record(owner);
        return submit(owner, 'CreateEnvelope', { ...envelope, note: 'unsigned' });
      },
      again: (story, choice) => {
        const record = recordOf(story, choice);
        return record && submit(record.envelope.owner, 'CreateEnvelope', record.envelope);
      },
      'no JSON': (story, { who }) => ({
        by: story.member(who),
        call: { name: 'records:CreateEnvelope', args: ['{'] },
        mode: 'submit',
      }),
      'too few arguments': (story, { who }) => ({
        by: story.member(who),
        call: { name: 'records:CreateEnvelope', args: [] },
        mode: 'submit',
      }),
      'no such function': (story, { who }) => ({
        by: story.member(who),
        call: { name: 'records:Forge', args: ['x'] },
        mode: 'submit',
      }),
    },
  },
  revise: {
    weight: 5,
    right: (story, choice) => revised(story, choice),
    wrong: {
      'a revision left out': (story, choice) => revised(story, choice, { revision: 99 }),
      'of another kind': (story, choice) => revised(story, choice, { kind: 'inspection' }),
      'by another for itself': (story, choice) => {
        const owner = recordOf(story, choice)?.envelope.owner;
        if (owner === undefined) return undefined;
        const thief = story.other(owner, choice.spare);
        return revised(story, choice, { owner: thief }, thief);
      },
      'of nothing': (story, choice) => revised(story, choice, { id: story.id('nothing') }),
    },
  },
  purgeRecord: {
    weight: 3,
    right: (story, choice) => about(story, choice, 'PurgeRecord'),
    wrong: {
      'by another': (story, choice) =>
        about(story, choice, 'PurgeRecord', (owner) => story.other(owner, choice.spare)),
    },
  },
  look: {
    weight: 2,
    right: (story, choice) =>
      about(story, choice, 'GetEnvelope', (owner) => story.other(owner, choice.spare)),
    wrong: {
      'at releases': (story, choice) => about(story, choice, 'ListReleases'),
      'at nothing': (story, { who }) => ({
        by: story.member(who),
        call: { name: 'records:GetEnvelope', args: [story.id('nothing')] },
        mode: 'evaluate',
      }),
      'at the empty id': (story, { who }) => ({
        by: story.member(who),
        call: { name: 'records:GetEnvelope', args: [''] },
        mode: 'evaluate',
      }),
    },
  },
};
