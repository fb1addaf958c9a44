/** Root fields over records: list, read, take in, share, purge. */
import { createHash } from 'node:crypto';
import { accepted, refused } from '../../../chaincode/index.js';
import type { Delivery, IngestResult, ShareInput, UserOutcome } from '../../application.js';
import type { Builder } from '../builder.js';
import { badInput, pageArgs, pageComplexity, pageRequest, toConnection } from '../connections.js';
import { callerOf, recordView } from '../context.js';
import { withoutNulls } from '../inputs/input-values.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';

/** Adds records, record, rawMessage, deliveries and the mutations over records. */
export function addRecordFields(builder: Builder, types: NodeTypes): void {
  addRecordQueries(builder, types);
  addRawMessage(builder, types);
  addDeliveries(builder, types);
  addIngest(builder, types);
  addShare(builder, types);
  addPurge(builder, types);
}

function addRecordQueries(builder: Builder, types: NodeTypes): void {
  builder.queryFields((t) => ({
    records: t.field({
      type: types.Records.connection,
      authScopes: { scope: 'records:read' },
      complexity: pageComplexity,
      description: 'Records that the ledger knows, newest first.',
      args: {
        ...pageArgs(t.arg),
        kind: t.arg({
          type: types.words.RecordKind,
          required: false,
          description: 'Only records of this kind.',
        }),
        owner: t.arg.string({ required: false, description: 'Only records of this MSP id.' }),
      },
      resolve: async (_root, args, context) => {
        const { kind, owner } = args;
        const filter = withoutNulls({ kind, owner });
        const page = pageRequest(args);
        return toConnection(
          await context.application.records(callerOf(context), page, filter),
          args,
        );
      },
    }),
    record: t.field({
      type: types.Record,
      nullable: true,
      authScopes: { scope: 'records:read' },
      description: 'One record with what this user may see of it; null when there is none.',
      args: { id: t.arg.id({ description: 'Id of the record.' }) },
      resolve: (_root, { id }, context) => recordView(context, id),
    }),
  }));
}

interface RawMessage {
  readonly bytes: Uint8Array;
}

/** Longer messages are read over HTTP, which streams bytes instead of text in JSON. */
const MAX_RAW_BYTES = 1024 * 1024;

function addRawMessage(builder: Builder, types: NodeTypes): void {
  const raw = builder.objectRef<RawMessage>('RawMessage').implement({
    description: 'A message as it came in.',
    fields: (t) => ({
      base64: t.string({
        description: 'The bytes, base64.',
        resolve: ({ bytes }) => Buffer.from(bytes).toString('base64'),
      }),
      byteLength: t.int({ description: 'How many bytes.', resolve: ({ bytes }) => bytes.length }),
      sha256: t.string({
        description: 'SHA-256 of the bytes, hex.',
        resolve: ({ bytes }) => createHash('sha256').update(bytes).digest('hex'),
      }),
    }),
  });
  const payload = definePayload<RawMessage>(builder, types.Refusal, {
    name: 'RawMessage',
    description: 'The message.',
    field: 'rawMessage',
    type: raw,
  });
  builder.queryField('rawMessage', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'personal:read' },
      complexity: 100,
      description:
        'The message that a record was read from; its owner alone holds it. Nothing in it is masked, hence the scope.',
      args: { recordId: t.arg.id({ description: 'Id of the record.' }) },
      resolve: async (_root, { recordId }, context): Promise<UserOutcome<RawMessage>> => {
        const outcome = await context.application.raw(callerOf(context), recordId);
        if (!outcome.ok) return outcome;
        if (outcome.value.length <= MAX_RAW_BYTES) return accepted({ bytes: outcome.value });
        return refused({
          code: 'LIMIT_EXCEEDED',
          message: 'The message is longer than 1 MiB.',
          next: `Read it with GET /messages/${recordId}/raw.`,
        });
      },
    }),
  );
}

