/** What may be seen of a node from outside its data: log lines without personal data, metrics that stay bounded, events. */
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../gateway/application.js';
import { createEvents } from '../../../gateway/observe/events.js';
import { createLog } from '../../../gateway/observe/log.js';
import { createMetrics } from '../../../gateway/observe/metrics.js';
import { observedApplication } from '../../../gateway/observe/observed-application.js';
import { REDACTED } from '../../../gateway/observe/redaction.js';
import { memoryApplication, OTHER } from '../http/memory-application.js';

/** A log line as it was written. */
interface Line {
  readonly event?: string;
  readonly actor?: object;
  readonly err?: object;
}

interface MemoryLog {
  readonly log: ReturnType<typeof createLog>;
  readonly text: () => string;
  readonly lines: () => Line[];
}

function logInMemory(): MemoryLog {
  const written: string[] = [];
  const log = createLog({
    ...{ node: 'xiamen', level: 'debug' },
    destination: { write: (line) => void written.push(line) },
  });
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Line),
  };
}

const SECRET = 'DOE/JANE';

/** A graph without files and limits. */
const GRAPH = {
  ...{ entities: 1, relationships: 0, lag: { blocks: 0, seconds: 0 }, wasDamaged: false },
};

describe('the log', () => {
  it.each([
    ['a traveller', { traveller: { surname: SECRET } }],
    ['a name deep inside', { record: { parts: [{ party: { fullName: SECRET } }] } }],
    ['a document number', { document_number: SECRET }],
    ['a date of birth', { 'Date-Of-Birth': SECRET }],
    ['contacts', { emails: [SECRET], phones: [SECRET], contact: { x: SECRET } }],
    ['a record body', { body: { any: SECRET } }],
    ['released fields', { fields: [{ pointer: '/x', value: SECRET }] }],
    ['variables of a query', { variables: { x: SECRET } }],
    ['a password', { config: { password: SECRET } }],
    ['a private key', { jwk: { kty: 'EC', d: SECRET } }],
    ['salts', { salts: [SECRET] }],
    ['a token', { headers: { authorization: `Bearer ${SECRET}` } }],
    ['raw bytes', { anything: Buffer.from(SECRET) }],
    ['what is nested out of sight', { a: { b: { c: { d1: { e: { f: { g: SECRET } } } } } } }],
  ])('never shows %s', (_name, details) => {
    const { log, text } = logInMemory();
    log.info(details, 'something happened');
    expect(text()).not.toContain(SECRET);
    expect(text()).not.toContain(Buffer.from(SECRET).toString('base64'));
    expect(text()).toContain('something happened');
  });

  const JWS = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl';

  it.each([
    ['in a message', (log: ReturnType<typeof createLog>) => log.info(`got ${JWS}`)],
    ['in a member', (log) => log.info({ note: `got ${JWS}` }, 'note')],
    ['in an error', (log) => log.error({ err: new Error(`bad ${JWS}`) }, 'failed')],
    ['in the cause of an error', (log) => log.error(new Error('x', { cause: new Error(JWS) }))],
  ] as [string, (log: ReturnType<typeof createLog>) => void][])(
    'never shows a token %s',
    (_name, write) => {
      const { log, text } = logInMemory();
      write(log);
      expect(text()).not.toContain('eyJzdWIi');
      expect(text()).toContain(REDACTED);
    },
  );

  it('shows of an error its type, code, message, stack and causes, not what hangs on it', () => {
    const { log, lines, text } = logInMemory();
    const cause = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    const error = Object.assign(new Error('write failed', { cause }), { request: { x: SECRET } });
    log.error({ err: error }, 'fault');
    expect(lines()[0]?.err).toMatchObject({
      message: 'write failed',
      cause: { code: 'ENOSPC', message: 'disk full' },
    });
    expect(text()).not.toContain(SECRET);
  });

  it('keeps ids, codes and counts, and names its node', () => {
    const { log, lines } = logInMemory();
    log.warn({ recordId: 'r1', code: 'NOT_OWNER', count: 3, ok: false }, 'kept');
    expect(lines()[0]).toMatchObject({
      ...{ node: 'xiamen', level: 'warn', recordId: 'r1', code: 'NOT_OWNER', count: 3, ok: false },
    });
  });

  it('cuts texts that are too long for a line', () => {
    const { log, text } = logInMemory();
    log.info({ note: 'a'.repeat(100_000) }, 'b'.repeat(100_000));
    expect(text().length).toBeLessThan(10_000);
  });
});

const caller: Caller = {
  ...{ subject: SECRET, mspId: 'XiamenCustomsMSP', role: 'data-officer' },
  scopes: new Set(),
};

