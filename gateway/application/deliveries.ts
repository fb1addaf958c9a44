/** Releases on their way, newest first, in pages that stand still while releases leave a filtered list or queue again. */
import type { Outbox } from '../../network/index.js';
import type { Delivery, DeliveryState, Page, PageRequest } from '../application.js';
import { pageOf } from './page.js';
import type { ShareJob } from './share.js';
import { toDelivery } from './share.js';

export interface DeliveryFilter {
  readonly recordId?: string;
  readonly state?: DeliveryState;
}

/** A page of deliveries; a cursor says when its release was queued, and which one it is. */
export async function listDeliveries(
  outbox: Outbox<ShareJob>,
  page: PageRequest,
  filter: DeliveryFilter = {},
): Promise<Page<Delivery>> {
  const all = (await outbox.list()).map(toDelivery);
  const chosen = all
    .filter(({ recordId }) => filter.recordId === undefined || recordId === filter.recordId)
    .filter(({ state }) => filter.state === undefined || state === filter.state)
    .sort((a, b) => (cursorOf(a) < cursorOf(b) ? 1 : -1));
  return pageOf(chosen, page, {
    of: cursorOf,
    // A release that failed and is shared again has another time now: its id still tells that it is one of ours.
    mayHaveGiven: (cursor) => FORM.test(cursor) && all.some(({ id }) => cursor.endsWith(`/${id}`)),
  });
}

const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\//;

function cursorOf({ queuedAt, id }: Delivery): string {
  return `${queuedAt}/${id}`;
}
