/** `guanlian channel show`: what a proposal does, computed from its bytes, and where its quorum stands. */
import { loadChannel, refusing } from './channel-connection.js';
import { ownConfig, proposalIn, signaturesIn } from './channel-files.js';
import { viewLines } from './channel-words.js';
import { answer } from './output.js';

const WARNED = 2;

export const execute = refusing(async (input) => {
  const channel = await loadChannel();
  const proposal = await proposalIn(input);
  const own = await ownConfig(input);
  const signatures = await signaturesIn(input, proposal);
  const view = channel.showProposal({
    proposal,
    ...(own ? { own } : {}),
    signatures,
    now: Date.now(),
  });
  const value = { update: proposal.digest, ...view, agreed: channel.isAgreed(view.quorum) };
  answer(input, value, viewLines(view, proposal.digest));
  return view.description.warnings.length > 0 || !view.isCompared ? WARNED : 0;
});
