/** The graph in a node's metrics: its size, its files, its memory, and how far it is behind the ledger. */
import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';

/** What the node reads about its graph at each scrape. */
export interface GraphReadings {
  readonly entities: number;
  readonly relationships: number;
  readonly lag: { readonly blocks: number; readonly seconds: number };
  /** Its files in the node's folder, when it has such. */
  readonly file?: { readonly bytes: number; readonly erasing: boolean };
  /** When the files were last rewritten without removed data, ms since 1970. */
  readonly rewrittenAt?: number;
  /** Whether this start of the node found the graph damaged. */
  readonly wasDamaged: boolean;
  /** When a limit is set. */
  readonly memory?: { readonly usedBytes: number; readonly limitBytes: number };
}

/** Adds the gauges to the registry; the answer sets them. */
export function graphGauges(registry: Registry): (readings: GraphReadings) => void {
  const gauge = (name: string, help: string): Gauge =>
    new Gauge({ name: `guanlian_${name}`, help, registers: [registry] });
  const entities = gauge('graph_entities', 'Entities of the graph, counted at most once a minute');
  const relationships = gauge('graph_relationships', 'Relationships of the graph, counted alike');
  const bytes = gauge('graph_file_bytes', 'Bytes of the embedded graph and its log on the disk');
  const erasing = gauge('graph_erasure_pending', 'Whether removed data waits to be erased (1)');
  const rewritten = gauge(
    'graph_rewritten_timestamp_seconds',
    'When this process last rewrote the embedded graph without removed data',
  );
  const damaged = gauge('graph_damaged', 'Whether this start found the graph damaged (1) or not');
  const used = gauge('graph_memory_bytes', 'Memory of the process that holds the graph');
  const limit = gauge('graph_memory_limit_bytes', 'The limit that is set for it (graphMemoryMb)');
  const blocks = gauge('projection_lag_blocks', 'Blocks that the graph is behind the ledger');
  const seconds = gauge('projection_lag_seconds', 'Age of what the graph shows; 0 when level');
  return (readings) => {
    entities.set(readings.entities);
    relationships.set(readings.relationships);
    blocks.set(readings.lag.blocks);
    seconds.set(readings.lag.seconds);
    damaged.set(readings.wasDamaged ? 1 : 0);
    setOrRemove(bytes, readings.file?.bytes);
    setOrRemove(erasing, readings.file && Number(readings.file.erasing));
    setOrRemove(rewritten, readings.rewrittenAt && readings.rewrittenAt / 1000);
    setOrRemove(used, readings.memory?.usedBytes);
    setOrRemove(limit, readings.memory?.limitBytes);
  };
}

/** A series without a value is left out rather than told as 0. */
export function setOrRemove(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}
