/**
 * Votes in a random story. Members that are admitted or suspended are invented ones: the real ones have to play on,
 * here and in what other tests do on the same network.
 */
import type { Choice, Move, MoveKind } from './differential-steps.js';
import { pick } from './differential-steps.js';
import type { Story } from './differential-story.js';

type Subject = readonly [kind: string, subject: Readonly<Record<string, unknown>>];

function subjectOf(story: Story, { spare }: Choice): Subject {
  const name = `p${spare % 7}-${story.id('name')}`;
  const subjects: readonly Subject[] = [
    ['set-parameter', { name: `p${spare % 3}`, value: String(spare) }],
    ['set-parameter', { name, value: 'on', note: 'dropped' }],
    ['register-model', { name, version: '1.0.0', digest: 'ab'.repeat(32) }],
  ];
  return subjects[spare % subjects.length]!;
}

function proposed(story: Story, { who }: Choice, [kind, subject]: Subject, id?: string): Move {
  const proposal = id ?? story.id('proposal');
  const args = [proposal, kind, JSON.stringify(subject)];
  return {
    ...{ by: story.member(who), mode: 'submit' },
    call: { name: 'governance:Propose', args },
    after: (isOk) => {
      if (isOk) story.proposals.push(proposal);
    },
  };
}

function voted(story: Story, { who, what, spare }: Choice, vote?: string): Move | undefined {
  // The newest ones, so that some come to a decision.
  const proposal = pick(story.proposals.slice(-2), what);
  if (proposal === undefined) return undefined;
  const args = [proposal, vote ?? (spare % 4 === 0 ? 'no' : 'yes')];
  return { by: story.member(who), call: { name: 'governance:Vote', args }, mode: 'submit' };
}

function founding(story: Story, { who }: Choice): Move {
  const call = { name: 'directory:Found', args: ['[]'] };
  return { by: story.member(who), call, mode: 'submit' };
}

export const governanceMoves: Readonly<Record<string, MoveKind>> = {
  openVote: {
    weight: 4,
    right: (story, choice) => proposed(story, choice, subjectOf(story, choice)),
    wrong: {
      again: (story, choice) => {
        const id = pick(story.proposals, choice.what);
        return id === undefined ? undefined : proposed(story, choice, subjectOf(story, choice), id);
      },
      'no such kind': (story, choice) => proposed(story, choice, ['declare-war', {}]),
      'half a subject': (story, choice) =>
        proposed(story, choice, ['set-parameter', { name: 'x' }]),
      'to suspend a stranger': (story, choice) =>
        proposed(story, choice, ['suspend-organisation', { mspId: 'NobodyMSP' }]),
      'to admit half a member': (story, choice) =>
        proposed(story, choice, ['admit-organisation', { mspId: 'NobodyMSP' }]),
    },
  },
  vote: {
    weight: 10,
    right: (story, choice) => voted(story, choice),
    wrong: {
      maybe: (story, choice) => voted(story, choice, 'maybe'),
      'on nothing': (story, { who }) => ({
        by: story.member(who),
        call: { name: 'governance:Vote', args: [story.id('nothing'), 'yes'] },
        mode: 'submit',
      }),
    },
  },
  directory: {
    weight: 1,
    right: founding,
    wrong: {
      'half a key': (story, { who }) => ({
        by: story.member(who),
        call: { name: 'directory:AddKey', args: ['{"kid":"x"}'] },
        mode: 'submit',
      }),
    },
  },
};
