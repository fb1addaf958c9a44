/**
 * The members of the federation in miniature. All of them are invented; their country codes XA, XB, XC are from the
 * user-assigned range of ISO 3166-1, so that no real administration is meant.
 */
import type { OrganisationRole } from '../../chaincode/index.js';

export interface Member {
  readonly name: string;
  readonly displayName: string;
  readonly mspId: string;
  readonly countryCode: string;
  readonly roles: readonly OrganisationRole[];
  /** Certificate types it may issue for its own country. */
  readonly certifies: readonly string[];
  /** Users for whom the development issuer writes tokens at start: role and what they are for. */
  readonly users: readonly { readonly subject: string; readonly role: string }[];
}

export const MEMBERS: readonly Member[] = [
  {
    name: 'north',
    displayName: 'Northland Customs (demo)',
    mspId: 'NorthCustomsMSP',
    countryCode: 'XA',
    roles: ['customs', 'quarantine'],
    certifies: ['phytosanitary', 'health', 'inspection', 'fumigation', 'quality', 'origin'],
    users: [
      { subject: 'nora', role: 'data-officer' },
      { subject: 'nils', role: 'risk-officer' },
      { subject: 'nina', role: 'certificate-officer' },
      { subject: 'lotus-clerk', role: 'enterprise' },
      { subject: 'otto', role: 'operator' },
    ],
  },
  {
    name: 'south',
    displayName: 'Southmark Customs (demo)',
    mspId: 'SouthCustomsMSP',
    countryCode: 'XB',
    roles: ['customs', 'quarantine'],
    certifies: ['phytosanitary', 'health', 'inspection'],
    users: [
      { subject: 'sara', role: 'data-officer' },
      { subject: 'sven', role: 'risk-officer' },
      { subject: 'olga', role: 'operator' },
    ],
  },
  {
    name: 'airline',
    displayName: 'Meridian Air (demo)',
    mspId: 'MeridianAirMSP',
    countryCode: 'XA',
    roles: ['airline'],
    certifies: [],
    users: [{ subject: 'arno', role: 'data-officer' }],
  },
  {
    name: 'trader',
    displayName: 'Lotus Trading (demo)',
    mspId: 'LotusTradingMSP',
    countryCode: 'XB',
    roles: ['trader'],
    certifies: [],
    users: [{ subject: 'tara', role: 'data-officer' }],
  },
  {
    name: 'coop',
    displayName: 'BRICS/WCO Cooperation Node (demo)',
    mspId: 'CooperationMSP',
    countryCode: 'XC',
    roles: ['cooperation'],
    certifies: [],
    users: [{ subject: 'cora', role: 'partner' }],
  },
];
