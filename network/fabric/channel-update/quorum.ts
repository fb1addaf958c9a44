/** Who has to agree to an update, who has, and how many are missing: the policies of the running channel, evaluated. */
import type { ConfigGroup } from './config-tree.js';
import type { PolicyRule, SignatureRule } from './policy.js';
import { organisationsIn, policyWords, readPolicy } from './policy.js';
import type { CheckedSignature } from './update-signature.js';

/** Where one policy stands. */
export interface PolicyQuorum {
  /** Path, e.g. `/Channel/Application/Admins`. */
  readonly policy: string;
  readonly words: string;
  readonly needed: number;
  /** Organisations whose agreement counts, sorted, and those of them that gave it. */
  readonly among: readonly string[];
  readonly signed: readonly string[];
  /** How many more are needed; 0 when the policy is met. */
  readonly missing: number;
}

/** Evaluates each policy for those whose signatures count. */
export function quorumOf(
  root: ConfigGroup,
  policies: readonly string[],
  signatures: readonly CheckedSignature[],
): PolicyQuorum[] {
  const counting = distinct(signatures.filter(({ problem }) => problem === undefined));
  return policies.map((path) => quorum(root, path, counting));
}

/** How many organisations of `of` an implicit rule needs. */
export function threshold(which: 'ANY' | 'ALL' | 'MAJORITY', of: number): number {
  if (which === 'MAJORITY') return Math.floor(of / 2) + 1;
  return which === 'ALL' ? of : Math.min(1, of);
}

function quorum(
  root: ConfigGroup,
  policy: string,
  signatures: readonly CheckedSignature[],
): PolicyQuorum {
  const found = findPolicy(root, policy);
  if (!found) {
    const words = 'the channel has no such policy: nobody can meet it';
    return { policy, words, needed: 1, among: [], signed: [], missing: 1 };
  }
  const { group, rule } = found;
  const words = policyWords(rule);
  if (rule.kind === 'implicit') {
    const among = [...group.groups.keys()].sort();
    const needed = threshold(rule.which, among.length);
    const signed = among.filter((name) => isMet(group.groups.get(name), rule.sub, signatures));
    return { policy, words, needed, among, signed, missing: Math.max(0, needed - signed.length) };
  }
  const among = [...new Set(organisationsIn(rule.rule))].sort();
  const signed = among.filter((mspId) => signatures.some((one) => one.mspId === mspId));
  const needed = rule.rule.kind === 'outOf' ? rule.rule.n : 1;
  const isDone = meets(rule.rule, signatures);
  const missing = isDone ? 0 : Math.max(1, needed - signed.length);
  return { policy, words, needed, among, signed, missing };
}

function isMet(
  group: ConfigGroup | undefined,
  name: string,
  signatures: readonly CheckedSignature[],
): boolean {
  const element = group?.policies.get(name);
  if (!group || !element) return false;
  const rule = readPolicy(element.bytes);
  if (rule.kind === 'signature') return meets(rule.rule, signatures);
  const inner = [...group.groups.values()];
  const met = inner.filter((one) => isMet(one, rule.sub, signatures)).length;
  return met >= threshold(rule.which, inner.length);
}

/** Each signature counts for one principal of a rule. */
function meets(rule: SignatureRule, signatures: readonly CheckedSignature[]): boolean {
  return use(rule, signatures, new Set()) !== undefined;
}

/** The signatures used when the rule is met, else undefined. */
function use(
  rule: SignatureRule,
  signatures: readonly CheckedSignature[],
  used: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  if (rule.kind === 'other') return undefined;
  if (rule.kind === 'by') {
    const found = signatures.find(
      ({ mspId, roles, certificate }) =>
        mspId === rule.mspId && roles.includes(rule.role) && !used.has(certificate),
    );
    return found && new Set([...used, found.certificate]);
  }
  let taken = used;
  let met = 0;
  for (const one of rule.rules) {
    const after = use(one, signatures, taken);
    if (!after) continue;
    taken = after;
    met += 1;
  }
  return met >= rule.n ? taken : undefined;
}

function findPolicy(
  root: ConfigGroup,
  path: string,
): { readonly group: ConfigGroup; readonly rule: PolicyRule } | undefined {
  const [channel, ...names] = path.split('/').slice(1);
  const name = names.pop();
  if (channel !== 'Channel' || name === undefined) return undefined;
  const group = names.reduce<ConfigGroup | undefined>((one, next) => one?.groups.get(next), root);
  const element = group?.policies.get(name);
  return group && element && { group, rule: readPolicy(element.bytes) };
}

/** Signing twice counts once. */
function distinct(signatures: readonly CheckedSignature[]): CheckedSignature[] {
  return [...new Map(signatures.map((one) => [one.certificate, one])).values()];
}
