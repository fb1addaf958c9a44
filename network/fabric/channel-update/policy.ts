/** Fabric's policies (common.Policy) as values and in plain words: signature rules and implicit meta policies. */
import type { common, msp } from '@hyperledger/fabric-protos';
import { ChannelRefused } from './channel-refusal.js';
import { decodeStrictly, protos } from './protos.js';

export type PrincipalRole = 'member' | 'admin' | 'client' | 'peer' | 'orderer';

export type SignatureRule =
  | { readonly kind: 'by'; readonly mspId: string; readonly role: PrincipalRole }
  /** A principal of a kind that Guanlian does not make; it is named and satisfied by nobody here. */
  | { readonly kind: 'other'; readonly words: string }
  | { readonly kind: 'outOf'; readonly n: number; readonly rules: readonly SignatureRule[] };

export type PolicyRule =
  | { readonly kind: 'signature'; readonly rule: SignatureRule }
  | { readonly kind: 'implicit'; readonly which: 'ANY' | 'ALL' | 'MAJORITY'; readonly sub: string };

const TYPE = { signature: 1, implicit: 3 };
const ROLES: readonly PrincipalRole[] = ['member', 'admin', 'client', 'peer', 'orderer'];
const IMPLICIT = ['ANY', 'ALL', 'MAJORITY'] as const;
const BY_ROLE = 0;
const MAX_DEPTH = 16;

/** Reads an encoded policy. Throws ChannelRefused CHANNEL_UPDATE_INVALID. */
export function readPolicy(bytes: Uint8Array): PolicyRule {
  const { common: messages } = protos();
  const policy = decodeStrictly(messages.Policy, bytes, 'a policy');
  const value = policy.getValue_asU8();
  if (policy.getType() === TYPE.implicit) {
    const meta = decodeStrictly(messages.ImplicitMetaPolicy, value, 'a policy');
    const which = IMPLICIT[meta.getRule()];
    if (which) return { kind: 'implicit', which, sub: meta.getSubPolicy() };
  }
  if (policy.getType() === TYPE.signature) {
    const envelope = decodeStrictly(messages.SignaturePolicyEnvelope, value, 'a policy');
    const principals = envelope.getIdentitiesList().map(readPrincipal);
    const rule = envelope.getRule();
    if (rule) return { kind: 'signature', rule: readRule(rule, principals, 0) };
  }
  throw new ChannelRefused('CHANNEL_UPDATE_INVALID', 'a policy is of a kind that is not known');
}

/** Encodes a policy; its principals in the order in which they are named. */
export function writePolicy(policy: PolicyRule): Uint8Array {
  const { common: messages } = protos();
  const message = new messages.Policy();
  if (policy.kind === 'implicit') {
    const meta = new messages.ImplicitMetaPolicy();
    meta.setSubPolicy(policy.sub);
    meta.setRule(messages.ImplicitMetaPolicy.Rule[policy.which]);
    message.setType(TYPE.implicit);
    message.setValue(meta.serializeBinary());
    return message.serializeBinary();
  }
  const envelope = new messages.SignaturePolicyEnvelope();
  const principals: msp.MSPPrincipal[] = [];
  envelope.setRule(writeRule(policy.rule, principals));
  envelope.setIdentitiesList(principals);
  message.setType(TYPE.signature);
  message.setValue(envelope.serializeBinary());
  return message.serializeBinary();
}

/** The policy for people. */
export function policyWords(policy: PolicyRule): string {
  if (policy.kind === 'signature') return ruleWords(policy.rule);
  const who = {
    ANY: 'any organisation',
    ALL: 'every organisation',
    MAJORITY: 'a majority of the organisations',
  };
  return `${policy.sub} of ${who[policy.which]}`;
}

/** Signature rule "n of these". */
export function outOf(n: number, rules: readonly SignatureRule[]): PolicyRule {
  return { kind: 'signature', rule: { kind: 'outOf', n, rules } };
}

/** MSP ids that a rule names. */
export function organisationsIn(rule: SignatureRule): string[] {
  if (rule.kind === 'by') return [rule.mspId];
  return rule.kind === 'outOf' ? rule.rules.flatMap(organisationsIn) : [];
}

function ruleWords(rule: SignatureRule): string {
  if (rule.kind === 'by') return `${rule.mspId} (${rule.role})`;
  if (rule.kind === 'other') return rule.words;
  const list = rule.rules.map(ruleWords);
  if (rule.n === 1 && list.length === 1) return list[0] ?? '';
  return `${rule.n} of [${list.join(', ')}]`;
}

function readRule(
  rule: common.SignaturePolicy,
  principals: readonly SignatureRule[],
  depth: number,
): SignatureRule {
  if (depth > MAX_DEPTH) {
    throw new ChannelRefused('CHANNEL_UPDATE_INVALID', 'a policy is nested too deeply');
  }
  const nOutOf = rule.getNOutOf();
  if (nOutOf) {
    const rules = nOutOf.getRulesList().map((one) => readRule(one, principals, depth + 1));
    return { kind: 'outOf', n: nOutOf.getN(), rules };
  }
  const principal = principals[rule.getSignedBy()];
  return principal ?? { kind: 'other', words: 'a principal that is not listed' };
}

function readPrincipal(principal: msp.MSPPrincipal): SignatureRule {
  const classification: number = principal.getPrincipalClassification();
  if (classification !== BY_ROLE) {
    return { kind: 'other', words: `a principal of kind ${classification}` };
  }
  const role = decodeStrictly(protos().msp.MSPRole, principal.getPrincipal_asU8(), 'a principal');
  const name = ROLES[role.getRole()];
  if (name) return { kind: 'by', mspId: role.getMspIdentifier(), role: name };
  return { kind: 'other', words: `role ${role.getRole()} of ${role.getMspIdentifier()}` };
}

function writeRule(rule: SignatureRule, principals: msp.MSPPrincipal[]): common.SignaturePolicy {
  const { common: messages } = protos();
  const message = new messages.SignaturePolicy();
  if (rule.kind === 'by') {
    principals.push(writePrincipal(rule.mspId, rule.role));
    message.setSignedBy(principals.length - 1);
    return message;
  }
  if (rule.kind === 'other') throw new TypeError('a principal of another kind is never written');
  const nOutOf = new messages.SignaturePolicy.NOutOf();
  nOutOf.setN(rule.n);
  nOutOf.setRulesList(rule.rules.map((one) => writeRule(one, principals)));
  message.setNOutOf(nOutOf);
  return message;
}

function writePrincipal(mspId: string, role: PrincipalRole): msp.MSPPrincipal {
  const { msp: messages } = protos();
  const message = new messages.MSPRole();
  message.setMspIdentifier(mspId);
  message.setRole(ROLES.indexOf(role) as 0);
  const principal = new messages.MSPPrincipal();
  principal.setPrincipalClassification(messages.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(message.serializeBinary());
  return principal;
}
