/** Serves one asker of the embedded engine: statements inside transactions, one after the other or beside each other. */
import type { QueryResult, Transaction } from '@grafeo-db/js';
import { setImmediate as turn } from 'node:timers/promises';
import type { EngineAnswer, EngineRequest, EngineStep } from './engine-messages.js';
import { failureOf } from './engine-messages.js';

/** Rows in one message: reading them takes the asker about a millisecond. */
const ROWS_PER_PART = 500;

/** What a desk needs of the open file. */
export interface DeskEngine {
  begin(): Transaction;
  schema(text: string): Promise<void>;
  rewrite(): void;
  close(): void;
}

interface Open {
  readonly transaction: Transaction;
  readonly running: Set<Promise<unknown>>;
}

type Answer = (answer: EngineAnswer) => void;

export class EngineDesk {
  readonly #engine: DeskEngine;
  readonly #answer: Answer;
  readonly #open = new Map<number, Open>();

  constructor(engine: DeskEngine, answer: Answer) {
    this.#engine = engine;
    this.#answer = answer;
  }

  /** Does a step and answers it, whatever happens. */
  async serve({ id, step }: EngineRequest): Promise<void> {
    try {
      const result = await this.#do(step);
      if (result === undefined) this.#answer({ id, rows: [], isLast: true });
      else await this.#answerRows(id, result);
    } catch (error) {
      this.#answer({ id, failure: failureOf(error) });
    }
  }

  /** Ends what the asker left open. */
  async leave(): Promise<void> {
    for (const number of [...this.#open.keys()]) await this.#rollback(number);
  }

  async #do(step: EngineStep): Promise<QueryResult | undefined> {
    switch (step.kind) {
      case 'run':
        return this.#run(step);
      case 'commit':
        return this.#commit(step.transaction);
      case 'rollback':
        return this.#rollback(step.transaction);
      case 'schema':
        await this.#engine.schema(step.text);
        return undefined;
      case 'rewrite':
        this.#engine.rewrite();
        return undefined;
      case 'close':
        this.#engine.close();
        return undefined;
    }
  }

  async #run(step: Extract<EngineStep, { kind: 'run' }>): Promise<QueryResult> {
    const open = this.#open.get(step.transaction) ?? {
      transaction: this.#engine.begin(),
      running: new Set(),
    };
    this.#open.set(step.transaction, open);
    const result = open.transaction.executeCypher(step.text, step.parameters);
    open.running.add(result);
    try {
      return await result;
    } finally {
      open.running.delete(result);
    }
  }

  async #commit(number: number): Promise<undefined> {
    this.#open.get(number)?.transaction.commit();
    this.#open.delete(number);
  }

  async #rollback(number: number): Promise<undefined> {
    const open = this.#open.get(number);
    this.#open.delete(number);
    if (open === undefined) return;
    // A statement of the transaction that still runs would refuse the rollback.
    await Promise.allSettled([...open.running]);
    if (open.transaction.isActive) open.transaction.rollback();
  }

  async #answerRows(id: number, result: QueryResult): Promise<void> {
    const { length } = result;
    if (length <= ROWS_PER_PART) {
      this.#answer({ id, rows: result.toArray(), isLast: true });
      return;
    }
    for (let start = 0; start < length; start += ROWS_PER_PART) {
      const end = Math.min(length, start + ROWS_PER_PART);
      const rows = Array.from({ length: end - start }, (_, i) => result.get(start + i));
      this.#answer({ id, rows, isLast: end === length });
      // Others are served between two parts.
      await turn();
    }
  }
}
