/** Payment accounts over GraphQL: a kind of thing in common, and personal like phones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { change, link, node as fact, record } from '../../contracts/graph-store/facts.js';
import type { RunningNode } from '../http/running-node.js';
import { startNode } from '../http/running-node.js';

const ACCOUNT = `PaymentAccount:${'a'.repeat(64)}`;
const PAID = record('r-bookings', 4, {
  nodes: [
    fact('Company:amber', { name: 'Amber Orchards' }),
    fact('Person:ida', { name: 'Lund, Ida' }),
    fact(ACCOUNT, { name: 'card 411111…1111', scheme: 'card', precision: 'masked' }),
  ],
  relationships: [
    link('Company:amber', 'USED_ACCOUNT', ACCOUNT),
    link('Person:ida', 'USED_ACCOUNT', ACCOUNT, { paidFor: 'traveller' }),
  ],
});

let node: RunningNode;
beforeAll(async () => {
  node = await startNode();
  await node.memory.graph.apply(change(4, [PAID]));
});
afterAll(() => node.close());

const SHARES = `{ shares(label: "Company", key: "amber", kinds: ["account"]) { sharers { edges { node {
  entity { label name } things { kind holders attribute { label name masked } } } } } } }`;

describe('a payment account over GraphQL', () => {
  it('is something in common, named to who may see people', async () => {
    const { data } = await node.ask(SHARES, { role: 'risk-officer' });
    expect(data.shares.sharers.edges).toEqual([
      {
        node: {
          entity: { label: 'Person', name: 'Lund, Ida' },
          things: [
            {
              ...{ kind: 'account', holders: 2 },
              attribute: { label: 'PaymentAccount', name: 'card 411111…1111', masked: false },
            },
          ],
        },
      },
    ]);
  });

  it('has no name for the others, who still see that it is shared', async () => {
    const query = `{ neighbourhood(label: "Company", key: "amber", hops: 2) { nodes { label name masked } } }`;
    const { data } = await node.ask(query, { role: 'operator' });
    expect(data.neighbourhood.nodes).toContainEqual({
      ...{ label: 'PaymentAccount', name: null, masked: true },
    });
    const shared = await node.ask(SHARES, { role: 'operator' });
    expect(shared.data.shares.sharers.edges).toHaveLength(1);
    expect(JSON.stringify([data, shared])).not.toContain('411111');
  });
});
