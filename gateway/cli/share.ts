/** `guanlian share ID --to MSP --purpose P`: releases the agreed fields of a record to one recipient. */
import type { Execute } from './arguments.js';
import { UsageError } from './arguments.js';
import type { Refused } from './node-client.js';
import { NodeClient, tellRefusal } from './node-client.js';
import { answer } from './output.js';

interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly recipient: string;
  readonly releasedFields: number;
  readonly withheldFields: number;
  readonly refusal: Refused | null;
}

const SHARE = `mutation($input: ShareRecordInput!) { shareRecord(input: $input) { __typename
  ... on Refusal { code message next }
  ... on ShareRecordSuccess { delivery { id state recipient releasedFields withheldFields refusal { code message next } } } } }`;

export const execute: Execute = async (input) => {
  const [recipient, purpose] = [input.text('to'), input.text('purpose')];
  if (!recipient || !purpose) throw new UsageError('share needs --to MSPID and --purpose PURPOSE');
  const client = await NodeClient.from(input, 'data-officer');
  const also = input.options['also'];
  const { shareRecord } = await client.graphql<{
    shareRecord: Refused | { __typename: 'ShareRecordSuccess'; delivery: Delivery };
  }>(SHARE, {
    input: {
      ...{ recordId: input.argument(0), recipient, purpose },
      agreementId: input.text('agreement') ?? null,
      alsoRelease: Array.isArray(also) ? also : null,
    },
  });
  if (shareRecord.__typename === 'Refusal') return tellRefusal(input, shareRecord);
  const { delivery } = shareRecord;
  answer(input, delivery, [
    `${delivery.state} to ${delivery.recipient}: ${delivery.releasedFields} fields released, ${delivery.withheldFields} withheld`,
    ...(delivery.refusal ? [`  ${delivery.refusal.code}: ${delivery.refusal.message}`] : []),
  ]);
  return 0;
};
