/** `guanlian records [ID]`: what the node knows of records, or one record as far as this user may see it. */
import type { Execute, VerbInput } from './arguments.js';
import { countOption, NodeClient, tellRefusal } from './node-client.js';
import { answer } from './output.js';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly holding: string;
  readonly status: string;
  readonly createdAt: string;
}

interface RecordDetail extends Row {
  readonly body: unknown;
  readonly fields: readonly { readonly pointer: string; readonly proved: boolean }[];
  readonly withheld: readonly {
    readonly pointer: string;
    readonly reason: string;
    readonly explanation: string;
  }[];
  readonly releases: readonly {
    readonly recipient: string;
    readonly purpose: string;
    readonly releasedAt: string;
  }[];
}

const ROW = 'id kind owner holding status createdAt';
const LIST = `query($first: Int, $kind: RecordKind) {
  records(first: $first, kind: $kind) { totalCount edges { cursor node { ${ROW} } } } }`;
const ONE = `query($id: ID!) { record(id: $id) { ${ROW} body fields { pointer proved }
  withheld { pointer reason explanation } releases { recipient purpose releasedAt } } }`;

export const execute: Execute = async (input) => {
  const client = await NodeClient.from(input, 'data-officer');
  return input.argument(0) === '' ? list(input, client) : one(input, client);
};

async function list(input: VerbInput, client: NodeClient): Promise<number> {
  const first = countOption(input, 'first', 20, 100);
  const { records } = await client.graphql<{
    records: { totalCount: number; edges: { node: Row }[] };
  }>(LIST, { first, kind: input.text('kind') ?? null });
  const rows = records.edges.map((edge) => edge.node);
  answer(input, { totalCount: records.totalCount, records: rows }, [
    ...rows.map((row) => `${row.id}  ${row.kind.padEnd(22)} ${row.holding.padEnd(9)} ${row.owner}`),
    `${rows.length} of ${records.totalCount} records`,
  ]);
  return 0;
}

async function one(input: VerbInput, client: NodeClient): Promise<number> {
  const { record } = await client.graphql<{ record: RecordDetail | null }>(ONE, {
    id: input.argument(0),
  });
  if (!record) {
    return tellRefusal(input, {
      code: 'NOT_FOUND',
      message: 'no record with this id is on the ledger',
      next: 'List the records: guanlian records',
    });
  }
  const reasons = new Map<string, number>();
  for (const { explanation } of record.withheld)
    reasons.set(explanation, (reasons.get(explanation) ?? 0) + 1);
  answer(input, record, [
    `${record.kind} ${record.id} of ${record.owner} (${record.status}); held here: ${record.holding}`,
    `fields    ${record.fields.length} visible, ${record.fields.filter((field) => field.proved).length} proved against the envelope`,
    ...[...reasons].map(([reason, count]) => `withheld  ${count}: ${reason}`),
    ...record.releases.map(
      (release) =>
        `released  to ${release.recipient} for ${release.purpose} at ${release.releasedAt}`,
    ),
    record.body === null ? 'body      (none held here)' : JSON.stringify(record.body, null, 1),
  ]);
  return 0;
}
