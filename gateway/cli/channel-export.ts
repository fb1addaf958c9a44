/** `guanlian channel export`: the configuration in force as the own peer has it, or the channel's first block. */
import { accessTo, loadChannel, refusing } from './channel-connection.js';
import { outFile, writeNew } from './channel-files.js';
import { answer } from './output.js';

export const execute = refusing(async (input) => {
  const channel = await loadChannel();
  const file = outFile(input);
  const access = await accessTo(input);
  const isFirst = input.flag('first');
  const block = await (isFirst
    ? channel.fetchGenesisBlock(access)
    : channel.fetchConfigBlock(access));
  const config = channel.configOfBlock(block);
  await writeNew(file, block);
  const { sequence, digest } = config;
  const [members, ordering] = [
    channel.membersOf(config.root),
    channel.orderingMembersOf(config.root),
  ];
  const from = access.peer?.address ?? access.orderer?.address ?? '';
  answer(input, { file, channel: config.channel, sequence, digest, members, ordering, from }, [
    `${isFirst ? 'First block' : 'Configuration'} of channel ${config.channel} from ${from}, written to ${file}`,
    `  sequence ${sequence}, SHA-256 ${digest}`,
    `  members ${members.join(', ')}`,
    `  ordering nodes of ${ordering.join(', ')}`,
  ]);
  return 0;
});
