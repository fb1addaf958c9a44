/** Random stories of records on a ledger as one recipient's node sees them: commits, releases, corrections and purges. */
import fc from 'fast-check';
import type {
  LedgerEnvelope,
  Release,
  ReleaseMarker,
  SaltedField,
} from '../../../chaincode/index.js';
import { fieldDigest, flatten, rootOfFields } from '../../../chaincode/index.js';
import type { ContractCall, Ledger, LedgerEvent } from '../../../network/index.js';

export const OWN = 'NorthCustomsMSP';
const OTHER = 'AirlineMSP';
const RETAIN = '2027-01-01T00:00:00.000Z';

/** What may happen next; `record` and `parts` choose among what there is. */
export interface Step {
  readonly kind: 'commit' | 'revise' | 'release' | 'withdraw' | 'agree';
  readonly record: number;
  readonly parts: readonly string[];
  readonly name: string;
}

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('commit', 'revise', 'release', 'release', 'withdraw', 'agree'),
    record: fc.nat(2),
    parts: fc.subarray(['/importer', '/exporter', '/id'], { minLength: 1 }),
    name: fc.constantFrom('Acme', 'Bolt', 'Cargo'),
  }),
  { minLength: 3, maxLength: 14 },
);

interface Told {
  readonly envelope: LedgerEnvelope;
  readonly fields: readonly SaltedField[];
}

/** A ledger that holds what the story told so far; private payloads go when they are purged. */
export class LedgerStory {
  readonly events: LedgerEvent[] = [];
  readonly #records = new Map<number, Told>();
  readonly #markers: ReleaseMarker[] = [];
  readonly #private = new Map<string, Release>();

  /** Tells a step; a step that makes no sense where the story stands tells nothing. */
  tell(step: Step): LedgerEvent | undefined {
    const before = this.#records.get(step.record);
    switch (step.kind) {
      case 'agree':
        return this.#event('agreement.changed', {
          ...{ id: `agreement-number-${step.record}`, provider: OTHER, consumer: OWN },
          status: step.parts.length > 1 ? 'FINALIZED' : 'OFFERED',
        });
      case 'commit':
        return before ? undefined : this.#commit(step, 1);
      case 'revise':
        return before && this.#commit(step, before.envelope.revision + 1);
      case 'release':
        return before && this.#release(step, before);
      case 'withdraw':
        return this.#withdraw(step);
    }
  }

  /** The story as a node's ledger: events so far, and payloads as they are held now. */
  ledger(): Pick<Ledger, 'events' | 'evaluate'> {
    const events = this.events.slice();
    return {
      events: async function* () {
        for (const event of events) yield event;
      },
      evaluate: async ({ args }: ContractCall) => {
        const release = this.#private.get(args[0] ?? '');
        return release
          ? { ok: true, value: JSON.stringify(release) }
          : {
              ok: false,
              refusal: { category: 'refused', code: 'NOT_FOUND', message: 'not held', next: '' },
            };
      },
    };
  }

  #commit({ record, name }: Step, revision: number): LedgerEvent {
    const company = (suffix: string) => ({
      ...{ name: `${name} ${suffix}`, identifiers: [] },
      contact: { phones: ['+86 10 5555 0001'], emails: [] },
    });
    const body = {
      ...{ kind: 'declaration', id: `26XB0000000000001${record}` },
      ...{ importer: company('Import'), exporter: company('Export') },
    };
    const salt = 'a'.repeat(22);
    const fields = flatten(body as never).map((leaf) => ({ ...leaf, salt }));
    const envelope: LedgerEnvelope = {
      ...{ id: `record-number-000${record}`, kind: 'declaration', owner: OTHER, revision },
      ...{ root: rootOfFields(fields), leafCount: fields.length, signature: '' },
      ...{ createdAt: '2026-11-01T00:00:00.000Z', retainUntil: RETAIN, status: 'live' },
    };
    this.#records.set(record, { envelope, fields });
    return this.#event('record.committed', { ...envelope });
  }

  #release({ parts }: Step, { envelope, fields }: Told): LedgerEvent {
    const covers = (pointer: string): boolean => parts.some((part) => pointer.startsWith(part));
    const id = `release-number-${String(this.#markers.length).padStart(4, '0')}`;
    const common = {
      ...{ id, recordId: envelope.id, revision: envelope.revision, owner: OTHER },
      ...{ recipient: OWN, agreementId: 'agreement-number-0', purpose: 'risk-assessment' as const },
    };
    this.#private.set(id, {
      ...common,
      fields: fields.filter(({ pointer }) => covers(pointer)),
      withheld: fields
        .filter(({ pointer }) => !covers(pointer))
        .map((field) => ({
          ...{ pointer: field.pointer, reason: 'NOT_IN_AGREEMENT' },
          digest: fieldDigest(field).toString('hex'),
        })),
    });
    const times = { releasedAt: '2026-11-01T00:00:00.000Z', retainUntil: RETAIN };
    const marker: ReleaseMarker = { ...common, ...times, kind: 'declaration' };
    this.#markers.push(marker);
    return this.#event('release.made', { ...marker });
  }

  #withdraw({ record }: Step): LedgerEvent | undefined {
    const marker = this.#markers[record % Math.max(1, this.#markers.length)];
    if (!marker || !this.#private.delete(marker.id)) return undefined;
    return this.#event('release.purged', { ...marker, purgedAt: '2026-11-02T00:00:00.000Z' });
  }

  #event(name: string, payload: object): LedgerEvent {
    const block = this.events.length + 1;
    const event: LedgerEvent = {
      ...{ position: { block, tx: 0 }, txId: `tx${block}`, name, payload: JSON.stringify(payload) },
      time: new Date(Date.UTC(2026, 10, 1, 0, block)).toISOString(),
    };
    this.events.push(event);
    return event;
  }
}
