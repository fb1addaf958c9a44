/**
 * The limit that an operator sets on the memory of a process with an embedded graph. The projection of the ledger goes on
 * above it, since a graph with gaps would be wrong; what people add of their own free will is refused.
 */
import type { UserRefusal } from '../application.js';

/** Memory per node or relationship that a record states: 1,370 bytes measured in a serving node with a million relationships. */
export const BYTES_PER_FACT = 1400;

/** From here on the node warns. */
const HIGH = 0.8;
const MB = 1_000_000;

/** How the memory of the process stands to its limit. */
export interface MemoryState {
  readonly level: 'fine' | 'high' | 'over';
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** In one sentence, with what to do above 80 %. */
  readonly message: string;
}

export class GraphMemory {
  readonly #limitBytes: number;
  readonly #used: () => number;

  /** `used` answers the resident memory of the process, bytes. */
  constructor(limitMb: number, used: () => number = () => process.memoryUsage.rss()) {
    this.#limitBytes = limitMb * MB;
    this.#used = used;
  }

  state(): MemoryState {
    const [usedBytes, limitBytes] = [this.#used(), this.#limitBytes];
    const share = usedBytes / limitBytes;
    const level = share > 1 ? 'over' : share >= HIGH ? 'high' : 'fine';
    const stands = `memory ${inMb(usedBytes)} of ${inMb(limitBytes)} MB`;
    const advice = level === 'fine' ? '' : '; move the graph to a Neo4j (guanlian graph move)';
    return { level, usedBytes, limitBytes, message: `${stands}${advice}` };
  }

  /** Why a list or network of so many facts has no room; undefined when it has. */
  refusalOf(facts: number): UserRefusal | undefined {
    const needed = facts * BYTES_PER_FACT;
    const { usedBytes, limitBytes } = this.state();
    if (usedBytes + needed <= limitBytes) return undefined;
    return {
      code: 'GRAPH_MEMORY_LIMIT',
      message: `the graph takes ${inMb(usedBytes)} MB of memory and ${facts} facts more would take about ${inMb(needed)} MB; the limit is ${inMb(limitBytes)} MB`,
      next: 'Start the node and move its graph to a Neo4j (guanlian graph move), or raise graphMemoryMb if the machine has the memory.',
    };
  }
}

function inMb(bytes: number): number {
  return Math.ceil(bytes / MB);
}
