/**
 * The steps of a random story: each names what is done, by whom, about what, and with which twist (a way to get it
 * wrong, or none). A step is numbers only; it becomes a call when its turn comes and the objects are known.
 */
import fc from 'fast-check';
import type { ContractCall } from '../../network/index.js';
import { agreementMoves } from './differential-agreements.js';
import { certificateMoves } from './differential-certificates.js';
import { governanceMoves } from './differential-governance.js';
import { recordMoves } from './differential-records.js';
import { shareMoves } from './differential-shares.js';
import type { Story } from './differential-story.js';

/** A call of a story, ready for any ledger. */
export interface Move {
  readonly by: string;
  readonly call: ContractCall;
  readonly mode: 'submit' | 'evaluate';
  /** Takes up what came of it (the same on both ledgers, or the story ends). */
  readonly after?: (isOk: boolean) => void;
}

/** How a move is made: who, what and a spare number choose among what there is. */
export interface Choice {
  readonly who: number;
  readonly what: number;
  readonly spare: number;
}

/** One way to make a move; `undefined` when the story has nothing yet that it could be about. */
export type Twist = (story: Story, choice: Choice) => Promise<Move | undefined> | Move | undefined;

/** A kind of move: how it is made right, and ways to get it wrong by name. */
export interface MoveKind {
  readonly weight: number;
  readonly right: Twist;
  readonly wrong: Readonly<Record<string, Twist>>;
}

export interface Step extends Choice {
  readonly move: string;
  /** Name of the twist; `right` for none. */
  readonly twist: string;
}

export const MOVES: Readonly<Record<string, MoveKind>> = {
  ...recordMoves,
  ...agreementMoves,
  ...shareMoves,
  ...certificateMoves,
  ...governanceMoves,
};

/** Stories of so many steps. About two in three steps are right. */
export function stories(minLength: number, maxLength: number): fc.Arbitrary<Step[]> {
  const nat = fc.nat({ max: 9999 });
  const kinds = Object.entries(MOVES).map(([move, { weight, wrong }]) => {
    const twist = fc.oneof(
      { weight: 2, arbitrary: fc.constant('right') },
      { weight: 1, arbitrary: fc.constantFrom('right', ...Object.keys(wrong)) },
    );
    const step = { move: fc.constant(move), twist, who: nat, what: nat, spare: nat };
    return { weight, arbitrary: fc.record(step, { noNullPrototype: true }) };
  });
  return fc.array(fc.oneof(...kinds), { minLength, maxLength, size: 'max' });
}

/** The move of a step with its label; when there is nothing yet to make it about, a record is made instead. */
export async function moveOf(story: Story, step: Step): Promise<Move & { readonly label: string }> {
  const { right, wrong } = MOVES[step.move]!;
  const twist = wrong[step.twist] ?? right;
  const move = await twist(story, step);
  if (move) return { ...move, label: `${step.move}/${step.twist}` };
  const instead = await MOVES['create']!.right(story, step);
  return { ...instead!, label: 'create/right' };
}

/** One of the list, if there is any. */
export function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}