function observed() {
  const { log, text, lines } = logInMemory();
  const metrics = createMetrics({ node: 'xiamen', processMetrics: false });
  const memory = memoryApplication();
  const application = observedApplication(memory.application, createEvents(log, metrics));
  return { application, memory, metrics, text, lines };
}

describe('business events', () => {
  it('tell who did what as organisation and role, never the person', async () => {
    const { application, text, lines } = observed();
    await application.ingest(caller, { bytes: Buffer.from('UNB') });
    await application.purge(caller, 'record-0001-abcdefgh');
    await application.raw(caller, 'record-0000-abcdefgh');
    expect(lines().map((line) => line.event)).toEqual([
      ...['message-ingested', 'record-purged', 'raw-read'],
    ]);
    expect(lines()[0]?.actor).toEqual({ mspId: 'XiamenCustomsMSP', role: 'data-officer' });
    expect(text()).not.toContain(SECRET);
  });

  it('count refusals by code', async () => {
    const { application, metrics } = observed();
    const share = { recordId: 'r', recipient: OTHER, purpose: 'risk-assessment' };
    await application.share(caller, share);
    await application.share(caller, share);
    await application.acceptAgreement(caller, 'none');
    const { text } = await metrics.expose();
    expect(text).toMatch(/guanlian_refusals_total\{.*AGREEMENT_MISSING.*\} 2/);
    expect(text).toMatch(/guanlian_refusals_total\{.*NOT_FOUND.*\} 1/);
  });

  it('count verifications by outcome', async () => {
    const { application, metrics } = observed();
    await application.verify(Buffer.from('x'));
    expect((await metrics.expose()).text).toMatch(/verifications_total\{.*INVALID.*\} 1/);
  });

  it('change no answer and hide no fault', async () => {
    const { application, memory } = observed();
    const page = await application.records(caller, { first: 2 });
    expect(page).toEqual(await memory.application.records(caller, { first: 2 }));
    memory.breakNext(new Error('store closed'));
    await expect(
      application.share(caller, { recordId: 'r', recipient: 'X', purpose: 'p' }),
    ).rejects.toThrow('store closed');
  });
});

describe('metrics', () => {
  it('stay bounded when somebody makes up codes', async () => {
    const metrics = createMetrics({ node: 'xiamen', processMetrics: false });
    for (let i = 0; i < 1000; i += 1) metrics.countRefusal(`MADE_UP_${i}`);
    metrics.countRefusal('<script>');
    const { text } = await metrics.expose();
    const series = text.split('\n').filter((line) => line.startsWith('guanlian_refusals_total{'));
    expect(series.length).toBeLessThanOrEqual(201);
    expect(text).toMatch(/code="OTHER".*\} 801/);
  });

  it('of two nodes in one process do not mix', async () => {
    const first = createMetrics({ node: 'first', processMetrics: false });
    const second = createMetrics({ node: 'second', processMetrics: true });
    first.countRefusal('NOT_OWNER');
    expect((await second.expose()).text).not.toContain('NOT_OWNER');
    expect((await second.expose()).text).toContain('process_resident_memory_bytes{node="second"}');
    expect((await first.expose()).text).not.toContain('process_');
  });

  it('have no series for what the graph does not have', async () => {
    const metrics = createMetrics({
      ...{ node: 'xiamen', processMetrics: false },
      readings: async () => ({
        ...{ ledgerHeight: 1, outboxPending: 0, outboxOldestSeconds: 0 },
        ...{ retentionBacklog: 0, keys: [], graph: GRAPH },
      }),
    });
    const { text } = await metrics.expose();
    expect(text).toMatch(/^guanlian_graph_damaged\{.*\} 0$/m);
    expect(text).not.toMatch(/^guanlian_graph_(file|memory|erasure|rewritten)\w*\{/m);
  });

  it('forget the expiry of a certificate that is no longer in force', async () => {
    let left: number | undefined = 60;
    const metrics = createMetrics({
      ...{ node: 'xiamen', processMetrics: false },
      readings: async () => ({
        ...{ ledgerHeight: 1, outboxPending: 0, outboxOldestSeconds: 0 },
        ...{ retentionBacklog: 0, keys: [], graph: GRAPH },
        ...(left === undefined ? {} : { nextCertificateSecondsLeft: left }),
      }),
    });
    expect((await metrics.expose()).text).toMatch(/certificate_expiry_seconds\{.*\} 60/);
    left = undefined;
    expect((await metrics.expose()).text).not.toMatch(/^guanlian_certificate_expiry_seconds\{/m);
  });
});
