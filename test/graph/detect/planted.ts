/** Graphs with planted rings and couriers, and with innocents that look like them. */
import type { GraphStore, RecordFacts, RelationshipFact } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import { link, node, record } from '../../contracts/graph-store/facts.js';

/** A memory store that holds the records. */
export async function storeWith(facts: readonly RecordFacts[]): Promise<GraphStore> {
  const store = await openGraphStore({ dir: '', engine: 'memory' });
  await store.apply({ facts, remove: [], checkpoint: { block: 1, tx: 0 } });
  return store;
}

/** Companies by name, each with the attributes given (`Phone:1`, `Address:x`, …), one record each. */
export function companies(held: Readonly<Record<string, readonly string[]>>): RecordFacts[] {
  return Object.entries(held).map(([name, attributes], i) =>
    record(`company-${name}`, i, {
      nodes: [node(`Company:${name}`, { name })],
      relationships: attributes.map((attribute) => holds(`Company:${name}`, attribute)),
    }),
  );
}

function holds(company: string, attribute: string): RelationshipFact {
  const [label] = attribute.split(':');
  if (label === 'Person') return link(attribute, 'DIRECTOR_OF', company);
  if (label === 'Address') return link(company, 'HAS_ADDRESS', attribute);
  return link(company, label === 'Phone' ? 'HAS_PHONE' : 'HAS_EMAIL', attribute);
}

/** Each flight with its passengers as `NAME/BOOKING`; a name alone has no known booking. */
export function flights(aboard: Readonly<Record<string, readonly string[]>>): RecordFacts[] {
  return Object.entries(aboard).map(([flight, passengers], i) =>
    record(`list-${flight}`, i, {
      nodes: passengers.map((p) => node(`Person:${nameOf(p)}`, { name: nameOf(p) })),
      relationships: passengers.map((p) => {
        const [, booking] = p.split('/');
        const properties = booking === undefined ? {} : { booking };
        return link(`Person:${nameOf(p)}`, 'FLEW_ON', `Flight:${flight}`, properties);
      }),
    }),
  );
}

function nameOf(passenger: string): string {
  return passenger.split('/')[0] ?? passenger;
}
