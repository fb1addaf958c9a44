/** Property tests of the parts that meet strangers' bytes first: JSON depth, rate limits, addresses, document limits. */
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../gateway/graphql/graphql-js.js';
import { checkDocument, DOCUMENT_LIMITS } from '../../../gateway/graphql/limits.js';
import { clientAddress } from '../../../gateway/http/exchange.js';
import { MAX_JSON_DEPTH, parseJson } from '../../../gateway/http/json.js';
import { TokenBuckets } from '../../../gateway/http/rate-limit.js';
import { matchRoute } from '../../../gateway/http/router.js';
import { StreamLimit } from '../../../gateway/http/stream-limit.js';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

describe('JSON from strangers', () => {
  it('reads whatever JSON writes within the depth', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        const parsed = parseJson(bytesOf(text));
        expect(parsed).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('counts nesting exactly, brackets in strings not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 130 }), fc.string(), (depth, inside) => {
        const text = `${'['.repeat(depth)}${JSON.stringify(`[{${inside}"\\`)}${']'.repeat(depth)}`;
        const parsed = parseJson(bytesOf(text));
        expect(parsed.ok).toBe(depth <= MAX_JSON_DEPTH);
      }),
    );
  });

  it('never throws on bytes of any kind, and never quotes them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const parsed = parseJson(bytes);
        if (parsed.ok) return;
        expect(['BAD_JSON', 'JSON_TOO_DEEP']).toContain(parsed.refusal.code);
        expect(parsed.refusal.message.length).toBeLessThan(80);
      }),
    );
  });

  it('refuses what is not UTF-8', () => {
    const latin1 = Buffer.concat([Buffer.from('"'), Buffer.from([0xe9]), Buffer.from('"')]);
    expect(parseJson(latin1)).toMatchObject({ refusal: { code: 'BAD_JSON' } });
  });
});

describe('a rate limit', () => {
  it('never lets a key spend more than its capacity and what has come back since', () => {
    const steps = fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 5 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (taken) => {
        let now = 0;
        let spent = 0;
        const buckets = new TokenBuckets({ capacity: 10, perSecond: 2 }, { now: () => now });
        for (const [wait, cost] of taken) {
          now += wait;
          if (buckets.take('a', cost)) spent += cost;
          expect(spent).toBeLessThanOrEqual(10 + (now / 1000) * 2 + 1e-6);
        }
        expect(buckets.take('b', 10)).toBe(true);
      }),
    );
  });

  it('does not refill when the clock goes back', () => {
    let now = 10_000;
    const buckets = new TokenBuckets({ capacity: 1, perSecond: 1 }, { now: () => now });
    expect(buckets.take('a')).toBe(true);
    now = 0;
    expect(buckets.take('a')).toBe(false);
  });
});

describe('the limit on streams', () => {
  it('gives places back', () => {
    const limit = new StreamLimit();
    const releases = Array.from({ length: 16 }, () => limit.take('a'));
    expect(limit.take('a')).toBeNull();
    releases[0]?.();
    expect(limit.take('a')).not.toBeNull();
  });
});

describe('the address that counts', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::1', '0:0:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    [undefined, 'unknown'],
  ])('of %s is %s', (remoteAddress, expected) => {
    expect(clientAddress({ socket: { remoteAddress } } as IncomingMessage)).toBe(expected);
  });
});

describe('the router', () => {
  const routes = [
    { method: 'GET' as const, path: '/messages/:recordId/raw', handle: () => undefined },
  ];

  it('takes ids and nothing that could be a path', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (id) => {
        const match = matchRoute(routes, 'GET', `/messages/${id}/raw`);
        expect(match.kind === 'route').toBe(/^[\w-]+$/.test(id));
      }),
    );
  });
});

describe('the limits of a document', () => {
  /** Random selections: nested fields, aliases, inline fragments, spreads of fragments that may form rings. */
  const selection = fc.letrec<{ set: string; node: string }>((tie) => ({
    set: fc
      .array(tie('node'), { minLength: 1, maxLength: 4 })
      .map((nodes) => `{ ${nodes.join(' ')} }`),
    node: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom('a', 'b: a', '__typename', '...F0', '...F1', '...F2'),
      tie('set').map((set) => `a ${set}`),
      tie('set').map((set) => `... on T ${set}`),
    ),
  })).set;

  it('are checked for every document that parses, rings of fragments included, without a throw', () => {
    const document = fc
      .tuple(selection, selection, selection, selection)
      .map(
        ([query, ...fragments]) =>
          `${query} ${fragments.map((set, i) => `fragment F${i} on T ${set}`).join(' ')}`,
      );
    fc.assert(
      fc.property(document, (text) => {
        const error = checkDocument(parse(text), DOCUMENT_LIMITS);
        if (error) expect(error.extensions['code']).toMatch(/^(TOO_MANY|QUERY_TOO)_/);
      }),
    );
  });

  it('count depth exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (depth) => {
        const text = `{ ${'a { '.repeat(depth - 1)} b ${'}'.repeat(depth - 1)} }`;
        const code = checkDocument(parse(text), DOCUMENT_LIMITS)?.extensions['code'];
        expect(code).toBe(depth > DOCUMENT_LIMITS.depth ? 'QUERY_TOO_DEEP' : undefined);
      }),
    );
  });
});
