/** Records in the schema: the summary in lists, and what the node may show of one, with what was withheld and why. */
import type { Finding, LedgerEnvelope, ReleaseMarker } from '../../../chaincode/index.js';
import type { IngestResult, RecordSummary, VisibleField, WithheldView } from '../../application.js';
import type { Builder, Ref } from '../builder.js';
import type { GraphContext } from '../context.js';
import { recordView } from '../context.js';
import type { Words } from '../words.js';

export interface RecordTypes {
  readonly Record: Ref<RecordSummary>;
  readonly IngestResult: Ref<IngestResult>;
}

/** A field that needs the whole record: counts more than a member of the summary. */
const VIEW_COST = 5;

/** Adds Record, Envelope, Release, VisibleField, WithheldField and IngestResult. */
export function defineRecords(builder: Builder, words: Words, finding: Ref<Finding>): RecordTypes {
  const envelope = defineEnvelope(builder, words);
  const release = defineRelease(builder, words);
  const visible = defineVisibleField(builder);
  const withheld = defineWithheldField(builder, words);
  const Record = builder.objectRef<RecordSummary>('Record');
  Record.implement({
    description: 'A record: a commitment on the ledger, and what this node holds of its content.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Random id on the ledger.' }),
      kind: t.expose('kind', { type: words.RecordKind, description: 'What it is a record of.' }),
      owner: t.exposeString('owner', { description: 'MSP id of the owning organisation.' }),
      revision: t.exposeInt('revision', { description: 'Counts the changes, from 1.' }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
      retainUntil: t.expose('retainUntil', {
        type: 'DateTime',
        description: 'When the owner means to erase the content.',
      }),
      status: t.expose('status', { type: words.RecordStatus, description: 'Live or purged.' }),
      holding: t.expose('holding', {
        type: words.Holding,
        description: 'What this node holds of it.',
      }),
      format: t.exposeString('format', {
        nullable: true,
        description: 'Message format it was read from; known to the owner alone.',
      }),
      findingCount: t.exposeInt('findingCount', {
        description: 'How many findings its reader made.',
      }),
    }),
  });
  builder.objectFields(Record, (t) => ({
    envelope: t.field({
      type: envelope,
      complexity: VIEW_COST,
      description: 'The commitment on the ledger, signed by the owner.',
      resolve: async (record, _args, context) => (await viewOf(record, context)).envelope,
    }),
    body: t.field({
      type: 'JSON',
      nullable: true,
      complexity: VIEW_COST,
      description: 'The visible fields as one document; null when only the envelope is held.',
      resolve: async (record, _args, context) => (await viewOf(record, context)).body,
    }),
    fields: t.field({
      type: [visible],
      complexity: { field: VIEW_COST, multiplier: 10 },
      description: 'The visible fields one by one.',
      resolve: async (record, _args, context) => (await viewOf(record, context)).fields,
    }),
    withheld: t.field({
      type: [withheld],
      complexity: { field: VIEW_COST, multiplier: 10 },
      description: 'The fields that exist and are not shown, each with the reason.',
      resolve: async (record, _args, context) => (await viewOf(record, context)).withheld,
    }),
    findings: t.field({
      type: [finding],
      complexity: { field: VIEW_COST, multiplier: 10 },
      description: 'What the reader noticed; known to the owner alone.',
      resolve: async (record, _args, context) => (await viewOf(record, context)).findings,
    }),
    releases: t.field({
      type: [release],
      complexity: { field: VIEW_COST, multiplier: 10 },
      description: 'To whom it was released, under which agreement.',
      resolve: async (record, _args, context) => (await viewOf(record, context)).releases,
    }),
  }));
  return { Record, IngestResult: defineIngestResult(builder, Record, finding) };
}

async function viewOf(record: RecordSummary, context: GraphContext) {
  const view = await recordView(context, record.id);
  // The summary came from the same index a moment ago: a missing view is a fault, not an answer.
  if (!view) throw new Error(`record ${record.id} vanished between summary and view`);
  return view;
}

