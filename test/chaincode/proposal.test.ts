/** Votes: adopted by more than half of the voters, rejected as soon as that is out of reach. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tally } from '../../chaincode/index.js';

const ballots = fc.array(fc.constantFrom('yes', 'no', undefined), { minLength: 1, maxLength: 15 });

describe('a vote', () => {
  it.each([
    ['one of one', ['yes'], 'adopted'],
    ['one of two', ['yes', undefined], 'open'],
    ['half and half', ['yes', 'no'], 'rejected'],
    ['two of three', ['yes', 'yes', undefined], 'adopted'],
    ['two against of four', ['no', 'no', undefined, undefined], 'rejected'],
    ['nobody yet', [undefined, undefined], 'open'],
  ] as const)('%s is %s', (_, cast, status) => {
    const { votes, voters } = election(cast);
    expect(tally(votes, voters)).toBe(status);
  });

  it('is decided exactly when no remaining vote can change it', () => {
    fc.assert(
      fc.property(ballots, (cast) => {
        const { votes, voters } = election(cast);
        const best = election(cast.map((vote) => vote ?? 'yes'));
        const worst = election(cast.map((vote) => vote ?? 'no'));
        const [most, least] = [tally(best.votes, voters), tally(worst.votes, voters)];
        expect(tally(votes, voters)).toBe(most === least ? most : 'open');
      }),
    );
  });

  it('counts heads: the order plays no part and neither do strangers', () => {
    fc.assert(
      fc.property(ballots, (cast) => {
        const { votes, voters } = election(cast);
        const status = tally(votes, voters);
        expect(tally(votes, voters.toReversed())).toBe(status);
        const strangers = Object.fromEntries(
          Array.from({ length: 20 }, (_, i) => [`Stranger${i}`, 'yes' as const]),
        );
        expect(tally({ ...strangers, ...votes }, voters)).toBe(status);
      }),
    );
  });

  it('of no voters decides nothing in favour', () => {
    expect(tally({ OrgMSP: 'yes' }, [])).toBe('rejected');
  });

  it('takes no inherited member for a ballot', () => {
    expect(tally({}, ['constructor', 'toString', 'valueOf'])).toBe('open');
  });
});

function election(cast: readonly ('yes' | 'no' | undefined)[]): {
  votes: Record<string, 'yes' | 'no'>;
  voters: string[];
} {
  const voters = cast.map((_, i) => `Member${i}MSP`);
  const entries = cast.flatMap((vote, i) => (vote ? [[voters[i] as string, vote] as const] : []));
  return { votes: Object.fromEntries(entries), voters };
}
