/**
 * Keys of nodes that name people or their attributes: a digest under the node's own salt, so that neither keys in
 * addresses and logs nor the graph file give names and numbers away, and no other node can look them up by trying.
 */
import { createHmac } from 'node:crypto';

/** Makes keys from normalised parts; the same parts of the same kind give the same key under one salt. */
export type KeyMaker = (kind: string, ...parts: readonly string[]) => string;

/** A key maker for the salt: HMAC-SHA-256 in hex over kind and parts. */
export function saltedKeys(salt: string): KeyMaker {
  return (kind, ...parts) =>
    createHmac('sha256', salt)
      .update(JSON.stringify([kind, ...parts]))
      .digest('hex');
}

/** Whether a key has the form of those that are made here. */
export function isSaltedKey(key: string): boolean {
  return /^[0-9a-f]{64}$/.test(key);
}