function addDeliveries(builder: Builder, types: NodeTypes): void {
  builder.queryField('deliveries', (t) =>
    t.field({
      type: types.Deliveries.connection,
      authScopes: { scope: 'records:read' },
      complexity: pageComplexity,
      description: 'Releases of this node on their way to recipients, newest first.',
      args: {
        ...pageArgs(t.arg),
        recordId: t.arg.id({ required: false, description: 'Only releases of this record.' }),
        state: t.arg({
          type: types.words.DeliveryState,
          required: false,
          description: 'Only releases in this state.',
        }),
      },
      resolve: async (_root, args, context) => {
        const { recordId, state } = args;
        const filter = withoutNulls({ recordId, state });
        const page = pageRequest(args);
        return toConnection(
          await context.application.deliveries(callerOf(context), page, filter),
          args,
        );
      },
    }),
  );
}

function addIngest(builder: Builder, types: NodeTypes): void {
  const payload = definePayload<IngestResult>(builder, types.Refusal, {
    name: 'IngestMessage',
    description: 'What became of the message.',
    field: 'result',
    type: types.IngestResult,
  });
  const input = builder.inputType('IngestMessageInput', {
    description: 'A message to take in. Messages that are not text, or large: PUT /messages.',
    fields: (t) => ({
      text: t.string({ required: false, description: 'The message, when it is UTF-8 text.' }),
      base64: t.string({ required: false, description: 'The message as bytes, base64.' }),
      fileName: t.string({ required: false, description: 'Its file name, if it had one.' }),
    }),
  });
  builder.mutationField('ingestMessage', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'records:ingest' },
      complexity: 100,
      description: 'Takes in a message: recognises it, keeps it and commits its records.',
      args: { input: t.arg({ type: input, description: 'The message.' }) },
      resolve: (_root, { input: { text, base64, fileName } }, context) => {
        if ((typeof text === 'string') === (typeof base64 === 'string')) {
          throw badInput('Give the message either as `text` or as `base64`.');
        }
        const bytes =
          typeof text === 'string' ? Buffer.from(text) : Buffer.from(base64 ?? '', 'base64');
        const named = typeof fileName === 'string' ? { fileName } : {};
        return context.application.ingest(callerOf(context), { bytes, ...named });
      },
    }),
  );
}

function addShare(builder: Builder, types: NodeTypes): void {
  const payload = definePayload<Delivery>(builder, types.Refusal, {
    name: 'ShareRecord',
    description: 'The release that was queued.',
    field: 'delivery',
    type: types.Delivery,
  });
  const input = builder.inputType('ShareRecordInput', {
    description: 'What to share with whom and why.',
    fields: (t) => ({
      recordId: t.id({ description: 'The record to share.' }),
      recipient: t.string({ description: 'MSP id of the recipient.' }),
      agreementId: t.id({
        required: false,
        description: 'The agreement to rely on; the one in force when absent.',
      }),
      purpose: t.string({ description: 'The purpose, e.g. risk-assessment.' }),
      alsoRelease: t.stringList({
        required: false,
        description: 'Field patterns beyond the agreement: refused with FIELD_NOT_AGREED.',
      }),
    }),
  });
  builder.mutationField('shareRecord', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'records:share' },
      complexity: 50,
      description: 'Releases a record to one recipient under an agreement.',
      args: { input: t.arg({ type: input, description: 'What, to whom, why.' }) },
      resolve: (_root, args, context) =>
        context.application.share(callerOf(context), withoutNulls(args.input) as ShareInput),
    }),
  );
}

function addPurge(builder: Builder, types: NodeTypes): void {
  const payload = definePayload(builder, types.Refusal, {
    name: 'PurgeRecord',
    description: 'The record after the purge.',
    field: 'record',
    type: types.Record,
  });
  builder.mutationField('purgeRecord', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'records:purge' },
      complexity: 50,
      description: 'Erases the content of an own record and of its released copies.',
      args: { recordId: t.arg.id({ description: 'The record to erase.' }) },
      resolve: (_root, { recordId }, context) =>
        context.application.purge(callerOf(context), recordId),
    }),
  );
}
