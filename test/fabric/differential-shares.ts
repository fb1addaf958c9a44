/** Releases in a random story: shares under agreements, with every way to release too much, purges, private reads. */
import type { AgreementTerms, Release } from '../../chaincode/index.js';
import { divideFields, releaseText, termsText } from '../../chaincode/index.js';
import type { Choice, Move, MoveKind } from './differential-steps.js';
import { pick } from './differential-steps.js';
import type { Story, StoryRecord, StoryRelease } from './differential-story.js';

interface Share {
  readonly record: StoryRecord;
  readonly terms: AgreementTerms;
  readonly release: Release;
}

/** A record with an agreement of its owner; an own one is preferred, any will do for a refusal. */
function matched(story: Story, { who, what, spare }: Choice): Share | undefined {
  const live = story.agreements.filter(({ id }) => story.live.has(id));
  const terms = pick(spare % 6 === 0 || live.length === 0 ? story.agreements : live, who);
  if (!terms) return undefined;
  const own = story.records.filter(({ envelope }) => envelope.owner === terms.provider);
  const record = own.at(-1 - (what % Math.max(1, own.length))) ?? pick(story.records, what);
  if (!record) return undefined;
  return { record, terms, release: story.release(record, terms) };
}

interface Sent {
  readonly release?: Release;
  readonly terms?: AgreementTerms;
  readonly by?: string;
  readonly endorsers?: readonly string[];
  readonly agreementId?: string;
}

function sent(story: Story, share: Share, change: Sent = {}): Move {
  const { record } = share;
  const { release = share.release, terms = share.terms } = change;
  const by = change.by ?? record.envelope.owner;
  const agreementId = change.agreementId ?? terms.id;
  return {
    by,
    call: {
      name: 'records:ReleaseFields',
      args: [record.envelope.id, agreementId],
      transient: { terms: termsText(terms), release: releaseText(release) },
      endorsers: change.endorsers ?? [share.terms.provider, share.terms.consumer],
    },
    mode: 'submit',
    after: (isOk) => {
      if (isOk) story.releases.push({ release, terms });
    },
  };
}

function twisted(change: (share: Share, story: Story, choice: Choice) => Sent) {
  return (story: Story, choice: Choice): Move | undefined => {
    const share = matched(story, choice);
    return share && sent(story, share, change(share, story, choice));
  };
}

function reread(
  story: Story,
  { who, what }: Choice,
  name: 'ReadRelease' | 'PurgeRelease',
  by?: (made: StoryRelease) => string,
): Move | undefined {
  const made = pick(story.releases, what);
  if (!made) return undefined;
  const { id, recordId, owner, recipient } = made.release;
  const party = who % 2 === 0 ? owner : recipient;
  const isRead = name === 'ReadRelease';
  const call = isRead
    ? { name: `records:${name}`, args: [id] }
    : { name: `records:${name}`, args: [recordId, id], endorsers: [owner, recipient] };
  return { by: by ? by(made) : party, call, mode: isRead ? 'evaluate' : 'submit' };
}

function stranger(story: Story): (made: StoryRelease) => string {
  return ({ release }) =>
    story.members.find((mspId) => mspId !== release.owner && mspId !== release.recipient)!;
}

const wider = (terms: AgreementTerms): AgreementTerms => ({
  ...terms,
  datasets: [{ kind: 'manifest', fields: ['/kind', '/transport', '/consignments'] }],
});

export const shareMoves: Readonly<Record<string, MoveKind>> = {
  share: {
    weight: 14,
    right: twisted(() => ({})),
    wrong: {
      'one field too many': twisted(({ record, terms, release }) => ({
        release: { ...release, ...divideFields(record.leaves, wider(terms), 'manifest') },
      })),
      'other terms': twisted(({ terms }) => ({ terms: wider(terms) })),
      'a field changed': twisted(({ release }) => ({
        release: {
          ...release,
          fields: release.fields.map((field, i) => (i === 0 ? { ...field, value: '"x"' } : field)),
        },
      })),
      'a leaf left out': twisted(({ release }) => ({
        release: { ...release, withheld: release.withheld.slice(1) },
      })),
      'another purpose': twisted(({ release }) => ({
        release: { ...release, purpose: 'mutual-recognition' },
      })),
      'another revision': twisted(({ release }) => ({ release: { ...release, revision: 7 } })),
      'something unproved': twisted(({ release }) => ({
        release: { ...release, note: 'x' } as Release,
      })),
      'by the recipient': twisted(({ terms }) => ({ by: terms.consumer })),
      'another agreement': twisted((_share, story) => ({ agreementId: story.id('nothing') })),
      'endorsed by a third': twisted(({ terms }, story) => ({
        endorsers: [
          terms.provider,
          story.members.find((mspId) => mspId !== terms.provider && mspId !== terms.consumer)!,
        ],
      })),
      'endorsed by the owner alone': twisted(({ terms }) => ({ endorsers: [terms.provider] })),
      again: (story, { what }) => {
        const made = pick(story.releases, what);
        const record = story.records.find(({ envelope }) => envelope.id === made?.release.recordId);
        return made && record && sent(story, { record, ...made });
      },
    },
  },
  purgeRelease: {
    weight: 4,
    right: (story, choice) => reread(story, choice, 'PurgeRelease'),
    wrong: {
      'by a stranger': (story, choice) => reread(story, choice, 'PurgeRelease', stranger(story)),
      'endorsed by one party': (story, choice) => {
        const move = reread(story, choice, 'PurgeRelease');
        return move && { ...move, call: { ...move.call, endorsers: [move.by] } };
      },
    },
  },
  readRelease: {
    weight: 5,
    right: (story, choice) => reread(story, choice, 'ReadRelease'),
    wrong: {
      'by a stranger': (story, choice) => reread(story, choice, 'ReadRelease', stranger(story)),
      'by a stranger on the recipient’s peer': (story, choice) => {
        const move = reread(story, choice, 'ReadRelease', stranger(story));
        const { release } = pick(story.releases, choice.what) ?? {};
        return move && { ...move, call: { ...move.call, endorsers: [release!.recipient] } };
      },
    },
  },
};
