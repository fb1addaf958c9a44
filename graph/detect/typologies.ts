/** The detectors of this version, in the order they run. */
import { repeatedCoTravellers } from './co-travellers.js';
import { shellRing } from './shell-ring.js';
import type { Typology } from './typology.js';

export const TYPOLOGIES: readonly Typology[] = [shellRing, repeatedCoTravellers];
