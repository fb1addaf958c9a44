/** NAD segments of cargo messages to parties (UNTDID 3035 roles). */
import { table } from '../table.js';
import type { Address, Party, PartyIdentifier } from '../../../chaincode/index.js';
import { present } from '../present.js';
import type { MessageMapping } from './mapping.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** Who assigned the code (UNTDID 3055): DUNS, GLN, IATA; others are a local matter. */
const SCHEMES = table<PartyIdentifier['scheme']>({
  '16': 'DUNS',
  '9': 'GLN',
  '3': 'IATA-CARRIER',
});

/** A party of a NAD: coded id, name, and address as far as they are sent. */
export function partyOf(mapping: MessageMapping, nad: Segment, pointer: string): Party {
  const role = mapping.text(nad, 0, 0, `${pointer}/role`) ?? '';
  const id = mapping.text(nad, 1, 0, `${pointer}/identifiers/0`);
  if (id !== undefined) mapping.use(nad, 1);
  const scheme = SCHEMES[part(nad, 1, 2)] ?? 'LOCAL';
  const structured = joined(mapping, nad, 3, ' ', `${pointer}/name`);
  const free = freeLines(mapping, nad, pointer, structured === undefined);
  const name = structured ?? free.name;
  const address = { ...free.address, ...addressOf(mapping, nad, `${pointer}/address`) };
  return {
    role,
    ...(name ? { name } : {}),
    identifiers: id ? [{ scheme, value: id }] : [],
    ...(Object.keys(address).length > 0 ? { address } : {}),
  };
}

/** C059, 3164, C819, 3251, 3207: street, city, region, postcode, country. */
export function addressOf(mapping: MessageMapping, nad: Segment, pointer: string): Address {
  return present({
    line: joined(mapping, nad, 4, ', ', `${pointer}/line`),
    cityName: mapping.text(nad, 5, 0, `${pointer}/cityName`),
    countrySubDivision: mapping.text(nad, 6, 0, `${pointer}/countrySubDivision`),
    postcode: mapping.text(nad, 7, 0, `${pointer}/postcode`),
    countryCode: mapping.text(nad, 8, 0, `${pointer}/countryCode`),
  });
}

/** C058: name and address as free lines; the first is the name. Many senders put all into one, divided by commas. */
function freeLines(
  mapping: MessageMapping,
  nad: Segment,
  pointer: string,
  isNamed: boolean,
): { name?: string; address: Address } {
  const sent = (nad.elements[2] ?? []).map((line) => line.trim()).filter((line) => line !== '');
  if (sent.length === 0) return { address: {} };
  mapping.use(nad, 2);
  const lines = sent.length === 1 ? (sent[0] as string).split(',').map((l) => l.trim()) : sent;
  const [name = '', ...rest] = isNamed ? lines : ['', ...lines];
  if (isNamed) mapping.span(nad, `${pointer}/name`);
  if (rest.length === 0) return { name, address: {} };
  mapping.span(nad, `${pointer}/address/line`);
  mapping.note(nad, {
    ...{ code: 'PARTY_UNSTRUCTURED', severity: 'info', path: pointer },
    message: 'name and address are free text; the first line is taken for the name',
    repair: 'send name, street, city and country in their own elements of NAD',
  });
  return { ...(isNamed ? { name } : {}), address: { line: rest.join(', ') } };
}

function joined(
  mapping: MessageMapping,
  nad: Segment,
  e: number,
  between: string,
  pointer: string,
): string | undefined {
  const lines = (nad.elements[e] ?? []).map((line) => line.trim()).filter((line) => line !== '');
  if (lines.length === 0) return undefined;
  mapping.use(nad, e);
  mapping.span(nad, pointer);
  return lines.join(between);
}
