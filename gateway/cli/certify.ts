/** `guanlian certify FILE`: applies for a certificate with an application in canonical JSON; prints review and state. */
import { writeFile } from 'node:fs/promises';
import { checkBody } from '../formats/index.js';
import type { Execute } from './arguments.js';
import { UsageError } from './arguments.js';
import type { Refused } from './node-client.js';
import { NodeClient, tellRefusal } from './node-client.js';
import { answer, message } from './output.js';
import { readInput } from './read.js';

interface Certificate {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly checks: readonly {
    readonly rule: string;
    readonly result: string;
    readonly message: string;
  }[];
  readonly jws: string | null;
  readonly bundle: string | null;
}

const APPLY = `mutation($application: CertificateApplicationInput!) { applyForCertificate(application: $application) {
  __typename ... on Refusal { code message next }
  ... on ApplyForCertificateSuccess { certificate { id number state checks { rule result message field found repair } jws bundle } } } }`;
const NOT_ISSUED = 1;

export const execute: Execute = async (input) => {
  const value = parseJson(await readInput(input.argument(0)));
  const { body, trace } = checkBody(value);
  if (body?.kind !== 'certificateApplication') {
    const [first] = trace.findings;
    throw new UsageError(
      `no certificate application: ${first ? `${first.path} ${first.message}` : 'kind must be certificateApplication'}`,
    );
  }
  const client = await NodeClient.from(input, 'enterprise');
  const { kind, ...application } = body;
  message(`applying (${kind}) …`);
  const { applyForCertificate } = await client.graphql<{
    applyForCertificate:
      Refused | { __typename: 'ApplyForCertificateSuccess'; certificate: Certificate };
  }>(APPLY, { application });
  if (applyForCertificate.__typename === 'Refusal') return tellRefusal(input, applyForCertificate);
  const { certificate } = applyForCertificate;
  const file = input.text('out');
  const content = certificate.bundle ?? certificate.jws;
  if (file !== undefined && content !== null) await writeFile(file, `${content}\n`);
  answer(input, certificate, [
    `${certificate.state}  ${certificate.number}  ${certificate.id}`,
    ...certificate.checks.map(
      (check) => `  ${check.result.padEnd(7)} ${check.rule}: ${check.message}`,
    ),
    ...(file !== undefined && content !== null ? [`written to ${file}`] : []),
  ]);
  return certificate.state === 'issued' ? 0 : NOT_ISSUED;
};

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch (cause) {
    throw new UsageError('the application file is not valid JSON', { cause });
  }
}
