/** One member's node over any ledger, its GraphQL, and small records to share: for the fault tests. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgreementTerms, RecordKind } from '../../chaincode/index.js';
import type { Delivery } from '../../gateway/application.js';
import { MEMBERS } from '../../gateway/demo/members.js';
import type { Node } from '../../gateway/node.js';
import { createNode } from '../../gateway/node.js';
import type { Role } from '../../gateway/auth/roles.js';
import { createLog } from '../../gateway/observe/log.js';
import { createTreeScorer, modelsFolder, openModelLibrary } from '../../models/index.js';
import type { Ledger, OrganisationIdentity } from '../../network/index.js';
import { systemClock } from '../../network/index.js';
import { callerOf, granted } from '../federation/running-federation.js';
import { ROOT } from '../sources.js';

export const KIND: RecordKind = 'inspection';
export const PURPOSE = 'risk-assessment';
export const SECOND_PURPOSE = 'customs-clearance';

/** Opens the node of a member; its data are in `dir`. */
export async function openNode(options: {
  readonly dir: string;
  readonly ledger: Ledger;
  readonly identity: OrganisationIdentity;
}): Promise<Node> {
  const { dir, ledger, identity } = options;
  const opened = await openModelLibrary(modelsFolder()).open('declaration-risk');
  if (!opened.ok) throw new Error(opened.refusal.message);
  const { mspId } = identity;
  const member = MEMBERS.find((one) => one.mspId === mspId) ?? {
    ...{ name: mspId.toLowerCase(), displayName: mspId, countryCode: 'XA' },
    roles: ['customs' as const],
  };
  const { name, displayName, countryCode, roles } = member;
  return createNode(
    {
      ...{ name, displayName, mspId, countryCode, roles, dir },
      ...{ host: '127.0.0.1', port: 0, profile: 'development', graph: 'memory', version: '0.0.0' },
    },
    {
      ...{ ledger, identity, clock: systemClock, processMetrics: false },
      scorer: createTreeScorer(opened.value),
      log: createLog({ node: name, level: 'fatal' }),
    },
  );
}

/** Asks the node over its real HTTP server. */
export async function ask<T>(
  node: Node,
  role: Role,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${await node.issuer!.issue({ role })}`,
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
  if (data === undefined || data === null) throw new Error(JSON.stringify(errors));
  return data;
}

/** Agreement terms for inspections, proposed by one node and accepted by the other. */
export async function agree(provider: Node, consumer: Node): Promise<string> {
  const now = Date.now();
  const draft: Omit<AgreementTerms, 'id' | 'salt'> = {
    ...{ provider: provider.config.mspId, consumer: consumer.config.mspId },
    datasets: [{ kind: KIND, fields: ['/kind', '/subject', '/outcome', '/observations'] }],
    ...{
      purposes: [PURPOSE, SECOND_PURPOSE],
      legalBasis: 'Mutual assistance, article 4',
      retentionDays: 30,
    },
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 86_400_000).toISOString(),
  };
  const { application } = provider;
  const proposed = granted(
    await application.proposeAgreement(callerOf(draft.provider, 'data-officer'), draft),
  );
  const { id } = proposed.agreement;
  const caller = callerOf(draft.consumer, 'data-officer');
  granted(await consumer.application.acceptAgreement(caller, id));
  return id;
}

/** Takes in an inspection of its own; returns the record's id. */
export async function inspect(node: Node, subject: string): Promise<string> {
  const file = join(ROOT, 'test/fixtures/formats/inspection.json');
  const body = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const text = JSON.stringify({ ...body, subject: { type: 'equipment', id: subject } });
  const caller = callerOf(node.config.mspId, 'data-officer');
  const { records } = granted(await node.application.ingest(caller, { bytes: Buffer.from(text) }));
  return records[0]!.id;
}

export interface ShareWish {
  readonly agreementId?: string;
  readonly purpose?: string;
}

/** Shares a record; the answer may be that it is pending. */
export async function share(
  node: Node,
  recipient: string,
  recordId: string,
  { agreementId, purpose = PURPOSE }: ShareWish = {},
): Promise<Delivery> {
  const caller = callerOf(node.config.mspId, 'data-officer');
  const input = { recordId, recipient, purpose, ...(agreementId ? { agreementId } : {}) };
  return granted(await node.application.share(caller, input));
}

/** Runs the work for each item, so many at once. */
export async function eachOf<T, R>(
  items: readonly T[],
  workers: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const [index, item] of queue) results[index] = await work(item, index);
    }),
  );
  return results;
}
