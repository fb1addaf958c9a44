/** Records as users of the node see them: summaries in ledger order, and one record with masking applied once. */
import type { LedgerEnvelope, RecordKind } from '../../chaincode/index.js';
import { assemble, WITHHELD_REASONS } from '../../chaincode/index.js';
import type {
  Caller,
  Page,
  PageRequest,
  RecordSummary,
  RecordView,
  WithheldView,
} from '../application.js';
import type { Holding } from './holdings.js';
import { holdingOf } from './holdings.js';
import type { IndexedEnvelope } from './ledger-index.js';
import {
  envelopesNewestFirst,
  indexedEnvelope,
  isPositionKey,
  markersOf,
  newestPlace,
  positionKey,
} from './ledger-index.js';
import { pageOf } from './page.js';
import type { NodeParts } from './parts.js';
import { personalFields } from './personal-fields.js';
import { openKept } from './vault.js';

export interface RecordFilter {
  readonly kind?: RecordKind;
  readonly owner?: string;
}

/** A page of records, newest on the ledger first; a cursor is a record's place in the ledger, where a revision puts another one. */
export async function listRecords(
  parts: NodeParts,
  page: PageRequest,
  filter: RecordFilter = {},
): Promise<Page<RecordSummary>> {
  const newest = await newestPlace(parts.store);
  const found = await pageOf(matching(parts, filter), page, {
    of: ({ position }) => positionKey(position),
    mayHaveGiven: (cursor) => isPositionKey(cursor) && newest !== undefined && cursor <= newest,
  });
  const items = await Promise.all(
    found.items.map(async ({ node: { envelope }, cursor }) => ({
      node: await summarize(parts, envelope),
      cursor,
    })),
  );
  return { ...found, items };
}

/** One record with everything that the caller may see of it; undefined when the ledger has no such record. */
export async function viewRecord(
  parts: NodeParts,
  caller: Caller,
  id: string,
): Promise<RecordView | undefined> {
  const entry = await indexedEnvelope(parts.store, id);
  if (!entry) return undefined;
  const { envelope } = entry;
  const holding = await holdingOf(parts, envelope);
  const { visible, masked } = mask(holding, envelope.kind, caller);
  const summary = await summarize(parts, envelope);
  return {
    ...summary,
    envelope,
    body: visible.length === 0 ? null : assemble(visible),
    fields: visible.map(({ pointer, value }) => ({ pointer, value, proved: true })),
    withheld: [...masked, ...holding.withheld.map((w) => explain(w.pointer, w.reason))],
    findings: holding.kept?.record.findings ?? [],
    releases: await markersOf(parts.store, id),
  };
}

/** The summary of one envelope. */
export async function summarize(
  parts: NodeParts,
  envelope: LedgerEnvelope,
): Promise<RecordSummary> {
  const { id, kind, owner, revision, createdAt, retainUntil, status } = envelope;
  const base = { id, kind, owner, revision, createdAt, retainUntil, status };
  const kept = owner === parts.identity.mspId ? await openKept(parts.store, id) : undefined;
  if (kept) {
    const { source, findings } = kept.record;
    return { ...base, holding: 'owner', format: source.format, findingCount: findings.length };
  }
  const markers = await markersOf(parts.store, id);
  const received = markers.some(
    (m) =>
      m.recipient === parts.identity.mspId && m.purgedAt === undefined && m.revision === revision,
  );
  return { ...base, holding: received ? 'release' : 'envelope', findingCount: 0 };
}

async function* matching(parts: NodeParts, filter: RecordFilter): AsyncGenerator<IndexedEnvelope> {
  for await (const entry of envelopesNewestFirst(parts.store)) {
    if (filter.kind !== undefined && entry.envelope.kind !== filter.kind) continue;
    if (filter.owner !== undefined && entry.envelope.owner !== filter.owner) continue;
    yield entry;
  }
}

function mask(
  holding: Holding,
  kind: RecordKind,
  caller: Caller,
): { visible: Holding['fields']; masked: WithheldView[] } {
  if (caller.scopes.has('personal:read')) return { visible: holding.fields, masked: [] };
  const isPersonal = personalFields(kind);
  const hidden = holding.fields.filter((field) => isPersonal(field.pointer));
  return {
    visible: holding.fields.filter((field) => !isPersonal(field.pointer)),
    masked: hidden.map((field) => explain(field.pointer, 'MASKED')),
  };
}

function explain(pointer: string, reason: WithheldView['reason']): WithheldView {
  return { pointer, reason, explanation: WITHHELD_REASONS[reason] };
}
