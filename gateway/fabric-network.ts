/** The development network as the federation in miniature wants it: its members, unless others are named. */
import type { NetworkWish } from '../network/index.js';
import { MEMBERS } from './demo/members.js';

export type NetworkChoices = Partial<Pick<NetworkWish, 'orderers' | 'firstPort' | 'channel'>> & {
  readonly mspIds?: readonly string[];
};

/** A wish for a new network in the folder. */
export function wishedNetwork(dir: string, { mspIds, ...rest }: NetworkChoices = {}): NetworkWish {
  const organisations = mspIds
    ? mspIds.map((mspId) => ({ mspId, name: shortName(mspId) }))
    : MEMBERS.map(({ mspId, name }) => ({ mspId, name }));
  return { dir, organisations, ...rest };
}

/** A member of the federation in miniature has its name; another the MSP id without its ending, in small letters. */
function shortName(mspId: string): string {
  const member = MEMBERS.find((one) => one.mspId === mspId);
  return member?.name ?? mspId.replace(/msp$/i, '').toLowerCase();
}
