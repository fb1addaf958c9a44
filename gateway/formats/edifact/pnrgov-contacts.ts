/** Addresses (ADD) and contact texts (IFT and SSR with CTCE, CTCM, CTCB, CTCH; sponsors) of PNRGOV. */
import type { Address, Contact } from '../../../chaincode/index.js';
import { presentOrNone } from '../present.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy } from './mapping.js';
import type { BookingDraft } from './pnrgov-booking.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** Reads what belongs to the booking: addresses anywhere in it, contacts before its travellers, sponsors. */
export function mapBookingParties(draft: BookingDraft, booking: readonly Segment[]): void {
  const { head } = groupsBy(booking, (s) => s.tag === 'TIF');
  for (const segment of head) if (segment.tag === 'IFT') addBookingContact(draft, segment);
  for (const segment of booking) {
    if (segment.tag === 'ADD') addAddress(draft, segment);
    if (segment.tag === 'IFT' && part(segment, 0, 1) === '43') addSponsor(draft, segment);
    if (segment.tag === 'SSR' && /^CTC[EMHB]$/.test(part(segment, 0)))
      addServiceContact(draft, segment);
  }
}

function addBookingContact(draft: BookingDraft, ift: Segment): void {
  const contact = addContactText(
    draft.mapping,
    ift,
    `/contacts/${draft.contacts.length}`,
    undefined,
  );
  if (contact) draft.contacts.push(contact);
}

/** SSR CTCM and its kin: the number or address is the last component; the request is listed as a whole elsewhere. */
function addServiceContact(draft: BookingDraft, ssr: Segment): void {
  const text = ssr.elements[0]?.findLast((value) => value.trim() !== '') ?? '';
  const contact = withText(part(ssr, 0).slice(3, 4), text.replace(/^\//, ''), {}, (field) =>
    draft.mapping.span(ssr, `/contacts/${draft.contacts.length}/${field}/0`),
  );
  if (contact) draft.contacts.push(contact);
}

/** `CTCE JOHN..DOE//MAIL.COM`, `YY CTCM 5550100`, `EK CTC M 5550100` in any component. */
const CONTACT_TEXT = /\bCTC ?([EMHB])\b[ /]*(.+)$/i;

/** Adds what the contact texts of a segment say; undefined when there is none. */
export function addContactText(
  mapping: MessageMapping,
  segment: Segment,
  pointer: string,
  known: Contact | undefined,
): Contact | undefined {
  let contact = known;
  segment.elements.forEach((element, e) =>
    element.forEach((text, c) => {
      const match = CONTACT_TEXT.exec(text);
      if (!match) return;
      contact = withText(match[1] ?? '', match[2] ?? '', contact ?? {}, (field, i) => {
        mapping.use(segment, e, c);
        mapping.span(segment, `${pointer}/${field}/${i}`);
      });
    }),
  );
  return contact;
}

function withText(
  kind: string,
  text: string,
  contact: Contact,
  read: (field: 'phones' | 'emails', index: number) => void,
): Contact | undefined {
  const value = text.trim();
  if (kind.toUpperCase() === 'E') {
    const emails = [...(contact.emails ?? [])];
    read('emails', emails.length);
    return { ...contact, emails: [...emails, emailOf(value)] };
  }
  if (!/\d{4}/.test(value)) return Object.keys(contact).length > 0 ? contact : undefined;
  const phones = [...(contact.phones ?? [])];
  read('phones', phones.length);
  return { ...contact, phones: [...phones, value] };
}

/** Teletype has no @ and no underscore: `//` and `..` stand for them, `./` for a hyphen (AIRIMP). */
function emailOf(text: string): string {
  return text.replaceAll('//', '@').replaceAll('..', '_').replaceAll('./', '-');
}

/** C031 of ADD: purpose, street, city, region code, region, country, postcode, free text (a phone in most files). */
function addAddress(draft: BookingDraft, add: Segment): void {
  const { mapping } = draft;
  const base = `/addresses/${draft.addresses.length}`;
  const address: Address | undefined = presentOrNone({
    line: mapping.text(add, 1, 1, `${base}/line`),
    cityName: mapping.text(add, 1, 2, `${base}/cityName`),
    countrySubDivision:
      mapping.text(add, 1, 3, `${base}/countrySubDivision`) ??
      mapping.text(add, 1, 4, `${base}/countrySubDivision`),
    countryCode: mapping.text(add, 1, 5, `${base}/countryCode`),
    postcode: mapping.text(add, 1, 6, `${base}/postcode`),
  });
  if (address) {
    mapping.span(add, base);
    draft.addresses.push(address);
  }
  const free = part(add, 1, 7).trim();
  const pointer = `/contacts/${draft.contacts.length}`;
  if (/^\+?\d{7,15}$/.test(free)) {
    mapping.text(add, 1, 7, `${pointer}/phones/0`);
    draft.contacts.push({ phones: [free] });
  } else {
    const contact = addContactText(mapping, add, pointer, undefined);
    if (contact) draft.contacts.push(contact);
  }
}

/** IFT 43 names who pays for or sponsors the traveller: name, address, phone. */
function addSponsor(draft: BookingDraft, ift: Segment): void {
  const { mapping } = draft;
  const pointer = `/contacts/${draft.contacts.length}`;
  const name = mapping.text(ift, 1, 0, `${pointer}/name`);
  const line = mapping.text(ift, 2, 0, `/addresses/${draft.addresses.length}/line`);
  const phone = mapping.text(ift, 3, 0, `${pointer}/phones/0`);
  mapping.use(ift, 0);
  if (line !== undefined) draft.addresses.push({ line });
  if (name === undefined && phone === undefined) return;
  draft.contacts.push({ ...(name ? { name } : {}), ...(phone ? { phones: [phone] } : {}) });
}
