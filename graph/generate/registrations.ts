/**
 * Companies as a register tells them: address, phone, e-mail, director, of some the bank account. Most have their own, some
 * sit in a logistics park.
 */
import type { EntityRef, NodeFact, RecordFacts, RelationshipFact } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { diceOf } from './dice.js';
import { companyNameOf, personNameOf } from './names.js';
import type { NetworkPlan } from './plan.js';
import { ringOf } from './planted.js';
import { companyKey, countryOf, generated } from './refs.js';

const COMPANY = 1;
const PERSON = 2;

/** A company node as every record that mentions it states it. */
export function companyFact(plan: NetworkPlan, number: number): NodeFact {
  const name = companyNameOf(diceOf(plan.seed, COMPANY, number), number);
  const countryCode = countryOf(plan, COMPANY, number).key;
  return { ...companyKey(plan, number), properties: { name, countryCode } };
}

/** What the register says of a company: five relationships, one more for a place of its own, one more for an account. */
export function registration(
  plan: NetworkPlan,
  number: number,
  provenance: RecordFacts['provenance'],
): RecordFacts {
  const company = companyFact(plan, number);
  const country = countryOf(plan, COMPANY, number);
  const { address, phone, email, director, account } = attributesOf(plan, number);
  const nodes = [company, address, phone, email, director, ...(account ? [account] : [])];
  const relate = (from: EntityRef, type: RelationshipType, to: EntityRef): RelationshipFact => ({
    ...{ type, from: plainRef(from), to: plainRef(to) },
    properties: {},
  });
  const relationships = [
    relate(company, 'HAS_ADDRESS', address),
    relate(company, 'HAS_PHONE', phone),
    relate(company, 'HAS_EMAIL', email),
    relate(director, 'DIRECTOR_OF', company),
    relate(company, 'LOCATED_IN', country),
    ...(address.key.includes('-seat-') ? [relate(address, 'LOCATED_IN', country)] : []),
    ...(account ? [relate(company, 'USED_ACCOUNT', account)] : []),
  ];
  return { provenance, nodes, relationships };
}

/** The phone of a company, which its declarations mention too. */
export function phoneOf(plan: NetworkPlan, number: number): NodeFact {
  return attributesOf(plan, number).phone;
}

interface Attributes {
  readonly address: NodeFact;
  readonly phone: NodeFact;
  readonly email: NodeFact;
  readonly director: NodeFact;
  readonly account?: NodeFact | undefined;
}

function attributesOf(plan: NetworkPlan, number: number): Attributes {
  const dice = diceOf(plan.seed, COMPANY, number);
  const ring = ringOf(plan, number);
  const email = node(plan, 'Email', 'mail', number, `office${number}@gl${plan.seed}.example`);
  if (ring !== undefined) {
    const shared = plan.companies + ring;
    return {
      address: node(plan, 'Address', 'ring', ring, `${1 + (ring % 90)} Quiet Lane, floor ${ring}`),
      phone: phoneFact(plan, shared),
      ...{ email, director: directorFact(plan, plan.people + ring) },
      // Every other ring also gave itself away at the bank.
      account: ring % 2 === 0 ? accountFact(plan, shared) : undefined,
    };
  }
  const viaAgent = dice.oneIn(4, 40);
  const agent = dice.skewed(5, plan.agents, 2);
  return {
    address: addressFact(plan, number),
    phone: phoneFact(plan, viaAgent ? plan.companies + plan.rings + agent : number),
    email,
    director: directorFact(plan, dice.skewed(6, plan.people, 1.15)),
    account: dice.oneIn(7, 5) ? accountFact(plan, number) : undefined,
  };
}

/** One firm in four has its address in a logistics park or at an office that registers firms. */
function addressFact(plan: NetworkPlan, number: number): NodeFact {
  const dice = diceOf(plan.seed, COMPANY, number);
  if (!dice.oneIn(1, 4))
    return node(
      plan,
      'Address',
      'seat',
      number,
      `${1 + dice.below(2, 200)} Trade Street ${number}`,
    );
  const park = dice.skewed(3, plan.parks, 2);
  return node(plan, 'Address', 'park', park, `Logistics Park ${park}, Gate 1`);
}

function phoneFact(plan: NetworkPlan, number: number): NodeFact {
  const digits = diceOf(plan.seed, 3, number).hex(1);
  return node(plan, 'Phone', 'line', number, `+999 ${Number.parseInt(digits, 16)}`);
}

function accountFact(plan: NetworkPlan, number: number): NodeFact {
  const name = `9990${String(number).padStart(10, '0')}`;
  const properties = { name, scheme: 'local', precision: 'full' };
  return { ...generated(plan, 'PaymentAccount', 'account', number), properties };
}

function directorFact(plan: NetworkPlan, number: number): NodeFact {
  const name = personNameOf(diceOf(plan.seed, PERSON, number));
  return node(plan, 'Person', 'director', number, name);
}

function node(
  plan: NetworkPlan,
  label: 'Address' | 'Email' | 'Person' | 'Phone',
  word: string,
  number: number,
  name: string,
): NodeFact {
  return { ...generated(plan, label, word, number), properties: { name } };
}

function plainRef({ label, key }: EntityRef): EntityRef {
  return { label, key };
}
