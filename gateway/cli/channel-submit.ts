/** `guanlian channel submit`: sends a proposal that enough have signed, and waits until it is in force. */
import { accessTo, loadChannel, refusing } from './channel-connection.js';
import { proposalIn, signaturesIn } from './channel-files.js';
import { answer } from './output.js';

export const execute = refusing(async (input) => {
  const channel = await loadChannel();
  const proposal = await proposalIn(input);
  const signatures = await signaturesIn(input, proposal);
  const access = await accessTo(input);
  const config = await channel.submitProposal(access, proposal, { signatures, now: Date.now() });
  const members = channel.membersOf(config.root);
  const { channel: name, sequence, digest } = config;
  answer(input, { channel: name, sequence, digest, members }, [
    `Channel ${name} is at configuration ${sequence} now; members: ${members.join(', ')}`,
  ]);
  return 0;
});
