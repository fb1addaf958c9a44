/** Message formats, by name. */
export type { ReadLimits } from './limits.js';
export { DEFAULT_LIMITS } from './limits.js';
export type { ReadOptions, ReadOutcome } from './read.js';
export { readMessage } from './read.js';
export type { UnreadPart } from './trace.js';
export { checkBody } from './json/body.js';
export {
  isAirWaybillNumber,
  isCardNumber,
  isContainerNumber,
  isGtin,
  isHsCode,
  isImoNumber,
  isMovementReference,
} from './identifiers.js';
export type { Segment, SegmentText } from './edifact/segment.js';
export type { Separators } from './edifact/separators.js';
export type { EdifactMessage, Interchange, MessageGroup } from './edifact/interchange.js';
export { buildInterchange } from './edifact/writer.js';
export type { XmlElement } from './xml/element.js';
export type { InterchangeParties } from './write/interchange.js';
export { writeCuscar } from './write/cuscar.js';
export { writePaxlst } from './write/paxlst.js';
export { writeXfwb } from './write/xfwb.js';
export { writeWcoDeclaration } from './write/wco-declaration.js';
