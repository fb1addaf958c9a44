/** `guanlian alerts`: the risk queue with its reasons; `--follow` prints new alerts as they are raised. */
import type { Execute, VerbInput } from './arguments.js';
import type { Answer } from './node-client.js';
import { countOption, NodeClient } from './node-client.js';
import { answer } from './output.js';

interface AlertRow {
  readonly id: string;
  readonly typology: string;
  readonly score: string;
  readonly raisedAt: string;
  readonly reasons: readonly string[];
  readonly members: readonly {
    readonly label: string;
    readonly key: string;
    readonly name: string | null;
  }[];
  readonly recordIds: readonly string[];
  readonly modelDigest: string | null;
}

const FIELDS = `id typology version score raisedAt reasons members { label key name } recordIds modelDigest
  contributions { feature value contribution } witnesses { type from to recordIds }`;
const LIST = `query($first: Int, $typology: String) { alerts(first: $first, typology: $typology) {
  totalCount edges { cursor node { ${FIELDS} } } } }`;
const STREAM = `subscription($after: String) { alertRaised(after: $after) { cursor node { ${FIELDS} } } }`;

export const execute: Execute = async (input) => {
  const client = await NodeClient.from(input, 'risk-officer');
  if (input.flag('follow')) return follow(input, client);
  const first = countOption(input, 'first', 20, 100);
  const { alerts } = await client.graphql<{
    alerts: { totalCount: number; edges: { node: AlertRow }[] };
  }>(LIST, { first, typology: input.text('typology') ?? null });
  const rows = alerts.edges.map((edge) => edge.node);
  answer(input, { totalCount: alerts.totalCount, alerts: rows }, [
    ...rows.flatMap(alertLines),
    `${rows.length} of ${alerts.totalCount} alerts`,
  ]);
  return 0;
};

function alertLines(alert: AlertRow): string[] {
  const members = alert.members.map((member) => member.name ?? `${member.label} ${member.key}`);
  return [
    `${alert.raisedAt}  ${alert.typology}  score ${alert.score}  ${alert.id}`,
    `  who   ${members.join('; ')}`,
    ...alert.reasons.map((reason) => `  why   ${reason}`),
  ];
}

/** Server-sent events, one alert each, until the node or the person ends it. */
async function follow(input: VerbInput, client: NodeClient): Promise<number> {
  const response = await client.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: STREAM, variables: { after: input.text('after') ?? null } }),
  });
  if (!response.ok || !response.body)
    throw client.failure(refusalIn(await response.text()), response.status);
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    const chunk = decoder.decode(bytes, { stream: true });
    const events = (rest + chunk).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) printEvent(input, event);
  }
  return 0;
}

/** Why there is no stream: one event of it says so, or a plain answer when it is about the token. */
function refusalIn(text: string): Answer<unknown> {
  const said = /^(?:data:)? *(\{.*\})$/m.exec(text)?.[1];
  return said === undefined ? {} : (JSON.parse(said) as Answer<unknown>);
}

function printEvent(input: VerbInput, event: string): void {
  const data = event
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5))
    .join('\n')
    .trim();
  if (data === '') return;
  const parsed = JSON.parse(data) as {
    data?: { alertRaised?: { cursor: string; node: AlertRow } };
  };
  const raised = parsed.data?.alertRaised;
  if (raised) answer(input, raised, alertLines(raised.node));
}
