/**
 * Nodes of the graph as FollowTheMoney entities. Phones, e-mails, countries and goods are values there, not entities:
 * they appear on whoever has them (followthemoney-links.ts).
 */
import type { Entity } from '../store.js';
import type { Label } from '../vocabulary.js';
import { CARD_TYPE } from './followthemoney-accounts.js';

/** Texts by property; empty ones are left out by the writer. */
export type Values = Readonly<Record<string, string | undefined>>;

interface NodeMapping {
  readonly schema: string | ((entity: Entity) => string);
  readonly values: (entity: Entity) => Values;
}

/** Labels that are entities of the model. */
export const NODES: Readonly<Partial<Record<Label, NodeMapping>>> = {
  Address: {
    schema: 'Address',
    values: (entity) => ({ full: entity.name ?? entity.key, name: entity.name }),
  },
  Certificate: {
    schema: 'Document',
    values: (entity) => ({
      fileName: nameOf(entity),
      title: nameOf(entity),
      summary: text(entity, 'status'),
    }),
  },
  Company: {
    schema: 'Company',
    values: (entity) => ({
      name: nameOf(entity),
      country: code(text(entity, 'countryCode')),
      ...identifier(entity.key),
    }),
  },
  Consignment: {
    schema: 'Contract',
    values: (entity) => ({
      title: nameOf(entity),
      name: nameOf(entity),
      type: 'contract of carriage',
    }),
  },
  Container: {
    schema: 'Vehicle',
    values: (entity) => ({
      name: nameOf(entity),
      registrationNumber: entity.key,
      type: 'container',
    }),
  },
  Conveyance: {
    schema: (entity) => CONVEYANCES[text(entity, 'modeCode') ?? ''] ?? 'Vehicle',
    values: (entity) => ({ name: nameOf(entity) }),
  },
  Declaration: {
    schema: 'EconomicActivity',
    values: (entity) => ({
      ccdNumber: entity.name ?? entity.key,
      customsProcedure: text(entity, 'procedure'),
      date: text(entity, 'declaredOn')?.slice(0, 10),
    }),
  },
  Document: {
    schema: 'Document',
    values: (entity) => ({ fileName: nameOf(entity), title: nameOf(entity) }),
  },
  Flight: {
    schema: 'Event',
    values: (entity) => ({
      name: nameOf(entity),
      date: text(entity, 'day'),
      location: text(entity, 'from'),
      keywords: 'flight',
    }),
  },
  Inspection: {
    schema: 'Event',
    values: (entity) => ({
      name: nameOf(entity),
      startDate: text(entity, 'startedAt')?.slice(0, 10),
      endDate: text(entity, 'endedAt')?.slice(0, 10),
      summary: text(entity, 'outcome'),
      keywords: 'inspection',
    }),
  },
  PaymentAccount: {
    schema: (entity) => (text(entity, 'scheme') === 'wallet' ? 'CryptoWallet' : 'BankAccount'),
    values: accountValues,
  },
  Person: {
    schema: 'Person',
    values: (entity) => ({
      name: nameOf(entity),
      nationality: code(text(entity, 'nationality')),
      birthDate: text(entity, 'birthDate'),
      birthPlace: text(entity, 'birthPlace'),
      gender: text(entity, 'gender'),
    }),
  },
};

/** Of a card the file says as little as the graph: what the mask shows, and that it is a card. */
function accountValues(entity: Entity): Values {
  const name = nameOf(entity);
  const bank = { bic: text(entity, 'bic'), bankName: text(entity, 'bankName') };
  switch (text(entity, 'scheme')) {
    case 'card':
      return { name, accountNumber: name.replace(/^card /, ''), accountType: CARD_TYPE };
    case 'iban':
      return { name, iban: name, ...bank };
    case 'wallet':
      return { name, publicKey: name };
    default:
      return { name, accountNumber: name, ...bank };
  }
}

/** UN/ECE Recommendation 19: 1 maritime, 4 air. */
const CONVEYANCES: Readonly<Record<string, string>> = { '1': 'Vessel', '4': 'Airplane' };

/** Schemes of our company keys as properties of the model; those it has no word for are idNumber. */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  LEI: 'leiCode',
  USCI: 'uscCode',
  VAT: 'vatCode',
  DUNS: 'dunsCode',
  EORI: 'idNumber',
  GLN: 'idNumber',
  AEO: 'idNumber',
  'IATA-CARRIER': 'idNumber',
  'IATA-AGENT': 'idNumber',
};

function identifier(key: string): Values {
  const colon = key.indexOf(':');
  const property = IDENTIFIERS[key.slice(0, Math.max(0, colon))];
  return property === undefined ? {} : { [property]: key.slice(colon + 1) };
}

function nameOf({ name, key }: Entity): string {
  return name ?? key;
}

function text({ properties }: Entity, name: string): string | undefined {
  const value = properties[name];
  return value === undefined ? undefined : String(value);
}

/** Codes of countries are small letters there. */
function code(country: string | undefined): string | undefined {
  return country?.toLowerCase();
}
