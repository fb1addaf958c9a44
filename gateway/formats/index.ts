/** Message formats, by name. */
export type { ReadLimits } from './limits.js';
export { DEFAULT_LIMITS } from './limits.js';
export type { ReadOptions, ReadOutcome } from './read.js';
export { readMessage } from './read.js';
export type { UnreadPart } from './trace.js';
export { checkBody } from './canonical-json.js';
export { isContainerNumber } from './identifiers.js';
export type { InterchangeParties } from './write/paxlst.js';
export { writePaxlst } from './write/paxlst.js';
export { writeXfwb } from './write/xfwb.js';
export { writeWcoDeclaration } from './write/wco-declaration.js';
