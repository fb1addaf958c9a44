/** Why data may be used: a closed list, quoted by every release (WCO GNC: a share has a purpose and a legal basis). */

export const PURPOSES = {
  'risk-assessment': 'assess the risk of goods, means or travellers before arrival',
  'customs-clearance': 'clear goods through customs',
  'border-security': 'identify travellers of concern before arrival',
  'health-protection': 'inspection and quarantine of goods, plants, animals and travellers',
  'mutual-recognition': 'recognise controls and certificates of another administration',
  'mutual-assistance': 'answer a request for assistance in a named case',
  'transport-execution': 'carry out the transport that the data describes',
} as const;

export type Purpose = keyof typeof PURPOSES;

/** Whether the text is one of the purposes. */
export function isPurpose(text: unknown): text is Purpose {
  return typeof text === 'string' && Object.hasOwn(PURPOSES, text);
}
