/** `guanlian graph lists`: the imported lists and generated networks of a stopped node. */
import type { NamedSource } from '../application/source-register.js';
import type { Execute } from './arguments.js';
import { withOfflineNode } from './graph-offline.js';
import { answer } from './output.js';
import { table } from './table.js';

const HEAD = ['name', 'what it is', 'records', 'imported', 'known since'];
/** Of what an older version kept, the node does not know everything. */
const UNKNOWN = '-';

export const execute: Execute = (input) =>
  withOfflineNode(input, async ({ name, sources }) => {
    const { held, leaving } = await sources.list();
    const nothing = held.length + leaving.length === 0;
    answer(input, { lists: held.map(told), leaving }, [
      ...(held.length > 0 ? table(HEAD, held.map(row)) : []),
      ...(nothing ? [`the graph of ${name} has no list and no generated network`] : []),
      ...leaving.map(
        (left) => `${left}: its removal was interrupted; guanlian graph remove ${left} ends it`,
      ),
    ]);
    return 0;
  });

/** What is of interest to others; absent is what is not known. */
function told({ name, source }: NamedSource): unknown {
  const { records, importedAt, isLoading: isInterrupted = false, position } = source;
  const content =
    source.kind === 'list'
      ? { kind: source.kind, format: source.format }
      : { kind: source.kind, relationships: source.relationships, seed: source.seed };
  return { name, ...content, records, importedAt, isInterrupted, knownSince: position };
}

function row({ name, source }: NamedSource): readonly string[] {
  const { records, importedAt, isLoading = false, position } = source;
  return [
    name,
    source.kind === 'list'
      ? `list, ${source.format}`
      : `network of ${source.relationships} relationships, seed ${source.seed}`,
    String(records ?? UNKNOWN),
    isLoading ? 'interrupted' : (importedAt ?? UNKNOWN),
    `block ${position.block}`,
  ];
}
