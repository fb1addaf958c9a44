/** A graph that is emptied and filled again: half of it answers as if it were all, so questions are refused until it is whole. */
import type { GraphStore } from '../../graph/index.js';

/** The refusal of a question while the graph is rebuilt; thrown, since graphs are read deep inside. */
export class GraphRebuilding extends Error {
  readonly code = 'GRAPH_REBUILDING';

  constructor() {
    super(
      'The graph of this node is being rebuilt, and half of it would answer wrongly. Nothing is lost: records and certificates go on working. Ask again when it is complete; `graphStatus` and /readyz say so.',
    );
    this.name = 'GraphRebuilding';
  }
}

/** What questions ask a graph. */
const ASKED: ReadonlySet<unknown> = new Set<keyof GraphStore>([
  'entity',
  'neighbourhood',
  'purges',
  'read',
  'search',
  'sources',
]);

export class Rebuilding {
  #isUnderWay = false;

  /** Whether a rebuild is under way. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Runs a rebuild; there is one at a time. */
  async during<T>(rebuild: () => Promise<T>): Promise<T> {
    this.#isUnderWay = true;
    try {
      return await rebuild();
    } finally {
      this.#isUnderWay = false;
    }
  }

  /** The graph as questions see it: rejects with GraphRebuilding while a rebuild is under way. */
  guarded(graph: GraphStore): GraphStore {
    return new Proxy(graph, {
      get: (behind, name) => {
        if (this.#isUnderWay && ASKED.has(name)) return () => Promise.reject(new GraphRebuilding());
        const member: unknown = Reflect.get(behind, name, behind);
        return typeof member === 'function' ? (member.bind(behind) as unknown) : member;
      },
    });
  }
}
