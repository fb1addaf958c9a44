/** `guanlian fabric down` and `guanlian fabric reset`: stopping a network, and removing it. */
import { loadFabric } from '../../network/index.js';
import type { Execute } from './arguments.js';
import { networkFolder } from './fabric-folder.js';
import { answer, message } from './output.js';

/** Stops all processes; keys and data stay. */
export const down: Execute = async (input) => {
  const fabric = await loadFabric();
  const dir = networkFolder(input);
  await fabric.requireDescription(dir);
  await fabric.takeDown(dir, message);
  answer(input, { dir, down: true }, [
    `The network in ${dir} is down; its data stay. Up again: npx guanlian fabric up --network ${dir}`,
  ]);
  return 0;
};

/** Stops all processes and removes the folder. */
export const reset: Execute = async (input) => {
  const fabric = await loadFabric();
  const dir = networkFolder(input);
  await fabric.resetNetwork(dir, message);
  answer(input, { dir, removed: true }, [
    `${dir} is removed with all keys and blocks. Data folders of nodes that ran on it belong to no ledger any more.`,
  ]);
  return 0;
};
