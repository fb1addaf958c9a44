/** Random records with a history: versions in ledger order, purge marks, and what was current at a place in the ledger. */
import fc from 'fast-check';
import type {
  GraphPosition,
  NodeFact,
  PurgeMark,
  RecordFacts,
  RecordVersion,
  RelationshipFact,
} from '../../../graph/index.js';
import { link, node } from './facts.js';

const COMPANIES = ['Company:A', 'Company:B', 'Company:C'];
const PHONES = ['Phone:1', 'Phone:2'];

/** All nodes that the histories speak of. */
export const NODES: readonly string[] = [...COMPANIES, ...PHONES];

const properties = fc.dictionary(
  fc.constantFrom('name', 'countryCode'),
  fc.constantFrom('Acme', 'Bolt', '贸易', 7, true),
);
const nodes: fc.Arbitrary<NodeFact[]> = fc.array(
  fc.tuple(fc.constantFrom(...NODES), properties).map(([id, said]) => node(id, said)),
  { maxLength: 3 },
);
const relationships: fc.Arbitrary<RelationshipFact[]> = fc.array(
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...COMPANIES), fc.constantFrom(...PHONES))
      .map(([from, to]) => link(from, 'HAS_PHONE', to)),
    fc
      .tuple(fc.constantFrom(...COMPANIES), fc.constantFrom(...COMPANIES), properties)
      .map(([from, to, said]) => link(from, 'SAME_AS', to, said)),
  ),
  { maxLength: 3 },
);
export const position: fc.Arbitrary<GraphPosition> = fc.record({
  block: fc.nat(9),
  tx: fc.nat(1),
});
const purged: fc.Arbitrary<PurgeMark[]> = fc.array(
  fc.record({
    revision: fc.integer({ min: 1, max: 3 }),
    digest: fc.constantFrom('aa', 'bb'),
    reason: fc.constantFrom('retention' as const, 'withdrawn' as const, 'record' as const),
    knownFrom: position,
    position,
  }),
  { maxLength: 1 },
);
const versions: fc.Arbitrary<RecordVersion[]> = fc
  .array(fc.tuple(position, fc.integer({ min: 1, max: 2 }), nodes, relationships), {
    minLength: 1,
    maxLength: 4,
  })
  .map((said) =>
    said
      .sort(([a], [b]) => a.block - b.block || a.tx - b.tx)
      .map(([at, revision, stated, related]) => ({
        provenance: { recordId: '', revision, owner: 'CustomsA', position: at },
        nodes: stated,
        relationships: related,
      })),
  );

/** A record with all its versions. */
export const recordHistory: fc.Arbitrary<RecordFacts> = fc
  .tuple(fc.constantFrom('r1', 'r2', 'r3'), versions, purged)
  .map(([recordId, said, marks]) => {
    const named = said.map((one) => ({ ...one, provenance: { ...one.provenance, recordId } }));
    const [current, ...earlier] = [...named].reverse();
    return { ...(current as RecordVersion), earlier: earlier.reverse(), purged: marks };
  });

/** The record as it stood at a place in the ledger; undefined when nothing of it was known. */
export function upTo(facts: RecordFacts, at: GraphPosition): RecordFacts | undefined {
  const { earlier = [], purged: marks = [], ...last } = facts;
  const [current, ...before] = [...earlier, last]
    .filter(({ provenance: { position: p } }) => (p.block - at.block || p.tx - at.tx) <= 0)
    .reverse();
  return current && { ...current, earlier: before.reverse(), purged: marks };
}
