/**
 * What is said between the thread of the embedded engine and those who ask it. Everything is plain data that a port can
 * carry; rows come in parts, so that a large answer never holds the asker's event loop.
 */
import type { MessagePort } from 'node:worker_threads';

/** One thing to do. A transaction begins with its first statement; its number is the asker's own. */
export type EngineStep =
  | {
      readonly kind: 'run';
      readonly transaction: number;
      readonly text: string;
      readonly parameters: object;
    }
  | { readonly kind: 'commit' | 'rollback'; readonly transaction: number }
  | { readonly kind: 'schema'; readonly text: string }
  /** Writes the file anew, free of what was removed; no transaction may be under way. */
  | { readonly kind: 'rewrite' }
  | { readonly kind: 'close' };

/** A step with the number under which it is answered. */
export interface EngineRequest {
  readonly id: number;
  readonly step: EngineStep;
}

/** Somebody else who may ask from now on, over a port of their own. */
export interface EngineGuest {
  readonly guest: MessagePort;
}

/** What a step brought, part by part, or why it failed. */
export type EngineAnswer =
  | { readonly id: number; readonly rows: readonly object[]; readonly isLast: boolean }
  | { readonly id: number; readonly failure: EngineFailure };

/** An engine's error as data; `gqlStatus` is its GQLSTATUS where it has one. */
export interface EngineFailure {
  readonly message: string;
  readonly gqlStatus?: string;
}

/** The first word of the thread: whether the file is open. */
export type EngineGreeting = { readonly opened: true } | { readonly failure: EngineFailure };

/** What the thread is started with. */
export interface EngineStart {
  readonly file: string;
}

/** An error as data. */
export function failureOf(error: unknown): EngineFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { gqlStatus } = error as { gqlStatus?: unknown };
  return typeof gqlStatus === 'string'
    ? { message: error.message, gqlStatus }
    : { message: error.message };
}
