/** `guanlian certificates [ID]`: certificates of the node; one with its file, or a status change. */
import { writeFile } from 'node:fs/promises';
import type { Execute, VerbInput } from './arguments.js';
import type { Refused } from './node-client.js';
import { countOption, NodeClient, tellRefusal } from './node-client.js';
import { answer } from './output.js';

interface Row {
  readonly id: string;
  readonly number: string;
  readonly certificateType: string;
  readonly state: string;
  readonly anchored: boolean;
  readonly jws?: string | null;
  readonly bundle?: string | null;
}

const ROW = 'id number certificateType state anchored issuedAt validUntil';
const NOT_FOUND = {
  code: 'NOT_FOUND',
  message: 'this node knows no certificate with this id',
  next: 'List them: guanlian certificates',
};

export const execute: Execute = async (input) => {
  const client = await NodeClient.from(input, 'certificate-officer');
  const id = input.argument(0);
  if (id === '') return list(input, client);
  const revoke = input.text('revoke');
  return revoke === undefined ? one(input, client, id) : change(input, client, id, revoke);
};

async function list(input: VerbInput, client: NodeClient): Promise<number> {
  const { certificates } = await client.graphql<{
    certificates: { totalCount: number; edges: { node: Row }[] };
  }>(
    `query($first: Int) { certificates(first: $first) { totalCount edges { node { ${ROW} } } } }`,
    {
      first: countOption(input, 'first', 20, 100),
    },
  );
  const rows = certificates.edges.map((edge) => edge.node);
  answer(input, { totalCount: certificates.totalCount, certificates: rows }, [
    ...rows.map(
      (row) => `${row.id}  ${row.number}  ${row.state}${row.anchored ? ', anchored' : ''}`,
    ),
    `${rows.length} of ${certificates.totalCount} certificates`,
  ]);
  return 0;
}

async function one(input: VerbInput, client: NodeClient, id: string): Promise<number> {
  const { certificate } = await client.graphql<{ certificate: Row | null }>(
    `query($id: ID!) { certificate(id: $id) { ${ROW} jws bundle checks { rule result message } } }`,
    { id },
  );
  if (!certificate) return tellRefusal(input, NOT_FOUND);
  const file = input.text('out');
  const content = certificate.bundle ?? certificate.jws;
  if (file !== undefined && content) await writeFile(file, `${content}\n`);
  answer(input, certificate, [
    `${certificate.number}  ${certificate.state}${certificate.anchored ? ', anchored' : ', not yet anchored'}`,
    ...(file !== undefined && content ? [`written to ${file}`] : []),
  ]);
  return 0;
}

async function change(
  input: VerbInput,
  client: NodeClient,
  id: string,
  reason: string,
): Promise<number> {
  const { setCertificateStatus } = await client.graphql<{
    setCertificateStatus: Refused | { __typename: string; certificate: Row };
  }>(
    `mutation($id: ID!, $reason: StatusReason!) { setCertificateStatus(id: $id, status: revoked, reason: $reason) {
      __typename ... on Refusal { code message next } ... on SetCertificateStatusSuccess { certificate { ${ROW} } } } }`,
    { id, reason: reason.replaceAll('-', '_') },
  );
  if ('code' in setCertificateStatus) return tellRefusal(input, setCertificateStatus);
  const { certificate } = setCertificateStatus;
  answer(input, certificate, [`${certificate.number}  ${certificate.state}`]);
  return 0;
}
