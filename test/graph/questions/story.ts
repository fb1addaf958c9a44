/** A small trade story of our own: two firms that pretend not to know each other, and a park where everybody is. */
import type { GraphReader, GraphStore, RecordFacts } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import { change, link, node, record } from '../../contracts/graph-store/facts.js';

const TENANTS = Array.from({ length: 40 }, (_, i) => `Company:tenant${String(i).padStart(2, '0')}`);

/** What the records say. Amber and Basil share a flat's phone and a container; with the tenants they share the park. */
export const STORY: readonly RecordFacts[] = [
  record('r-amber', 1, {
    nodes: [node('Company:amber', { name: 'Amber Orchards' }), node('Phone:flat', { name: '555' })],
    relationships: [
      link('Company:amber', 'HAS_PHONE', 'Phone:flat'),
      link('Company:amber', 'HAS_ADDRESS', 'Address:park'),
      link('Company:amber', 'LOCATED_IN', 'Country:XA'),
    ],
  }),
  record('r-basil', 2, {
    nodes: [node('Company:basil', { name: 'Basil Foods' })],
    relationships: [
      link('Company:basil', 'HAS_PHONE', 'Phone:flat'),
      link('Company:basil', 'HAS_ADDRESS', 'Address:park'),
      link('Company:basil', 'LOCATED_IN', 'Country:XA'),
    ],
  }),
  record('r-park', 3, {
    relationships: TENANTS.map((tenant) => link(tenant, 'HAS_ADDRESS', 'Address:park')),
  }),
  record('r-consignments', 4, {
    nodes: [
      node('Consignment:one', { name: 'one' }),
      node('Flight:MQ1/2026-11-02', { name: 'MQ1', day: '2026-11-02' }),
      node('Declaration:d', { name: 'd', declaredOn: '2026-10-30' }),
    ],
    relationships: [
      link('Consignment:one', 'CONSIGNED_BY', 'Company:amber'),
      link('Consignment:one', 'CONSIGNED_TO', 'Company:cedar'),
      link('Consignment:one', 'CARRIED_IN', 'Container:C1'),
      link('Consignment:one', 'CARRIED_IN', 'Flight:MQ1/2026-11-02'),
      link('Consignment:two', 'CONSIGNED_TO', 'Company:basil'),
      link('Consignment:two', 'CARRIED_IN', 'Container:C1'),
      link('Declaration:d', 'EXPORTED_BY', 'Company:amber'),
      link('Certificate:undated', 'CONSIGNED_BY', 'Company:amber'),
    ],
  }),
];

/** The story in memory. */
export async function toldStory(): Promise<GraphStore> {
  const store = await openGraphStore({ dir: '', engine: 'memory' });
  await store.apply(change(4, STORY));
  return store;
}

/** Asks the story. */
export async function asked<T>(question: (reader: GraphReader) => Promise<T>): Promise<T> {
  return (await toldStory()).read(question);
}
