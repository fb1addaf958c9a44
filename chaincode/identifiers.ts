/** Shapes of the ids that reach the ledger: random or derived, never speaking names of persons or goods. */

const RANDOM_ID = /^[A-Za-z0-9_-]{16,64}$/;
const MSP_ID = /^[A-Za-z][A-Za-z0-9.-]{1,63}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** Whether the text may serve as an id on the ledger. */
export function isLedgerId(text: unknown): text is string {
  return typeof text === 'string' && RANDOM_ID.test(text);
}

/** Whether the text is a Fabric MSP id as this network accepts it. */
export function isMspId(text: unknown): text is string {
  return typeof text === 'string' && MSP_ID.test(text);
}

/** Whether the text is a UTC instant in ISO 8601 that a calendar knows. */
export function isInstant(text: unknown): text is string {
  if (typeof text !== 'string' || !INSTANT.test(text)) return false;
  const at = Date.parse(text);
  // The parser rolls 30 February over to March: only what comes back the same is in the calendar.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 19));
}

/** Whether the second instant is later; text order would put `:00.5Z` before `:00Z`. */
export function isLater(from: string, until: string): boolean {
  return Date.parse(until) > Date.parse(from);
}

/** The implicit private data collection of an organisation (Fabric). */
export function implicitCollection(mspId: string): string {
  return `_implicit_org_${mspId}`;
}
