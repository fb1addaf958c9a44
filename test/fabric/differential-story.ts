/**
 * What has happened in a random story so far, and the objects that its next steps are about. Both ledgers get the same
 * bytes, so one story serves both. Ids are random per story: it can be told on a ledger that has a past.
 */
import { randomBytes } from 'node:crypto';
import type {
  AgreementTerms,
  Anchor,
  Envelope,
  Release,
  SaltedField,
} from '../../chaincode/index.js';
import {
  anchorPayload,
  detachedJws,
  divideFields,
  envelopePayload,
  flatten,
  rootOfFields,
  sha256Hex,
  signingInput,
} from '../../chaincode/index.js';
import type { OrganisationIdentity } from '../../network/index.js';

export interface StoryRecord {
  readonly envelope: Envelope;
  readonly leaves: readonly SaltedField[];
}

export interface StoryRelease {
  readonly release: Release;
  readonly terms: AgreementTerms;
}

/** Everything that was tried, whether it was taken or refused: later steps also touch what never came to be. */
export class Story {
  readonly members: readonly string[];
  readonly records: StoryRecord[] = [];
  readonly agreements: AgreementTerms[] = [];
  /** Who may answer an open negotiation, by agreement. */
  readonly asked = new Map<string, string>();
  /** Agreements in force. */
  readonly live = new Set<string>();
  readonly releases: StoryRelease[] = [];
  readonly proposals: string[] = [];
  /** Newest batch of each issuer. */
  readonly anchors = new Map<string, Pick<Anchor, 'sequence' | 'root'>>();
  readonly certificates: string[] = [];
  readonly #identities: ReadonlyMap<string, OrganisationIdentity>;
  readonly #nonce = randomBytes(9).toString('base64url');
  #count = 0;

  constructor(identities: ReadonlyMap<string, OrganisationIdentity>) {
    this.#identities = identities;
    this.members = [...identities.keys()].sort();
  }

  id(what: string): string {
    this.#count += 1;
    return `${what}-${this.#nonce}-${this.#count}`;
  }

  member(n: number): string {
    return this.members[n % this.members.length]!;
  }

  /** Another member than the one named. */
  other(mspId: string, n = 0): string {
    return this.member(this.members.indexOf(mspId) + 1 + (n % (this.members.length - 1)));
  }

  async sign(mspId: string, payload: string): Promise<string> {
    const { signer } = this.#identities.get(mspId)!;
    return detachedJws(signer.key.kid, await signer.sign(signingInput(signer.key.kid, payload)));
  }

  /** A record of a few leaves with its signed envelope. */
  async record(
    owner: string,
    change: Partial<Envelope> = {},
    signedBy = owner,
  ): Promise<StoryRecord> {
    const id = change.id ?? this.id('record');
    const kind = change.kind ?? 'manifest';
    const body = {
      kind,
      transport: { mode: '1', name: `MV ${this.#count}` },
      consignments: [
        { id: `BL-${this.#count}`, goods: 'tea', grossMass: '1200.5' },
        { id: 'BL-0', goods: 'silk', grossMass: '80', note: `ümlaut ✓ ${this.#count}` },
      ],
    };
    const leaves = flatten(body).map((leaf) => ({
      ...leaf,
      salt: randomBytes(16).toString('base64url'),
    }));
    const createdAt = new Date().toISOString();
    const unsigned = {
      ...{ id, kind, owner, root: rootOfFields(leaves), leafCount: leaves.length, revision: 1 },
      createdAt,
      retainUntil: new Date(Date.parse(createdAt) + 30 * 86_400_000).toISOString(),
      ...change,
    };
    const signature = await this.sign(signedBy, envelopePayload(unsigned));
    return { envelope: { ...unsigned, signature }, leaves };
  }

  terms(provider: string, consumer: string, change: Partial<AgreementTerms> = {}): AgreementTerms {
    const now = Date.now();
    return {
      id: this.id('agreement'),
      ...{ provider, consumer },
      datasets: [{ kind: 'manifest', fields: ['/kind', '/transport', '/consignments/*/goods'] }],
      purposes: ['risk-assessment', 'customs-clearance'],
      legalBasis: 'Mutual assistance agreement, article 4',
      retentionDays: 90,
      validFrom: new Date(now - 60_000).toISOString(),
      validUntil: new Date(now + 86_400_000).toISOString(),
      salt: randomBytes(16).toString('base64url'),
      ...change,
    };
  }

  /** The release that the terms allow. */
  release({ envelope, leaves }: StoryRecord, terms: AgreementTerms): Release {
    const { id: recordId, revision, owner, kind } = envelope;
    return {
      ...{ id: this.id('release'), recordId, revision, agreementId: terms.id },
      ...{ purpose: 'risk-assessment' as const, owner, recipient: terms.consumer },
      ...divideFields(leaves, terms, kind),
    };
  }

  async anchor(issuer: string, change: Partial<Anchor> = {}, signedBy = issuer): Promise<Anchor> {
    const head = this.anchors.get(issuer);
    const id = this.id('batch');
    const unsigned = {
      ...{ id, issuer, size: 3, root: sha256Hex(id) },
      sequence: (head?.sequence ?? 0) + 1,
      ...(head ? { previousRoot: head.root } : {}),
      hashAlgorithm: 'sha-256' as const,
      createdAt: new Date().toISOString(),
      ...change,
    };
    return { ...unsigned, signature: await this.sign(signedBy, anchorPayload(unsigned)) };
  }
}
