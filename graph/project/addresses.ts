/** Postal addresses in one spelling. Only an address with a street line and a town or postcode tells places apart. */
import { plain } from './names.js';
import type { PartialObject } from './partial.js';
import { textOf } from './partial.js';

const SHORT_FORMS: Readonly<Record<string, string>> = {
  street: 'st',
  str: 'st',
  road: 'rd',
  avenue: 'ave',
  av: 'ave',
  boulevard: 'blvd',
  building: 'bldg',
  floor: 'fl',
  room: 'rm',
  suite: 'ste',
  number: 'no',
};

/** An address that can be shared: `normal` tells it apart, `display` is for people. */
export interface KnownAddress {
  readonly normal: readonly [country: string, town: string, line: string];
  readonly display: string;
  readonly countryCode?: string;
}

/** The address when it is precise enough to be an attribute; otherwise undefined. */
export function knownAddress(address: PartialObject): KnownAddress | undefined {
  const line = textOf(address['line']);
  const city = textOf(address['cityName']);
  const postcode = textOf(address['postcode']);
  const town = city ?? postcode;
  if (line === undefined || town === undefined) return undefined;
  const country = countryOf(address);
  return {
    normal: [country ?? '', shortened(town), shortened(line)],
    display: [line, city, postcode, country].filter((part) => part !== undefined).join(', '),
    ...(country === undefined ? {} : { countryCode: country }),
  };
}

/** The ISO 3166-1 alpha-2 code of an address, when it has one. */
export function countryOf(address: PartialObject): string | undefined {
  return countryCode(textOf(address['countryCode']));
}

/** The text as an ISO 3166-1 alpha-2 code in capitals, when it has that shape. */
export function countryCode(text: string | undefined): string | undefined {
  const code = text?.toUpperCase();
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined;
}

function shortened(text: string): string {
  const words = plain(text).toLowerCase().split(' ');
  return words.map((word) => SHORT_FORMS[word] ?? word).join(' ');
}
