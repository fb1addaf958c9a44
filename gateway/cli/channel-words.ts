/** Proposals and their quorum as lines for people. */
import type { ChannelUpdate } from './channel-connection.js';

type View = ReturnType<ChannelUpdate['showProposal']>;
type Member = View['description']['joins'][number];

/** What a proposal does, who signed, who is missing. */
export function viewLines(view: View, digest: string): string[] {
  const { description, isCompared } = view;
  const { channel, sequence, joins, leaves, changes, consequences, warnings } = description;
  return [
    `Proposal ${digest.slice(0, 16)}… for channel ${channel}, based on its configuration ${sequence}`,
    isCompared
      ? 'The configuration is the one of your own peer.'
      : 'NOT COMPARED: the configuration is as the file says. Name your own (--config FILE, see guanlian channel export).',
    ...joins.flatMap((one) => ['', `${one.mspId} JOINS`, ...memberLines(one)]),
    ...leaves.flatMap((one) => ['', `${one.mspId} LEAVES`, ...memberLines(one)]),
    ...(changes.length > 0 ? ['', 'What else is written:'] : []),
    ...changes.flatMap(({ path, what, before, after }) => [
      `  ${path} (${what})`,
      `    before: ${before}`,
      `    after:  ${after}`,
    ]),
    ...(consequences.length > 0 ? ['', 'What follows from it:'] : []),
    ...consequences.map((line) => `  ${line}`),
    '',
    ...(warnings.length > 0
      ? [`WARNINGS (${warnings.length}): this is not just one organisation joining or leaving`]
      : ['Nothing beyond this changes.']),
    ...warnings.map((line) => `  ! ${line}`),
    ...quorumLines(view),
  ];
}

/** Signatures that came, and how many are missing for each policy. */
export function quorumLines({ signatures, quorum }: View): string[] {
  return [
    '',
    ...quorum.flatMap(({ policy, words, needed, among, signed, missing }) => [
      `${policy} (${words}): ${signed.length} of ${needed} needed ${meter(signed.length, needed)}`,
      `  signed: ${signed.join(', ') || 'nobody'}`,
      missing > 0
        ? `  ${missing} missing, of ${among.filter((one) => !signed.includes(one)).join(', ') || 'nobody who could'}`
        : '  enough: it can be submitted',
    ]),
    ...signatures.flatMap(({ mspId, subject, problem }) =>
      problem === undefined
        ? []
        : [`  ! a signature of ${mspId} (${subject}) does not count: ${problem}`],
    ),
  ];
}

function memberLines({ authorities, tlsAuthorities, anchorPeers, policies }: Member): string[] {
  const authority = (kind: string) => (one: Member['authorities'][number]) =>
    `  ${kind.padEnd(16)} ${one.subject}, until ${one.validUntil.slice(0, 10)}\n    SHA-256 ${one.fingerprint}`;
  return [
    ...authorities.map(authority('authority')),
    ...tlsAuthorities.map(authority('TLS authority')),
    `  ${'anchor peers'.padEnd(16)} ${anchorPeers.join(', ') || 'none'}`,
    ...policies.map(({ name, words }) => `  ${name.padEnd(16)} ${words}`),
  ];
}

function meter(signed: number, needed: number): string {
  return `[${'#'.repeat(Math.min(signed, needed))}${'.'.repeat(Math.max(0, needed - signed))}]`;
}
