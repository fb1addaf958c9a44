/**
 * Expected refusals: values with stable codes that say what was refused, by which rule, what to do next.
 * Codes are public API: never renamed, listed in SECURITY.md, each covered by a test.
 */

export const REFUSALS = {
  INVALID_INPUT: 'Correct the named field and send it again.',
  NOT_FOUND: 'Check the id; ask the owner whether it was purged.',
  ALREADY_EXISTS: 'The id is taken: use a new random id, or treat the earlier call as done.',
  NOT_OWNER: 'Only the owner may do this: ask the owning organisation.',
  NOT_PARTY: 'Only a party to the agreement or release may do this.',
  NOT_OWN_PEER: 'Ask your own peer: private data is read only by the organisation that holds it.',
  UNKNOWN_ORGANISATION: 'The organisation is not in the directory: have it admitted by vote first.',
  ORGANISATION_SUSPENDED: 'The organisation has left or is suspended: no new shares.',
  ROLE_MISSING: 'The organisation lacks the role that this needs: have the role granted by vote.',
  AGREEMENT_MISSING: 'Negotiate an agreement that covers this recipient, kind and purpose.',
  AGREEMENT_NOT_LIVE: 'Wait until the agreement is live, or renew it.',
  AGREEMENT_EXPIRED: 'Renew the agreement: its validity has ended.',
  AGREEMENT_STATE: 'This step is not allowed from the present state of the agreement.',
  TERMS_MISMATCH:
    'Use the agreed terms exactly: their hash differs from the one both parties hold.',
  PURPOSE_NOT_AGREED: 'Use a purpose that the agreement names, or amend the agreement.',
  KIND_NOT_AGREED: 'This record kind is not in the agreement: amend the agreement.',
  FIELD_NOT_AGREED: 'Withhold the named field, or amend the agreement to release it.',
  PROOF_INVALID:
    'Rebuild the release from the stored record: a field or digest does not match the envelope.',
  SIGNATURE_INVALID: 'Sign with a key that the directory lists for the organisation at this time.',
  CLOCK_SKEW: 'Set the clock of this node: the transaction is more than two minutes off.',
  STATUS_TRANSITION: 'This status change is not allowed from the present status.',
  VOTE_CLOSED: 'The proposal is decided: open a new one.',
  ALREADY_VOTED: 'The organisation has voted on this proposal.',
  LIMIT_EXCEEDED: 'Send less at once: the named limit was passed.',
  RETENTION: 'The retention rule forbids this now.',
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** What was refused, by which rule (`code`), and what to do next. Messages never hold personal data. */
export interface Refusal<C extends string = RefusalCode> {
  readonly code: C;
  readonly message: string;
  readonly next: string;
}

export type Outcome<T, R = Refusal> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: R };

/** Builds a refusal of the contract with its standing advice. */
export function refusal(code: RefusalCode, message: string): Refusal {
  return { code, message, next: REFUSALS[code] };
}

export function accepted<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refused<R>(reason: R): { readonly ok: false; readonly refusal: R } {
  return { ok: false, refusal: reason };
}

/**
 * A refusal on its way through Fabric, which carries only the message text of an error:
 * the stable code therefore travels as the first word (research: fabric.md section 7).
 */
export class ContractRefusal extends Error {
  readonly refusal: Refusal;

  constructor(reason: Refusal) {
    super(`${reason.code} ${reason.message}`);
    this.name = 'ContractRefusal';
    this.refusal = reason;
  }
}

/** Throws the refusal as the contract's answer. */
export function refuse(code: RefusalCode, message: string): never {
  throw new ContractRefusal(refusal(code, message));
}

/** Finds `CODE text` inside an engine's error text; undefined when no known code is in it. */
export function parseRefusal(text: string): Refusal | undefined {
  // The rest of the line is only looked at: engines put words in capitals of their own before the code.
  for (const match of text.matchAll(/\b([A-Z][A-Z_]{3,})\b(?= ([^\n]*))/g)) {
    const code = match[1] as string;
    if (Object.hasOwn(REFUSALS, code)) return refusal(code as RefusalCode, match[2] as string);
  }
  return undefined;
}
