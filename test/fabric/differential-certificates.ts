/** Certificates in a random story: anchored batches, status changes, published lists. */
import type { Anchor, CertificateStatusEntry } from '../../chaincode/index.js';
import { sha256Hex, STATUS_REASONS } from '../../chaincode/index.js';
import type { Choice, Move, MoveKind } from './differential-steps.js';
import type { Story } from './differential-story.js';
import { pick } from './differential-steps.js';

const STATUSES = ['suspended', 'issued', 'suspended', 'revoked', 'replaced'] as const;

function call(by: string, name: string, args: readonly string[], after?: Move['after']): Move {
  const request = { name: `certificates:${name}`, args };
  return { by, call: request, mode: 'submit', ...(after ? { after } : {}) };
}

async function anchored(
  story: Story,
  { who }: Choice,
  { change = {}, signedBy, by }: { change?: Partial<Anchor>; signedBy?: string; by?: string } = {},
): Promise<Move> {
  const issuer = story.member(who);
  const anchor = await story.anchor(issuer, change, signedBy ?? issuer);
  return call(by ?? issuer, 'AnchorBatch', [JSON.stringify(anchor)], (isOk) => {
    if (isOk) story.anchors.set(issuer, anchor);
  });
}

/** Few certificates, so that their status changes more than once. */
function changed(
  story: Story,
  { who, what, spare }: Choice,
  change: Partial<CertificateStatusEntry> = {},
  by?: string,
): Move {
  if (story.certificates.length < 6) story.certificates.push(sha256Hex(story.id('certificate')));
  const status = STATUSES[spare % STATUSES.length]!;
  const issuer = story.member(who % 2);
  const entry = {
    ...{ idHash: pick(story.certificates, what), issuer, status },
    reason: pick(STATUS_REASONS, spare),
    ...(status === 'replaced' ? { replacedByHash: sha256Hex(String(what)) } : {}),
    ...change,
  };
  return call(by ?? issuer, 'SetStatus', [JSON.stringify(entry)]);
}

const LIST = `${'a'.repeat(40)}.${'b'.repeat(400)}.${'c'.repeat(86)}`;

function published(story: Story, { who, what }: Choice, jws = `${what}${LIST}`): Move {
  const purpose = what % 2 === 0 ? 'revocation' : 'suspension';
  return call(story.member(who), 'PublishStatusList', [purpose, jws]);
}

export const certificateMoves: Readonly<Record<string, MoveKind>> = {
  anchor: {
    weight: 4,
    right: (story, choice) => anchored(story, choice),
    wrong: {
      'a gap': (story, choice) => anchored(story, choice, { change: { sequence: 99 } }),
      'another past': (story, choice) =>
        anchored(story, choice, { change: { previousRoot: 'ab'.repeat(32) } }),
      'signed by another': (story, choice) =>
        anchored(story, choice, { signedBy: story.other(story.member(choice.who)) }),
      'by another': (story, choice) =>
        anchored(story, choice, { by: story.other(story.member(choice.who)) }),
      'no root': (story, choice) => anchored(story, choice, { change: { root: 'none' } }),
    },
  },
  status: {
    weight: 6,
    right: (story, choice) => changed(story, choice),
    wrong: {
      'of another issuer': (story, choice) =>
        changed(story, choice, {}, story.other(story.member(choice.who % 2))),
      'no hash': (story, choice) => changed(story, choice, { idHash: 'plain id' }),
      'no reason': (story, choice) =>
        changed(story, choice, { reason: 'mood' as 'data-incorrect' }),
      'replaced by nothing': (story, { who, what, spare }) => {
        const entry = { idHash: sha256Hex(String(what)), issuer: story.member(who % 2) };
        const reason = pick(STATUS_REASONS, spare);
        const text = JSON.stringify({ ...entry, status: 'replaced', reason });
        return call(entry.issuer, 'SetStatus', [text]);
      },
    },
  },
  statusList: {
    weight: 2,
    right: (story, choice) => published(story, choice),
    wrong: {
      'no list': (story, choice) => published(story, choice, 'no.list'),
      'no purpose': (story, { who }) =>
        call(story.member(who), 'PublishStatusList', ['gossip', LIST]),
    },
  },
};
