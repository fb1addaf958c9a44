/** Signature policies (Fabric: SignaturePolicyEnvelope) over organisations: who is named, who satisfies them. */
import type { Protos } from './shim-runtime.js';

type Envelope = InstanceType<Protos['common']['SignaturePolicyEnvelope']>;
type Rule = InstanceType<Protos['common']['SignaturePolicy']>;

/** Every chaincode write without a more special policy needs this many organisations. */
export const CHAINCODE_ENDORSEMENTS = 2;

/** All organisations that a policy names. */
export function namedOrganisations(protos: Protos, policy: Uint8Array): string[] {
  return principals(protos, protos.common.SignaturePolicyEnvelope.deserializeBinary(policy));
}

/** Whether these endorsers satisfy the policy. */
export function satisfies(
  protos: Protos,
  policy: Uint8Array,
  endorsers: ReadonlySet<string>,
): boolean {
  const envelope = protos.common.SignaturePolicyEnvelope.deserializeBinary(policy);
  const named = principals(protos, envelope);
  return holds(envelope.getRule(), (index) => endorsers.has(named[index] ?? ''));
}

function holds(rule: Rule | undefined, signed: (index: number) => boolean): boolean {
  const nOutOf = rule?.getNOutOf();
  if (nOutOf) {
    const met = nOutOf.getRulesList().filter((each) => holds(each, signed)).length;
    return met >= nOutOf.getN();
  }
  return rule !== undefined && rule.hasSignedBy() && signed(rule.getSignedBy());
}

function principals(protos: Protos, envelope: Envelope): string[] {
  return envelope
    .getIdentitiesList()
    .map((identity) =>
      protos.msp.MSPRole.deserializeBinary(identity.getPrincipal_asU8()).getMspIdentifier(),
    );
}
