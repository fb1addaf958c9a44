/** The first start of a federation in miniature: the directory of its members, written once by one of them. */
import type { Organisation, Outcome } from '../chaincode/index.js';
import type { Clock, Ledger, LedgerFailure } from '../network/index.js';
import { PlatformFault } from '../network/index.js';
import type { Member } from './demo/members.js';
import type { FederationLedger } from './federation-ledger.js';

export interface Founding {
  readonly ledger: FederationLedger;
  readonly members: readonly Member[];
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

const YEAR_MS = 365 * 86_400_000;
/** How long a ledger that has just been started is waited for; Fabric's discovery fills within seconds. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;

/** Founds the directory unless it is there; true when this call founded it. */
export async function foundDirectory({
  ledger,
  members,
  clock,
  signal,
}: Founding): Promise<boolean> {
  const [first] = members;
  if (!first) throw new RangeError('a federation has at least one member');
  const founder = await ledger.connect(first.mspId);
  try {
    const list = (): ReturnType<Ledger['evaluate']> =>
      founder.evaluate({ name: 'directory:List', args: [] });
    const listed = await whenReady(list, signal);
    if ((JSON.parse(listed) as readonly unknown[]).length > 0) return false;
    const entries = members.map((member) => directoryEntry(member, ledger, clock.now()));
    await whenReady(() => found(founder, entries), signal);
    return true;
  } finally {
    await founder[Symbol.asyncDispose]();
  }
}

function found(
  founder: Ledger,
  entries: readonly Organisation[],
): Promise<Outcome<unknown, LedgerFailure>> {
  return founder.submit({ name: 'directory:Found', args: [JSON.stringify(entries)] });
}

/** The first entry of a member in the directory: its key and what it certifies, for a year from now. */
export function directoryEntry(
  member: Member,
  ledger: Pick<FederationLedger, 'identityOf'>,
  now: number,
): Organisation {
  const validFrom = new Date(now - 60_000).toISOString();
  const validUntil = new Date(now + YEAR_MS).toISOString();
  const { kid, jwk } = ledger.identityOf(member.mspId).signer.key;
  const { mspId, displayName, countryCode, roles, certifies } = member;
  return {
    ...{ mspId, name: displayName, countryCode, roles, status: 'active' },
    keys: [{ kid, jwk, validFrom, validUntil }],
    authorities: certifies.map((certificateType) => ({
      ...{ certificateType, country: countryCode, validFrom, validUntil },
    })),
  };
}

/** Repeats a call while the ledger is warming up; any other failure is final. */
async function whenReady<T>(
  call: () => Promise<Outcome<T, LedgerFailure>>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    signal?.throwIfAborted();
    const outcome = await call();
    if (outcome.ok) return outcome.value;
    const { category, code, message, next } = outcome.refusal;
    const isPassing = category === 'warming' || category === 'unreachable';
    if (!isPassing || performance.now() > until) {
      throw new PlatformFault(
        'LEDGER_NOT_READY',
        `the directory of members cannot be read or founded: ${code} ${message}; ${next}`,
        outcome.refusal,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
