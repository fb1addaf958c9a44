/** What a user without `personal:read` sees of people and of what reaches or pays for them: that it is there, and no more. */
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../gateway/application.js';
import { isPersonal, veiled } from '../../../gateway/application/veil.js';
import { LABELS, openGraphStore } from '../../../graph/index.js';
import { change, link, node, record, ref } from '../../contracts/graph-store/facts.js';
import { callerOf } from '../../federation/running-federation.js';

const KEY = 'a'.repeat(64);
const ACCOUNT = `PaymentAccount:${KEY}`;
const OFFICER = callerOf('NorthCustomsMSP', 'risk-officer');
const OPERATOR = callerOf('NorthCustomsMSP', 'operator');

describe('personal in the graph', () => {
  it('are people, addresses, phones, e-mails, payment accounts, and documents of travellers', () => {
    expect(LABELS.filter((label) => isPersonal({ label, key: 'N380/INV7' }))).toEqual([
      'Address',
      'Email',
      'PaymentAccount',
      'Person',
      'Phone',
    ]);
    expect(isPersonal({ label: 'Document', key: KEY })).toBe(true);
  });
});

describe('a payment account', () => {
  async function seen(caller: Caller): Promise<unknown> {
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    const use = link('Person:ida', 'USED_ACCOUNT', ACCOUNT, {
      booking: 'ABC123',
      paidFor: 'booking',
    });
    const nodes = [
      node(ACCOUNT, { name: 'card 411111…1111', scheme: 'card', precision: 'masked' }),
    ];
    await store.apply(change(1, [record('r', 1, { nodes, relationships: [use] })]));
    return store.read(async (reader) => {
      const open = veiled(reader, caller);
      const [account] = await open.nodes([ref(ACCOUNT)]);
      const links = await open.links([ref(ACCOUNT)]);
      return [account?.properties, await open.linkProperties(links)];
    });
  }

  it('has name, kind and precision for who may see people', async () => {
    expect(await seen(OFFICER)).toEqual([
      { name: 'card 411111…1111', scheme: 'card', precision: 'masked' },
      [{ booking: 'ABC123', paidFor: 'booking' }],
    ]);
  });

  it('has none of it for the others, nor the booking that it paid', async () => {
    expect(await seen(OPERATOR)).toEqual([{}, [{ paidFor: 'booking' }]]);
  });
});
