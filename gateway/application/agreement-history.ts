/** Agreements as facts: who shares with whom and where that stands. Terms are private to the parties and stay out. */
import type { RecordFacts, RecordVersion } from '../../graph/index.js';
import type { AgreementStepTaken } from './ledger-places.js';
import { stepsOfAgreement } from './ledger-places.js';
import type { NodeParts } from './parts.js';

/** The facts of an agreement, one version per step; undefined when no step of it is indexed. */
export async function agreementHistory(
  parts: NodeParts,
  id: string,
): Promise<RecordFacts | undefined> {
  const versions = (await stepsOfAgreement(parts.store, id)).map(versionOf);
  const current = versions.at(-1);
  return current && { ...current, earlier: versions.slice(0, -1) };
}

function versionOf(step: AgreementStepTaken, index: number): RecordVersion {
  const { id, provider, consumer, status, position } = step;
  const agreement = { label: 'Agreement', key: id } as const;
  const party = (mspId: string) => ({ label: 'Company', key: `MSP:${mspId}` }) as const;
  const takesPart = (mspId: string, role: string) =>
    ({ type: 'PARTY_TO', from: party(mspId), to: agreement, properties: { role } }) as const;
  return {
    provenance: { recordId: `agreement:${id}`, revision: index + 1, owner: provider, position },
    nodes: [
      { ...agreement, properties: { name: `${provider} → ${consumer}`, status } },
      ...[provider, consumer].map((mspId) => ({ ...party(mspId), properties: { name: mspId } })),
    ],
    relationships: [takesPart(provider, 'provider'), takesPart(consumer, 'consumer')],
  };
}
