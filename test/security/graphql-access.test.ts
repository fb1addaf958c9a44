/** Who may ask what over GraphQL: default deny, tokens, scopes, introspection and registered operations in production. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES } from '../../gateway/application.js';
import { ROLES, scopesOf } from '../../gateway/auth/roles.js';
import { getIntrospectionQuery } from 'graphql';
import {
  createPersistedOperations,
  operationId,
} from '../../gateway/graphql/persisted-operations.js';
import { assertGuarded, PUBLIC_FIELDS, rootScopes } from '../../gateway/graphql/root-scopes.js';
import { createBuilder } from '../../gateway/graphql/builder.js';
import { createSchema } from '../../gateway/graphql/schema.js';
import type { RunningNode } from '../gateway/http/running-node.js';
import { startNode } from '../gateway/http/running-node.js';

const schema = createSchema();

/** An operation that selects one root field with arguments of the right type. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'Query.thisNode': '{ thisNode { name } }',
  'Query.verify': '{ verify(document: "x") { __typename } }',
  'Query.trustList': '{ trustList }',
  'Query.viewer': '{ viewer { role } }',
  'Query.organisations': '{ organisations { mspId keys { kid } } }',
  'Query.ledger': '{ ledger { height } }',
  'Query.records': '{ records { totalCount } }',
  'Query.record': '{ record(id: "record-0000-abcdefgh") { id } }',
  'Query.rawMessage': '{ rawMessage(recordId: "record-0000-abcdefgh") { __typename } }',
  'Query.deliveries': '{ deliveries(state: pending) { totalCount } }',
  'Query.agreements': '{ agreements { totalCount } }',
  'Query.alerts': '{ alerts(typology: "x") { totalCount } }',
  'Query.scores': '{ scores(recordId: "record-0000-abcdefgh") { __typename } }',
  'Query.entity': '{ entity(label: "Company", key: "c1") { name properties { name value } } }',
  'Query.entitySources': '{ entitySources(label: "Company", key: "c1") { recordId } }',
  'Query.purgedFacts': '{ purgedFacts { recordId } }',
  'Query.searchEntities': '{ searchEntities(query: "Acme") { key } }',
  'Query.neighbourhood':
    '{ neighbourhood(label: "Company", key: "c1") { truncated nodes { key } } }',
  'Query.relationships': '{ relationships(label: "Company", key: "c1") { totalCount } }',
  'Query.connections':
    '{ connections(from: { label: "Company", key: "c1" }, to: { label: "Company", key: "c2" }) { truncated } }',
  'Query.shares': '{ shares(label: "Company", key: "c1") { truncated } }',
  'Query.timeline': '{ timeline(label: "Company", key: "c1") { truncated } }',
  'Query.caseGraph': '{ caseGraph(subjects: [{ label: "Company", key: "c1" }]) { truncated } }',
  'Query.graphStatus': '{ graphStatus { engine } }',
  'Query.graphMove': '{ graphMove { phase } }',
  'Query.exportGraph': '{ exportGraph(label: "Company", key: "c1", format: json) { text } }',
  'Query.exportCase':
    '{ exportCase(subjects: [{ label: "Company", key: "c1" }], format: json) { __typename } }',
  'Query.certificates': '{ certificates { totalCount } }',
  'Query.certificate': '{ certificate(id: "c") { id } }',
  'Mutation.ingestMessage': 'mutation { ingestMessage(input: { text: "UNB" }) { __typename } }',
  'Mutation.shareRecord':
    'mutation { shareRecord(input: { recordId: "r", recipient: "X", purpose: "p" }) { __typename } }',
  'Mutation.purgeRecord':
    'mutation { purgeRecord(recordId: "record-0000-abcdefgh") { __typename } }',
  'Mutation.proposeAgreement':
    'mutation { proposeAgreement(terms: { provider: "A", consumer: "B", datasets: [{ kind: declaration, fields: ["/items"] }], purposes: ["risk-assessment"], legalBasis: "law", retentionDays: 30, validFrom: "2026-01-01T00:00:00Z", validUntil: "2027-01-01T00:00:00Z" }) { __typename } }',
  'Mutation.acceptAgreement': 'mutation { acceptAgreement(id: "a") { __typename } }',
  'Mutation.terminateAgreement': 'mutation { terminateAgreement(id: "a") { __typename } }',
  'Mutation.rebuildGraph': 'mutation { rebuildGraph { __typename } }',
  'Mutation.compactGraph': 'mutation { compactGraph { __typename } }',
  'Mutation.moveGraph': 'mutation { moveGraph(to: embedded) { __typename } }',
  'Mutation.verifyGraph': 'mutation { verifyGraph { __typename } }',
  'Mutation.applyForCertificate':
    'mutation { applyForCertificate(application: { certificateType: phytosanitary, applicant: { role: "EX", identifiers: [] }, consignor: { role: "CZ", identifiers: [] }, consignee: { role: "CN", identifiers: [] }, exportCountry: "CN", importCountry: "BR", consignmentRef: "C1", equipmentIds: [], inspections: [], items: [{ commonName: "Tea", originCountry: "CN", packages: 1, netMass: { value: "10", unitCode: "KGM" } }], totals: { packages: 1, netMass: { value: "10", unitCode: "KGM" } }, treatments: [], declarations: [] }) { __typename } }',
  'Mutation.decideCertificate':
    'mutation { decideCertificate(id: "c", approve: true, reason: "seen") { __typename } }',
  'Mutation.setCertificateStatus':
    'mutation { setCertificateStatus(id: "c", status: revoked, reason: issued_in_error) { __typename } }',
  'Subscription.alertRaised': 'subscription { alertRaised { cursor } }',
};

const FIELDS = rootScopes(schema);
const GUARDED = FIELDS.filter(({ requires }) => requires !== 'open');

describe('default deny', () => {
  it('every root field declares what it requires, and only the listed ones are public', () => {
    const open = FIELDS.filter(({ requires }) => requires === 'open').map(({ field }) => field);
    expect(open.sort()).toEqual([...PUBLIC_FIELDS].sort());
    for (const { requires } of GUARDED) expect(['signedIn', ...SCOPES]).toContain(requires);
  });

  it('this test knows every root field', () => {
    expect(Object.keys(OPERATIONS).sort()).toEqual(FIELDS.map(({ field }) => field).sort());
  });

  it('a schema with an unguarded root field does not start', () => {
    const builder = createBuilder();
    builder.queryType({ fields: (t) => ({ secrets: t.string({ resolve: () => 'all of them' }) }) });
    expect(() => assertGuarded(builder.toSchema())).toThrowError(/Query\.secrets/);
  });

  it('no scope stands below the root fields, where it would cost the throughput of lists', () => {
    const roots = new Set(['Query', 'Mutation', 'Subscription']);
    for (const [name, type] of Object.entries(schema.getTypeMap())) {
      const options = type.extensions as { pothosOptions?: { authScopes?: unknown } };
      expect(options.pothosOptions?.authScopes).toBeUndefined();
      if (roots.has(name) || !('getFields' in type)) continue;
      for (const field of Object.values(type.getFields())) {
        const { pothosOptions } = field.extensions as { pothosOptions?: { authScopes?: unknown } };
        expect(pothosOptions?.authScopes).toBeUndefined();
      }
    }
  });
});

describe('a node in development', () => {
  let node: RunningNode;
  beforeAll(async () => {
    node = await startNode();
  });
  afterAll(() => node.close());

  it.each(GUARDED)('$field needs a token', async ({ field }) => {
    const answer = await node.ask(OPERATIONS[field] as string);
    expect(answer).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(Object.values((answer.data ?? {}) as object).every((value) => value === null)).toBe(
      true,
    );
  });

  it.each(PUBLIC_FIELDS.map((field) => ({ field })))('$field needs none', async ({ field }) => {
    expect(await node.ask(OPERATIONS[field] as string)).toMatchObject({ status: 200 });
  });

  const matrix = GUARDED.filter(({ field }) => !field.startsWith('Subscription')).flatMap(
    ({ field, requires }) =>
      ROLES.map((role) => ({
        field,
        role,
        requires,
        allowed: requires === 'signedIn' || scopesOf(role).some((scope) => scope === requires),
      })),
  );

  it.each(matrix)('$field for $role: $allowed', async ({ field, role, requires, allowed }) => {
    const answer = await node.ask(OPERATIONS[field] as string, { role });
    if (allowed) expect(answer).toMatchObject({ status: 200 });
    else {
      expect(answer.status).toBe(403);
      expect(answer.errors).toMatchObject([
        {
          message: `This needs the scope ${requires}; the role ${role} or its token does not carry it. Ask the operator of this node for a token of a role that has it.`,
          extensions: { code: 'FORBIDDEN', scope: requires },
        },
      ]);
    }
    expect(answer.errors === undefined).toBe(allowed);
  });

  it('names the scope in the challenge too, as RFC 6750 has it', async () => {
    const response = await fetch(`${node.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await node.token('enterprise')}`,
      },
      body: '{"query":"{ graphStatus { engine } }"}',
    });
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="graph:read"',
    );
  });

  it('refuses the subscription without its scope', async () => {
    const answer = await node.ask(OPERATIONS['Subscription.alertRaised'] as string, {
      role: 'enterprise',
    });
    expect(answer).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN', scope: 'alerts:read' } }],
    });
    expect(node.memory.openStreams()).toBe(0);
  });

  it('refuses a bad token even for what needs none', async () => {
    const response = await fetch(`${node.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer not-a-token' },
      body: '{"query":"{ thisNode { name } }"}',
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('answers what may be answered beside what may not, and then says 200', async () => {
    const answer = await node.ask('{ thisNode { name } record(id: "x") { id } }');
    expect(answer).toMatchObject({
      status: 200,
      data: { thisNode: { name: 'xiamen' }, record: null },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('lets everyone read the schema', async () => {
    const answer = await node.ask(getIntrospectionQuery());
    expect(answer).toMatchObject({ status: 200, data: { __schema: {} } });
  });
});

describe('a node in production', () => {
  const REGISTERED = 'query Newest { records(first: 5) { totalCount } }';
  let node: RunningNode;
  beforeAll(async () => {
    node = await startNode({
      profile: 'production',
      server: { operations: createPersistedOperations([REGISTERED]) },
    });
  });
  afterAll(() => node.close());

  it.each(['risk-officer', 'enterprise', undefined] as const)(
    'shows %s no schema',
    async (role) => {
      const answer = await node.ask('{ __schema { types { name } } }', role ? { role } : {});
      expect(answer.status).toBe(400);
      expect(answer.data).toBeUndefined();
    },
  );

  it('shows operators the schema, also right after it was refused to others', async () => {
    const query = '{ __schema { queryType { name } } }';
    expect((await node.ask(query, { role: 'enterprise' })).status).toBe(400);
    expect((await node.ask(query, { role: 'operator' })).status).toBe(200);
    expect((await node.ask(query, { role: 'enterprise' })).status).toBe(400);
  });

  it('runs registered operations for partners, by text or by SHA-256', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: operationId(REGISTERED) } };
    const byText = await node.ask(REGISTERED, { role: 'partner' });
    const byHash = await node.ask(undefined as unknown as string, { role: 'partner', extensions });
    expect(byText).toMatchObject({ status: 200, data: { records: { totalCount: 30 } } });
    expect(byHash).toEqual(byText);
  });

  it.each([
    [
      'free-form queries',
      'PERSISTED_OPERATION_REQUIRED',
      403,
      '{ records { totalCount } }',
      undefined,
    ],
    ['an unknown SHA-256', 'PERSISTED_OPERATION_UNKNOWN', 400, undefined, '00'.repeat(32)],
    [
      'another text under a registered SHA-256',
      'PERSISTED_OPERATION_MISMATCH',
      400,
      '{ ledger { height } }',
      operationId(REGISTERED),
    ],
  ])('refuses partners %s', async (_name, code, status, query, sha256Hash) => {
    const extensions = sha256Hash ? { persistedQuery: { version: 1, sha256Hash } } : undefined;
    const answer = await node.ask(query as string, {
      role: 'partner',
      ...(extensions ? { extensions } : {}),
    });
    expect(answer).toMatchObject({ status, errors: [{ extensions: { code } }] });
  });

  it('lets other roles write their own queries', async () => {
    expect(await node.ask('{ records { totalCount } }', { role: 'risk-officer' })).toMatchObject({
      status: 200,
    });
  });

  it('issues no demo tokens', async () => {
    const response = await fetch(`${node.url}/dev/token`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
  });
});
