/** Refusals while a channel's configuration is changed: stable codes, each with what to do next. */
import type { Refusal } from '../../../chaincode/index.js';
import { PlatformFault } from '../../fault.js';

export const CHANNEL_REFUSALS = {
  CHANNEL_FILE_INVALID: 'Ask whoever made the file for it again, and compare its SHA-256.',
  CHANNEL_UPDATE_INVALID:
    'Do not sign it. Have the proposal made anew (guanlian channel propose-join or propose-leave).',
  PROPOSAL_STALE: 'The channel has changed since: make the proposal anew and have it signed again.',
  CONFIG_DIFFERS:
    'Do not sign it. Compare with the other members, and have the proposal made from the running channel.',
  CONFIG_NEEDED:
    'Export the configuration from your own peer (guanlian channel export) and name it with --config.',
  ALREADY_MEMBER: 'The organisation is in the channel; nothing has to be done.',
  NOT_MEMBER: 'Check the MSP id; guanlian channel export shows who is in the channel.',
  STILL_MEMBER: 'Take it out of the channel first: guanlian channel propose-leave, sign, submit.',
  AUTHORITY_SHARED:
    'Each organisation needs a certificate authority of its own: have a new definition made.',
  ORDERING_MEMBER: 'The organisation runs an ordering node: move that to another member first.',
  TOO_FEW_MEMBERS:
    'The endorsement policy needs the members that would remain: change it, or admit another member first.',
  DEFINITION_INVALID: 'Correct the named field of the definition and send it again.',
  ADMIN_UNUSABLE:
    'Sign with a certificate that the organisation’s own authority issued to an administrator (OU=admin).',
  SIGNATURES_MISSING:
    'Collect the signatures of the named organisations (guanlian channel sign), then submit again.',
  ORDERING_REFUSED:
    'Read what the ordering node says; the proposal may be stale or lack signatures (guanlian channel show).',
  CHANNEL_UNREACHABLE:
    'Check address, TLS authority and that the node runs (guanlian fabric status); then try again.',
} as const;

export type ChannelRefusalCode = keyof typeof CHANNEL_REFUSALS;

/** A refusal on its way to whoever asked; uncaught, it reads as any other fault. */
export class ChannelRefused extends PlatformFault {
  readonly refusal: Refusal<ChannelRefusalCode>;

  constructor(code: ChannelRefusalCode, message: string, cause?: unknown) {
    const next = CHANNEL_REFUSALS[code];
    super(code, `${message}. ${next}`, cause);
    this.name = 'ChannelRefused';
    this.refusal = { code, message, next };
  }
}
