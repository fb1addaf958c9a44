/**
 * Things of FollowTheMoney as nodes: companies and people get the same keys that records of trade give them, so that
 * a list and a declaration that mean the same one meet in one node.
 */
import { stateAttributes, country } from '../project/attributes.js';
import { company } from '../project/companies.js';
import type { Gathering } from '../project/gathering.js';
import { plain } from '../project/names.js';
import { present } from '../project/partial.js';
import { person } from '../project/persons.js';
import { compact } from '../project/references.js';
import type { EntityRef } from '../store.js';
import { bankAccount, wallet } from './followthemoney-accounts.js';
import type { NoteProblem } from './followthemoney-values.js';
import { all, first, isoCountry, listOf } from './followthemoney-values.js';
import type { FollowTheMoneyEntity } from './followthemoney.js';

/** States a thing; undefined when nothing tells who or what it is. */
export type StateThing = (
  into: Gathering,
  entity: FollowTheMoneyEntity,
  note: NoteProblem,
) => EntityRef | undefined;

/** Schemata that become nodes. */
export const THINGS: Readonly<Record<string, StateThing>> = {
  Address: addressOf,
  Airplane: (into, entity) => vehicle(into, entity, '4'),
  BankAccount: (into, entity, note) => marked(into, bankAccount(into, entity, note), entity),
  Company: companyOf,
  CryptoWallet: (into, entity) => marked(into, wallet(into, entity), entity),
  EconomicActivity: declarationOf,
  LegalEntity: companyOf,
  Organization: companyOf,
  Person: personOf,
  PublicBody: companyOf,
  Vehicle: (into, entity) => vehicle(into, entity),
  Vessel: (into, entity) => vehicle(into, entity, '1'),
};

const SCHEMES: readonly (readonly [property: string, scheme: string])[] = [
  ['leiCode', 'LEI'],
  ['uscCode', 'USCI'],
  ['vatCode', 'VAT'],
  ['dunsCode', 'DUNS'],
];

function companyOf(into: Gathering, entity: FollowTheMoneyEntity): EntityRef | undefined {
  const countryCode = isoCountry(first(entity, 'jurisdiction') ?? first(entity, 'country'));
  const identifiers = SCHEMES.flatMap(([property, scheme]) => {
    const value = first(entity, property);
    return value === undefined ? [] : [{ scheme, value }];
  });
  const ref = company(into, {
    ...{ name: first(entity, 'name'), identifiers },
    address: { countryCode },
    contact: { phones: all(entity, 'phone'), emails: all(entity, 'email') },
  });
  return marked(into, ref, entity);
}

/** A person with surname, given name and full birth date is the one of the records; others are the list's own. */
function personOf(into: Gathering, entity: FollowTheMoneyEntity): EntityRef | undefined {
  const name = first(entity, 'name');
  const nationality = isoCountry(first(entity, 'nationality') ?? first(entity, 'country'));
  const spelled = {
    surname: first(entity, 'lastName'),
    given: first(entity, 'firstName'),
    middle: first(entity, 'middleName') ?? first(entity, 'secondName'),
  };
  const isSpelled = spelled.surname !== undefined && spelled.given !== undefined;
  const birthDate = first(entity, 'birthDate');
  const known =
    isSpelled && birthDate?.length === 10
      ? person(into, { name: spelled, birthDate, nationality })
      : undefined;
  if (known === undefined && name === undefined) return undefined;
  const ref = known ?? into.node('Person', into.keys('listed-person', into.provenance.recordId));
  stateAttributes(into, ref, {
    contact: { phones: all(entity, 'phone'), emails: all(entity, 'email') },
  });
  into.node(
    'Person',
    ref.key,
    present({
      ...{ name, nationality, birthDate },
      birthPlace: first(entity, 'birthPlace'),
      gender: first(entity, 'gender'),
    }),
  );
  return withMarks(into, ref, entity);
}

function addressOf(into: Gathering, entity: FollowTheMoneyEntity): EntityRef | undefined {
  const street = first(entity, 'street');
  const city = first(entity, 'city');
  const countryCode = isoCountry(first(entity, 'country'));
  const full = first(entity, 'full') ?? first(entity, 'name');
  const display =
    full ?? [street, city, countryCode].filter((part) => part !== undefined).join(', ');
  if (plain(display) === '') return undefined;
  const parts =
    street !== undefined && city !== undefined
      ? [countryCode ?? '', plain(city).toLowerCase(), plain(street).toLowerCase()]
      : [plain(display).toLowerCase()];
  const ref = into.node('Address', into.keys('address', ...parts), { name: display });
  into.relate(ref, 'LOCATED_IN', country(into, countryCode));
  return ref;
}

function vehicle(
  into: Gathering,
  entity: FollowTheMoneyEntity,
  modeCode?: string,
): EntityRef | undefined {
  const number = first(entity, 'imoNumber') ?? first(entity, 'registrationNumber');
  const name = first(entity, 'name') ?? number;
  const key = compact(number ?? name ?? '');
  if (key === '') return undefined;
  if (first(entity, 'type') === 'container') return into.node('Container', key, { name: key });
  return withMarks(into, into.node('Conveyance', key, present({ name, modeCode })), entity);
}

function declarationOf(into: Gathering, entity: FollowTheMoneyEntity): EntityRef {
  const number = first(entity, 'ccdNumber');
  const key = compact(number ?? '') || into.provenance.recordId;
  const ref = into.node(
    'Declaration',
    key,
    present({
      name: number,
      procedure: first(entity, 'customsProcedure'),
      declaredOn: first(entity, 'date'),
    }),
  );
  const places = [
    ['originCountry', 'ORIGIN'],
    ['departureCountry', 'EXPORTED_FROM'],
    ['destinationCountry', 'DESTINED_TO'],
  ] as const;
  for (const [property, type] of places)
    into.relate(ref, type, country(into, isoCountry(first(entity, property))));
  for (const code of all(entity, 'vedCode')) {
    const digits = code.replace(/\D/g, '');
    if (digits.length >= 6)
      into.relate(ref, 'COVERS_GOODS', into.node('Goods', digits.slice(0, 6)));
  }
  return ref;
}

/** What a list says of somebody: its topics, such as `sanction`, and its name. */
function withMarks(into: Gathering, ref: EntityRef, entity: FollowTheMoneyEntity): EntityRef {
  const topics = [...all(entity, 'topics')].sort().join(' ');
  if (topics !== '') into.node(ref.label, ref.key, { topics, listedBy: listOf(into) });
  return ref;
}

function marked(
  into: Gathering,
  ref: EntityRef | undefined,
  entity: FollowTheMoneyEntity,
): EntityRef | undefined {
  return ref && withMarks(into, ref, entity);
}
