/** `guanlian channel sign`: an administrator agrees; nothing of it needs a network. */
import { administrator, loadChannel, refusing } from './channel-connection.js';
import { outFile, ownConfig, proposalIn, writeNew } from './channel-files.js';
import { viewLines } from './channel-words.js';
import { answer, message } from './output.js';

const WARNED = 2;

export const execute = refusing(async (input) => {
  const channel = await loadChannel();
  const file = outFile(input);
  const proposal = await proposalIn(input);
  const own = await ownConfig(input);
  if (!own) {
    throw new channel.ChannelRefused(
      'CONFIG_NEEDED',
      'what leaves and changes shows only against the configuration of your own peer',
    );
  }
  const options = { proposal, own, now: Date.now() };
  const view = channel.showProposal(options);
  const lines = viewLines(view, proposal.digest);
  if (view.description.warnings.length > 0 && !input.flag('despite-warnings')) {
    answer(input, { signed: false, update: proposal.digest, ...view }, [
      ...lines,
      '',
      'NOT SIGNED because of the warnings. If all of it is meant: --despite-warnings',
    ]);
    return WARNED;
  }
  const identity = await administrator(input);
  const signature = await channel.signProposal({ ...options, identity });
  await writeNew(file, channel.signatureText(proposal, signature));
  message(lines.join('\n'));
  answer(input, { signed: true, mspId: identity.mspId, file, update: proposal.digest }, [
    '',
    `Signed for ${identity.mspId}, written to ${file}. Send it to whoever collects the signatures.`,
  ]);
  return 0;
});
