/** What GraphQL says of the application's answers: records and what is withheld, pages, refusals as data. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningNode } from '../http/running-node.js';
import { startNode } from '../http/running-node.js';
import { OTHER, OWN } from '../http/memory-application.js';

let node: RunningNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(() => node.close());

describe('a record', () => {
  const QUERY = `query($id: ID!) { record(id: $id) {
    id kind owner holding status body
    fields { pointer value proved }
    withheld { pointer reason explanation }
    envelope { root signature leafCount purgedAt }
  } }`;

  it('shows its content in canonical form, and what is withheld with the reason', async () => {
    const { data, errors } = await node.ask(QUERY, {
      ...{ role: 'data-officer', variables: { id: 'record-0001-abcdefgh' } },
    });
    expect(errors).toBeUndefined();
    expect(data.record).toMatchObject({
      ...{ kind: 'declaration', owner: OWN, holding: 'owner', status: 'live' },
      body: { functionalReferenceId: 'REF-1', itemCount: 1, kind: 'declaration' },
      withheld: [{ pointer: '/declarant/name', reason: 'MASKED' }],
    });
    expect(Object.keys(data.record.body as object)).toEqual([
      'functionalReferenceId',
      'itemCount',
      'kind',
    ]);
    expect(data.record.fields).toContainEqual({ pointer: '/itemCount', value: 1, proved: true });
  });

  it('of another organisation is an envelope and nothing else', async () => {
    const { data } = await node.ask(QUERY, {
      ...{ role: 'data-officer', variables: { id: 'record-0002-abcdefgh' } },
    });
    expect(data.record).toMatchObject({
      owner: OTHER,
      holding: 'envelope',
      body: null,
      fields: [],
    });
  });

  it('that does not exist is null, not an error', async () => {
    const variables = { id: 'none' };
    const answer = await node.ask(QUERY, { role: 'data-officer', variables });
    expect(answer).toEqual({ status: 200, data: { record: null } });
  });

  it('is asked for once, however many of its fields a query selects', async () => {
    const before = node.memory.calls('record');
    const { data } = await node.ask(
      '{ records(first: 3) { edges { node { id body withheld { reason } releases { id } } } } }',
      { role: 'data-officer' },
    );
    expect(data.records.edges).toHaveLength(3);
    expect(node.memory.calls('record') - before).toBe(3);
  });

  it('is not asked for when the summary is enough', async () => {
    const before = node.memory.calls('record');
    await node.ask('{ records(first: 3) { edges { node { id kind owner } } } }', {
      role: 'data-officer',
    });
    expect(node.memory.calls('record')).toBe(before);
  });
});

describe('a connection', () => {
  const QUERY = `query($first: Int, $after: String, $owner: String) {
    records(first: $first, after: $after, owner: $owner) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { id } }
    } }`;

  it('walks the whole list by its cursors, each item once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 10; pages += 1) {
      const { data } = await node.ask(QUERY, {
        ...{ role: 'data-officer', variables: { first: 7, after } },
      });
      const { edges, pageInfo } = data.records;
      seen.push(...(edges as { node: { id: string } }[]).map((edge) => edge.node.id));
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(node.memory.records.length);
  });

  it('refuses a cursor that the list did not give, in words and not as a fault', async () => {
    const variables = { first: 2, after: 'record-9999-abcdefgh', owner: null };
    const answer = await node.ask(QUERY, { role: 'data-officer', variables });
    expect(answer).toMatchObject({
      ...{ status: 400, data: null },
      errors: [
        {
          message: expect.stringMatching(
            /^`after` "record-9999-abcdefgh" .*leave `after` out/i,
          ) as unknown,
          ...{ path: ['records'], extensions: { code: 'BAD_USER_INPUT' } },
        },
      ],
    });
    expect(node.logText()).not.toContain('"level":"error"');
  });

  it('refuses one that is longer than any', async () => {
    const variables = { first: 2, after: 'x'.repeat(9000), owner: null };
    const { status, errors } = await node.ask(QUERY, { role: 'data-officer', variables });
    expect(status).toBe(400);
    expect(errors?.[0]?.message).toMatch(/^`after` "x{40}…" is no cursor of this list/);
  });

  it('filters, and counts what the filter leaves', async () => {
    const { data } = await node.ask(QUERY, {
      ...{ role: 'data-officer', variables: { first: 1, owner: OTHER } },
    });
    expect(data.records).toMatchObject({ totalCount: 10, pageInfo: { hasNextPage: true } });
  });

  it('takes explicit nulls as absent', async () => {
    const variables = { first: null, after: null, owner: null };
    const { data, errors } = await node.ask(QUERY, { role: 'data-officer', variables });
    expect(errors).toBeUndefined();
    expect(data.records.edges).toHaveLength(20);
  });
});

describe('a refusal', () => {
  it('is data with code, message and what to do next', async () => {
    const answer = await node.ask(
      `mutation($input: ShareRecordInput!) { shareRecord(input: $input) {
        __typename
        ... on Refusal { code message next }
        ... on ShareRecordSuccess { delivery { id } }
      } }`,
      {
        role: 'data-officer',
        variables: { input: { recordId: 'r', recipient: OTHER, purpose: 'risk-assessment' } },
      },
    );
    expect(answer).toMatchObject({
      status: 200,
      data: { shareRecord: { __typename: 'Refusal', code: 'AGREEMENT_MISSING' } },
    });
    expect(answer.data.shareRecord.next).toMatch(/Negotiate/);
  });

  it('is counted by its code and logged without the person who met it', async () => {
    const exposition = await (await fetch(`${node.url}/metrics`)).text();
    expect(exposition).toMatch(/guanlian_refusals_total\{.*code="AGREEMENT_MISSING".*\} 1/);
    expect(node.logText()).toContain('"code":"AGREEMENT_MISSING"');
    expect(node.logText()).not.toContain('user-1');
  });
});

describe('the way of an agreement and a share', () => {
  it('goes through GraphQL from proposal to delivery', async () => {
    const proposed = await node.ask(
      `mutation($terms: AgreementTermsInput!) { proposeAgreement(terms: $terms) {
        ... on ProposeAgreementSuccess { agreement { id status terms { purposes } } } } }`,
      {
        role: 'data-officer',
        variables: {
          terms: {
            ...{ provider: OWN, consumer: OTHER, purposes: ['risk-assessment'] },
            datasets: [{ kind: 'declaration', fields: ['/itemCount'] }],
            ...{ legalBasis: 'mutual assistance treaty', retentionDays: 30 },
            ...{ validFrom: '2026-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' },
          },
        },
      },
    );
    const { id, status, terms } = proposed.data.proposeAgreement.agreement;
    expect({ status, terms }).toEqual({
      ...{ status: 'OFFERED', terms: { purposes: ['risk-assessment'] } },
    });
    const accepted = await node.ask(
      'mutation($id: ID!) { acceptAgreement(id: $id) { ... on AcceptAgreementSuccess { agreement { status } } } }',
      { role: 'data-officer', variables: { id } },
    );
    expect(accepted.data.acceptAgreement.agreement.status).toBe('FINALIZED');
    const shared = await node.ask(
      'mutation($input: ShareRecordInput!) { shareRecord(input: $input) { ... on ShareRecordSuccess { delivery { state recipient refusal { code } } } } }',
      {
        role: 'data-officer',
        variables: {
          input: {
            ...{ recordId: 'record-0001-abcdefgh', recipient: OTHER, agreementId: id },
            purpose: 'risk-assessment',
          },
        },
      },
    );
    expect(shared.data.shareRecord.delivery).toEqual({
      ...{ state: 'pending', recipient: OTHER, refusal: null },
    });
  });

  it.each(['2026-13-01T00:00:00Z', '2026-01-01', 'tomorrow', '2026-01-01T00:00:00+02:00'])(
    'refuses %s as an instant',
    async (validFrom) => {
      const { status, errors } = await node.ask(
        'mutation($t: DateTime!) { proposeAgreement(terms: { provider: "A", consumer: "B", datasets: [], purposes: [], legalBasis: "x", retentionDays: 1, validFrom: $t, validUntil: $t }) { __typename } }',
        { role: 'data-officer', variables: { t: validFrom } },
      );
      expect(status).toBe(400);
      expect(errors?.[0]?.message).toContain('DateTime');
    },
  );
});

describe('the other abilities', () => {
  it('ingest a message as text or as bytes, not as both', async () => {
    const ingest = (input: object) =>
      node.ask(
        'mutation($input: IngestMessageInput!) { ingestMessage(input: $input) { ... on IngestMessageSuccess { result { format records { id } findings { code severity } } } ... on Refusal { code } } }',
        { role: 'data-officer', variables: { input } },
      );
    const text = await ingest({ text: 'UNB+UNOC:3', fileName: 'a.edi' });
    const findings = [{ code: 'COUNT_WRONG', severity: 'warn' }];
    expect(text.data.ingestMessage.result).toMatchObject({ format: 'UN/EDIFACT CUSDEC', findings });
    const bytes = await ingest({ base64: Buffer.from('\0\0').toString('base64') });
    expect(bytes.data.ingestMessage).toEqual({ code: 'INVALID_INPUT' });
    expect((await ingest({ text: 'a', base64: 'YQ==' })).status).toBe(400);
    expect((await ingest({})).status).toBe(400);
  });

  it('give the raw message to its owner, with its digest', async () => {
    const raw = (recordId: string) =>
      node.ask(
        'query($id: ID!) { rawMessage(recordId: $id) { ... on RawMessageSuccess { rawMessage { base64 byteLength sha256 } } ... on Refusal { code } } }',
        { role: 'risk-officer', variables: { id: recordId } },
      );
    const own = (await raw('record-0000-abcdefgh')).data.rawMessage.rawMessage as {
      base64: string;
      byteLength: number;
      sha256: string;
    };
    expect(Buffer.from(own.base64, 'base64')).toHaveLength(own.byteLength);
    expect(own.sha256).toMatch(/^[0-9a-f]{64}$/);
    const foreign = await raw('record-0002-abcdefgh');
    expect(foreign.data.rawMessage).toEqual({ code: 'NOT_OWNER' });
  });

  it('say which features a score lacks, and score nothing', async () => {
    const { data } = await node.ask(
      '{ scores(recordId: "record-0000-abcdefgh") { ... on ScoresSuccess { scores { items { __typename ... on NotScorable { code missing } ... on Scored { score } } } } } }',
      { role: 'risk-officer' },
    );
    expect(data.scores.scores.items).toEqual([
      { __typename: 'NotScorable', code: 'FEATURES_MISSING', missing: ['invoiceAmount'] },
    ]);
  });

  it.each([
    ['entity(label: "Company) DETACH DELETE n //", key: "x") { key }', 'label'],
    ['entity(label: "Company", key: "") { key }', 'key'],
    ['searchEntities(query: "a") { key }', 'query'],
    ['searchEntities(query: "abc", limit: 51) { key }', 'limit'],
    ['neighbourhood(label: "Company", key: "c1", hops: 4) { truncated }', 'hops'],
  ])('refuse a graph question out of bounds: %s', async (field, name) => {
    const { status, errors } = await node.ask(`{ ${field} }`, { role: 'risk-officer' });
    expect({ status, code: errors?.[0]?.extensions['code'] }).toEqual({
      ...{ status: 400, code: 'BAD_USER_INPUT' },
    });
    expect(errors?.[0]?.message).toContain(name);
  });

  it('certify: apply, decide, revoke', async () => {
    const party = { role: 'EX', name: 'Acme', identifiers: [], address: { countryCode: null } };
    const netMass = { value: '10.5', unitCode: 'KGM' };
    const application = {
      ...{ certificateType: 'phytosanitary', exportCountry: 'CN', importCountry: 'BR' },
      ...{ applicant: party, consignor: party, consignee: party, consignmentRef: 'C1' },
      ...{ equipmentIds: [], inspections: [], treatments: [], declarations: [] },
      items: [{ commonName: 'Tea', originCountry: 'CN', packages: 1, netMass, hs: null }],
      totals: { packages: 1, netMass },
    };
    const applied = await node.ask(
      'mutation($a: CertificateApplicationInput!) { applyForCertificate(application: $a) { ... on ApplyForCertificateSuccess { certificate { id state checks { rule result } } } } }',
      { role: 'enterprise', variables: { a: application } },
    );
    const { id, state } = applied.data.applyForCertificate.certificate;
    expect(state).toBe('manual_review');
    const decided = await node.ask(
      'mutation($id: ID!) { decideCertificate(id: $id, approve: true, reason: "goods seen") { ... on DecideCertificateSuccess { certificate { state } } } }',
      { role: 'certificate-officer', variables: { id } },
    );
    expect(decided.data.decideCertificate.certificate.state).toBe('issued');
    const revoked = await node.ask(
      'mutation($id: ID!) { setCertificateStatus(id: $id, status: revoked, reason: non_compliance_found) { ... on SetCertificateStatusSuccess { certificate { state } } } }',
      { role: 'certificate-officer', variables: { id } },
    );
    expect(revoked.data.setCertificateStatus.certificate.state).toBe('revoked');
  });

  it('verify without an account, with a limit per address', async () => {
    const verify = () =>
      node.ask(
        '{ verify(document: "a.b.c") { ... on VerifySuccess { verification { outcome code } } ... on Refusal { code next } } }',
      );
    expect((await verify()).data.verify.verification).toEqual({
      ...{ outcome: 'CANNOT_CHECK', code: 'ISSUER_UNKNOWN' },
    });
    const answers = [];
    for (let i = 0; i < 62; i += 1) answers.push((await verify()).data.verify);
    expect(answers.at(-1)).toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('the state of the graph', () => {
  it('has its digest only where it is asked for', async () => {
    const asked = vi.spyOn(node.memory.application, 'graphDigest');
    const plain = await node.ask(
      '{ graphStatus { nodes lagBlocks lagSeconds erasing fileBytes } }',
      {
        role: 'risk-officer',
      },
    );
    expect(plain.data.graphStatus).toEqual({
      ...{ nodes: 1, lagBlocks: 0, lagSeconds: 0, erasing: false, fileBytes: null },
    });
    expect(asked).not.toHaveBeenCalled();
    const { data } = await node.ask('{ graphStatus { digest } }', { role: 'risk-officer' });
    expect([data.graphStatus.digest, asked.mock.calls.length]).toEqual(['d', 1]);
    asked.mockRestore();
  });

  it('costs so much with its digest that a request may not ask for it twice', async () => {
    const twice = '{ a: graphStatus { digest } b: graphStatus { digest } }';
    const { errors } = await node.ask(twice, { role: 'risk-officer' });
    expect(errors?.[0]?.extensions['code']).toBe('QUERY_TOO_COMPLEX');
  });
});

describe('a compaction', () => {
  it('tells the bytes of large files too, and is for operators', async () => {
    const query =
      'mutation { compactGraph { ... on CompactGraphSuccess { compaction { bytesBefore bytesAfter } } } }';
    const { data } = await node.ask(query, { role: 'operator' });
    expect(data.compactGraph.compaction).toEqual({
      ...{ bytesBefore: 3_000_000_000, bytesAfter: 2_500_000_000 },
    });
    const refused = await node.ask(query, { role: 'risk-officer' });
    expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
