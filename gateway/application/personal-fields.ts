/**
 * Which fields are personal data of natural persons, per record kind (ICAO Annex 9 chapter 9, EU 2016/681 art. 12):
 * masked for every user without the scope `personal:read`.
 */
import type { RecordKind } from '../../chaincode/index.js';
import { compilePatterns } from '../../chaincode/index.js';

const TRAVELLER = [
  'name',
  'birthDate',
  'birthPlace',
  'residence',
  'documents',
  'address',
  'contact',
  'carrierRef',
  'recordLocator',
  'bags',
].map((field) => `/travellers/*/${field}`);

const PATTERNS: Readonly<Record<RecordKind, readonly string[]>> = {
  passengerList: [...TRAVELLER, '/reporter'],
  reservation: [
    ...TRAVELLER,
    '/locator',
    '/contacts',
    '/addresses',
    '/payments',
    '/tickets',
    '/ssr',
  ],
  manifest: ['consignor', 'consignee', 'notifyParty', 'freightForwarder'].map(
    (party) => `/consignments/*/${party}/contact`,
  ),
  declaration: ['/declarant/contact', '/importer/contact', '/exporter/contact'],
  inspection: ['/subject/id', '/officers'],
  certificateApplication: ['/applicant/contact', '/consignor/contact', '/consignee/contact'],
};

/** A test over JSON Pointers of one kind: true for personal data. */
export function personalFields(kind: RecordKind): (pointer: string) => boolean {
  return compilePatterns(PATTERNS[kind]);
}
