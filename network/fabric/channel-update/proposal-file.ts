/**
 * The files that members send each other: a proposal, which is the update's bytes and the configuration they rest on, and
 * detached signatures. They hold no description: whoever reads one computes it from the bytes.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ChannelRefused } from './channel-refusal.js';
import type { ChannelConfig } from './config-tree.js';
import { configOf } from './config-tree.js';
import { decodeUpdate } from './config-update.js';

export const PROPOSAL_FORMAT = 'guanlian-channel-proposal/1';
export const SIGNATURE_FORMAT = 'guanlian-channel-signature/1';

export interface ChannelProposal {
  /** The configuration that it was made from, as its maker says. */
  readonly base: ChannelConfig;
  /** The encoded `common.ConfigUpdate`: what is signed. */
  readonly update: Uint8Array;
  /** SHA-256 of the update, hex: two who talk about a proposal compare it. */
  readonly digest: string;
}

const MAX_TEXT = 32 * 1024 * 1024;
const BASE64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64');
const PROPOSAL = z.strictObject({
  format: z.literal(PROPOSAL_FORMAT),
  channel: z.string().min(1).max(249),
  sequence: z.int().min(0),
  config: BASE64,
  update: BASE64,
});
const SIGNATURE = z.strictObject({
  format: z.literal(SIGNATURE_FORMAT),
  update: z.string().regex(/^[0-9a-f]{64}$/),
  signature: BASE64,
});

/** A proposal from the configuration and the update. */
export function proposalOf(base: ChannelConfig, update: Uint8Array): ChannelProposal {
  return { base, update, digest: createHash('sha256').update(update).digest('hex') };
}

/** The proposal's file. */
export function proposalText({ base, update }: ChannelProposal): string {
  const value = {
    ...{ format: PROPOSAL_FORMAT, channel: base.channel, sequence: base.sequence },
    config: Buffer.from(base.bytes).toString('base64'),
    update: Buffer.from(update).toString('base64'),
  };
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Reads a proposal that somebody sent. Throws ChannelRefused CHANNEL_FILE_INVALID, CHANNEL_UPDATE_INVALID. */
export function readProposal(text: string): ChannelProposal {
  const file = parse(PROPOSAL, text, 'proposal');
  const base = configOf(file.channel, Buffer.from(file.config, 'base64'));
  const update = Buffer.from(file.update, 'base64');
  if (base.sequence !== file.sequence) {
    throw new ChannelRefused(
      'CHANNEL_FILE_INVALID',
      'the proposal contradicts its own configuration',
    );
  }
  if (decodeUpdate(update).channel !== file.channel) {
    throw new ChannelRefused(
      'CHANNEL_FILE_INVALID',
      'the proposal is of one channel, its update of another',
    );
  }
  return proposalOf(base, update);
}

/** The file of a signature on the proposal. */
export function signatureText({ digest }: ChannelProposal, signature: Uint8Array): string {
  const encoded = Buffer.from(signature).toString('base64');
  return `${JSON.stringify({ format: SIGNATURE_FORMAT, update: digest, signature: encoded }, null, 1)}\n`;
}

/** Reads a signature's file; it must be of this proposal. Throws ChannelRefused CHANNEL_FILE_INVALID. */
export function readSignature({ digest }: ChannelProposal, text: string): Uint8Array {
  const file = parse(SIGNATURE, text, 'signature');
  if (file.update === digest) return Buffer.from(file.signature, 'base64');
  throw new ChannelRefused(
    'CHANNEL_FILE_INVALID',
    `the signature is of update ${file.update.slice(0, 16)}…, the proposal has ${digest.slice(0, 16)}…`,
  );
}

function parse<T>(schema: z.ZodType<T>, text: string, what: string): T {
  if (text.length > MAX_TEXT) {
    throw new ChannelRefused(
      'CHANNEL_FILE_INVALID',
      `the ${what} is larger than ${MAX_TEXT} characters`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ChannelRefused('CHANNEL_FILE_INVALID', `the ${what} is no JSON`, cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the top';
  throw new ChannelRefused(
    'CHANNEL_FILE_INVALID',
    `${what}: ${where} ${issue?.message ?? 'is not valid'}`,
  );
}
