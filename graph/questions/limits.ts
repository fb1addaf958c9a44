/** How much one question may look at, with the reasons: answers are capped, and say when they are. */
import type { Label } from '../vocabulary.js';

/** The most records that answers name for one fact; how many there are is told. */
export const MOST_SOURCES = 25;

/** A node with more links is a hub: it is shown with its true number of links, but not walked through. */
export const HUB_DEGREE = 250;

/** The most nodes whose links one question reads: about 50 ms on the embedded engine. */
export const MOST_WALKED = 3000;

/** The most holders of one shared attribute, and papers of one company, that are listed; the true number is told. */
export const MOST_HOLDERS = 250;

/** The most steps a search for paths takes among the links it has read. */
export const MOST_STEPS = 50_000;

/** Classifications, not things: two companies that both trade grapes with China are not connected by that. */
export const CLASSIFICATIONS: readonly Label[] = ['Country', 'Goods'];

/** A node with more links than one question walks through. */
export interface Hub {
  readonly id: string;
  readonly degree: number;
}

/** Hubs as answers list them: the greatest first, at most ten. */
export function greatestHubs(hubs: ReadonlyMap<string, number>): readonly Hub[] {
  return [...hubs]
    .map(([id, degree]) => ({ id, degree }))
    .sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1))
    .slice(0, 10);
}