function defineEnvelope(builder: Builder, words: Words): Ref<LedgerEnvelope> {
  return builder.objectRef<LedgerEnvelope>('Envelope').implement({
    description: 'The commitment that every member sees: that a record exists, nothing of it.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Random id on the ledger.' }),
      kind: t.expose('kind', { type: words.RecordKind, description: 'What it is a record of.' }),
      owner: t.exposeString('owner', { description: 'MSP id of the owner.' }),
      root: t.exposeString('root', {
        description: 'Merkle root over the salted fields (RFC 9162 hashing), hex.',
      }),
      leafCount: t.exposeInt('leafCount', { description: 'How many fields it commits to.' }),
      rawDigest: t.exposeString('rawDigest', {
        nullable: true,
        description: 'Salted SHA-256 of the raw message, hex.',
      }),
      revision: t.exposeInt('revision', { description: 'Counts the changes, from 1.' }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
      retainUntil: t.expose('retainUntil', {
        type: 'DateTime',
        description: 'When the owner means to erase the content.',
      }),
      signature: t.exposeString('signature', {
        description: 'Detached JWS of the owner over all other members but status and purgedAt.',
      }),
      status: t.expose('status', { type: words.RecordStatus, description: 'Live or purged.' }),
      purgedAt: t.expose('purgedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When the owner erased it.',
      }),
    }),
  });
}

function defineRelease(builder: Builder, words: Words): Ref<ReleaseMarker> {
  return builder.objectRef<ReleaseMarker>('Release').implement({
    description: 'What every member sees of a release: that it happened, between whom, and why.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Id of the release.' }),
      recordId: t.exposeID('recordId', { description: 'The record that was released.' }),
      revision: t.exposeInt('revision', { description: 'Revision that was released.' }),
      kind: t.expose('kind', { type: words.RecordKind, description: 'Kind of the record.' }),
      agreementId: t.exposeID('agreementId', { description: 'The agreement it relies on.' }),
      purpose: t.exposeString('purpose', { description: 'The stated purpose.' }),
      owner: t.exposeString('owner', { description: 'MSP id of the owner.' }),
      recipient: t.exposeString('recipient', { description: 'MSP id of the recipient.' }),
      releasedAt: t.expose('releasedAt', { type: 'DateTime', description: 'When it happened.' }),
      retainUntil: t.expose('retainUntil', {
        type: 'DateTime',
        description: 'How long the recipient may keep it.',
      }),
      purgedAt: t.expose('purgedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When the released copies were erased.',
      }),
    }),
  });
}

function defineVisibleField(builder: Builder): Ref<VisibleField> {
  return builder.objectRef<VisibleField>('VisibleField').implement({
    description: 'One field that may be seen.',
    fields: (t) => ({
      pointer: t.exposeString('pointer', { description: 'JSON Pointer into the record.' }),
      value: t.field({
        type: 'JSON',
        nullable: true,
        description: 'The value.',
        resolve: ({ value }) => JSON.parse(value) as unknown,
      }),
      proved: t.exposeBoolean('proved', {
        description: 'Whether the field was proved against the envelope on the ledger.',
      }),
    }),
  });
}

function defineWithheldField(builder: Builder, words: Words): Ref<WithheldView> {
  return builder.objectRef<WithheldView>('WithheldField').implement({
    description: 'One field that exists and is not shown.',
    fields: (t) => ({
      pointer: t.exposeString('pointer', { description: 'JSON Pointer into the record.' }),
      reason: t.expose('reason', { type: words.WithheldReason, description: 'Why, as a code.' }),
      explanation: t.exposeString('explanation', { description: 'Why, in plain words.' }),
    }),
  });
}

function defineIngestResult(
  builder: Builder,
  record: Ref<RecordSummary>,
  finding: Ref<Finding>,
): Ref<IngestResult> {
  const unread = builder.objectRef<IngestResult['unread'][number]>('UnreadPart').implement({
    description: 'A part of the message that no rule reads; it is kept as it is.',
    fields: (t) => ({
      path: t.exposeString('path', { description: 'Where it stands.' }),
      text: t.exposeString('text', { description: 'The part itself.' }),
    }),
  });
  return builder.objectRef<IngestResult>('IngestResult').implement({
    description: 'What became of a message.',
    fields: (t) => ({
      format: t.exposeString('format', { description: 'The recognised message format.' }),
      records: t.expose('records', { type: [record], description: 'The records read from it.' }),
      findings: t.expose('findings', { type: [finding], description: 'What was noticed.' }),
      unread: t.expose('unread', { type: [unread], description: 'What no rule reads.' }),
    }),
  });
}
