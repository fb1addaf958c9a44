/** Statements that have ended, by the fact they are about and by the nodes their relationships touched. */
import type { DatedStatement } from '../statement.js';

export class PastStatements {
  readonly #byFact = new Map<string, Set<DatedStatement>>();
  /** Node id → ids of relationships that once touched it. */
  readonly #touching = new Map<string, Set<string>>();

  add(statements: readonly DatedStatement[]): void {
    for (const statement of statements) {
      const { fact } = statement;
      this.#byFact.set(fact, (this.#byFact.get(fact) ?? new Set()).add(statement));
      for (const end of endsOf(fact))
        this.#touching.set(end, (this.#touching.get(end) ?? new Set()).add(fact));
    }
  }

  /** Removes these very statements, as they were added. */
  remove(statements: readonly DatedStatement[]): void {
    for (const statement of statements) {
      const said = this.#byFact.get(statement.fact);
      said?.delete(statement);
      if (said?.size !== 0) continue;
      this.#byFact.delete(statement.fact);
      for (const end of endsOf(statement.fact)) this.#leave(end, statement.fact);
    }
  }

  of(fact: string): Iterable<DatedStatement> {
    return this.#byFact.get(fact) ?? [];
  }

  at(node: string): Iterable<string> {
    return this.#touching.get(node) ?? [];
  }

  clear(): void {
    this.#byFact.clear();
    this.#touching.clear();
  }

  #leave(end: string, fact: string): void {
    const touching = this.#touching.get(end);
    touching?.delete(fact);
    if (touching?.size === 0) this.#touching.delete(end);
  }
}

/** Both ends of a relationship's id; none of a node's, which is one line. */
function endsOf(fact: string): readonly string[] {
  return fact.split('\n').slice(1);
}
