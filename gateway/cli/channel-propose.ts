/** `guanlian channel propose-join` and `propose-leave`: proposals made from the running channel. */
import type { VerbInput } from './arguments.js';
import { accessTo, loadChannel, refusing } from './channel-connection.js';
import type { Proposal } from './channel-files.js';
import { outFile, readNamed, writeNew } from './channel-files.js';
import { viewLines } from './channel-words.js';
import { answer } from './output.js';

export const join = refusing(async (input) => {
  const channel = await loadChannel();
  const definition = channel.readDefinition(await readNamed(input.argument(0)));
  return write(input, await channel.proposalToJoin(await accessTo(input), definition));
});

export const leave = refusing(async (input) => {
  const channel = await loadChannel();
  return write(input, await channel.proposalToLeave(await accessTo(input), input.argument(0)));
});

async function write(input: VerbInput, proposal: Proposal): Promise<number> {
  const channel = await loadChannel();
  const file = outFile(input);
  const { base } = proposal;
  const view = channel.showProposal({ proposal, own: base, now: Date.now() });
  await writeNew(file, channel.proposalText(proposal));
  answer(input, { file, update: proposal.digest, ...view }, [
    ...viewLines(view, proposal.digest),
    '',
    `Written to ${file}. Send it to the members' administrators: each looks at it (guanlian channel show) and signs it (guanlian channel sign).`,
  ]);
  return 0;
}
