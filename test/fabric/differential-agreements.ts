/** Agreements in a random story: proposals, counter-offers, acceptance, termination, and reading the terms. */
import type { AgreementTerms } from '../../chaincode/index.js';
import { termsHash, termsText } from '../../chaincode/index.js';
import type { Choice, Move, MoveKind } from './differential-steps.js';
import { pick } from './differential-steps.js';
import type { Story } from './differential-story.js';

function carrying(
  by: string,
  name: string,
  terms: AgreementTerms,
  { text = termsText(terms), after }: { text?: string; after?: Move['after'] } = {},
): Move {
  const endorsers = [terms.provider, terms.consumer];
  const call = { name: `agreements:${name}`, args: [], transient: { terms: text }, endorsers };
  return { by, call, mode: 'submit', ...(after ? { after } : {}) };
}

function drafted(story: Story, { who, spare }: Choice): AgreementTerms {
  const provider = story.member(who);
  return story.terms(provider, story.other(provider, spare));
}

function proposed(
  story: Story,
  choice: Choice,
  { terms = drafted(story, choice), by }: { terms?: AgreementTerms; by?: string } = {},
): Move {
  const proposer = by ?? (choice.what % 2 === 0 ? terms.provider : terms.consumer);
  return carrying(proposer, 'Propose', terms, {
    after: (isOk) => {
      if (!isOk) return;
      story.agreements.push(terms);
      story.asked.set(terms.id, otherParty(terms, proposer));
    },
  });
}

function otherParty({ provider, consumer }: AgreementTerms, party: string): string {
  return party === provider ? consumer : provider;
}

function agreementOf(story: Story, { what }: Choice): AgreementTerms | undefined {
  return pick(story.agreements, what);
}

function countered(
  story: Story,
  choice: Choice,
  change: Partial<AgreementTerms> = {},
): Move | undefined {
  const before = agreementOf(story, choice);
  if (!before) return undefined;
  const terms = { ...before, retentionDays: 1 + (choice.spare % 300), ...change };
  const by = choice.who % 2 === 0 ? before.provider : before.consumer;
  return carrying(by, 'Counter', terms, {
    after: (isOk) => {
      if (!isOk) return;
      story.agreements[story.agreements.indexOf(before)] = terms;
      story.asked.set(terms.id, otherParty(terms, by));
    },
  });
}

interface Party {
  readonly by?: (terms: AgreementTerms) => string;
  readonly hash?: (terms: AgreementTerms) => string;
}

function accepting(story: Story, choice: Choice, { by, hash }: Party = {}): Move | undefined {
  const open = story.agreements.filter(({ id }) => story.asked.has(id));
  // Now and then one that is decided, or the party that has just spoken.
  const terms = choice.spare % 5 === 0 ? agreementOf(story, choice) : pick(open, choice.what);
  if (!terms) return undefined;
  const party = story.asked.get(terms.id) ?? terms.consumer;
  const speaker = choice.who % 5 === 0 ? otherParty(terms, party) : party;
  const agreed = hash ? hash(terms) : termsHash(termsText(terms));
  const endorsers = [terms.provider, terms.consumer];
  const call = { name: 'agreements:Accept', args: [terms.id, agreed], endorsers };
  return {
    ...{ by: by ? by(terms) : speaker, call, mode: 'submit' },
    after: (isOk) => {
      if (!isOk) return;
      story.asked.delete(terms.id);
      story.live.add(terms.id);
    },
  };
}

function about(
  story: Story,
  choice: Choice,
  name: string,
  by?: (terms: AgreementTerms) => string,
): Move | undefined {
  const terms = agreementOf(story, choice);
  if (!terms) return undefined;
  const party = choice.who % 2 === 0 ? terms.provider : terms.consumer;
  const call = { name: `agreements:${name}`, args: [terms.id] };
  return {
    ...{ by: by ? by(terms) : party, call },
    mode: name === 'Terminate' ? 'submit' : 'evaluate',
    after: (isOk) => {
      if (!isOk || name !== 'Terminate') return;
      story.asked.delete(terms.id);
      story.live.delete(terms.id);
    },
  };
}

function stranger(story: Story): (terms: AgreementTerms) => string {
  return ({ provider, consumer }) =>
    story.members.find((mspId) => mspId !== provider && mspId !== consumer)!;
}

export const agreementMoves: Readonly<Record<string, MoveKind>> = {
  propose: {
    weight: 6,
    right: (story, choice) => proposed(story, choice),
    wrong: {
      'by a stranger': (story, choice) => {
        const terms = drafted(story, choice);
        return proposed(story, choice, { terms, by: stranger(story)(terms) });
      },
      again: (story, choice) => {
        const terms = agreementOf(story, choice);
        return terms && carrying(terms.provider, 'Propose', terms);
      },
      'not canonical': (story, choice) => {
        const terms = drafted(story, choice);
        return carrying(terms.provider, 'Propose', terms, { text: JSON.stringify(terms, null, 1) });
      },
      'without terms': (story, choice) => {
        const terms = drafted(story, choice);
        const call = { name: 'agreements:Propose', args: [] };
        return {
          by: terms.provider,
          call: { ...call, endorsers: [terms.provider, terms.consumer] },
          mode: 'submit',
        };
      },
      'no purpose': (story, choice) =>
        proposed(story, choice, { terms: { ...drafted(story, choice), purposes: [] } }),
      'endorsed by one party': (story, choice) => {
        const move = proposed(story, choice);
        return { by: move.by, call: { ...move.call, endorsers: [move.by] }, mode: 'submit' };
      },
    },
  },
  counter: {
    weight: 4,
    right: (story, choice) => countered(story, choice),
    wrong: {
      'with another party': (story, choice) => {
        const terms = agreementOf(story, choice);
        return terms && countered(story, choice, { provider: stranger(story)(terms) });
      },
      'of nothing': (story, choice) => countered(story, choice, { id: story.id('nothing') }),
    },
  },
  accept: {
    weight: 9,
    right: (story, choice) => accepting(story, choice),
    wrong: {
      'by a stranger': (story, choice) => accepting(story, choice, { by: stranger(story) }),
      'other terms': (story, choice) => accepting(story, choice, { hash: () => 'ab'.repeat(32) }),
    },
  },
  terminate: {
    weight: 1,
    right: (story, choice) => about(story, choice, 'Terminate'),
    wrong: {
      'by a stranger': (story, choice) => about(story, choice, 'Terminate', stranger(story)),
    },
  },
  readTerms: {
    weight: 2,
    right: (story, choice) => about(story, choice, 'ReadTerms'),
    wrong: {
      'by a stranger': (story, choice) => about(story, choice, 'ReadTerms', stranger(story)),
      'on the peer of the other': (story, choice) => {
        const terms = agreementOf(story, choice);
        const move = about(story, choice, 'ReadTerms', stranger(story));
        return move && { ...move, call: { ...move.call, endorsers: [terms!.consumer] } };
      },
      'the public side': (story, choice) => about(story, choice, 'Get', stranger(story)),
    },
  },
};
