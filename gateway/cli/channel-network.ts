/** `guanlian channel join` and `leave`: the newcomer's and the leaver's own part in a development network. */
import { actsFor, loadChannel, refusing } from './channel-connection.js';
import { networkFolder } from './fabric-folder.js';
import { interruption } from './interruption.js';
import { answer, message } from './output.js';

export const join = refusing(async (input) => {
  const [channel, mspId, dir] = [await loadChannel(), actsFor(input), networkFolder(input)];
  using interrupted = interruption('run the same command again: it goes on where it stopped');
  const options = { progress: message, signal: interrupted.signal };
  const { organisations } = await channel.startOrganisation(dir, mspId, options);
  const members = organisations.map((one) => one.mspId);
  answer(input, { dir, joined: mspId, members }, [
    `${mspId} is in the channel with its peer and its chaincode; members: ${members.join(', ')}`,
    'It shares once the members have voted it into the directory (guanlian channel admit, guanlian channel vote).',
  ]);
  return 0;
});

export const leave = refusing(async (input) => {
  const [channel, mspId, dir] = [await loadChannel(), actsFor(input), networkFolder(input)];
  const { organisations } = await channel.removeOrganisation(dir, mspId, { progress: message });
  const members = organisations.map((one) => one.mspId);
  answer(input, { dir, left: mspId, members }, [
    `${mspId} has left; its folder with keys and data is its own and stays. Members: ${members.join(', ')}`,
  ]);
  return 0;
});
