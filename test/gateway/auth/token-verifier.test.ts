/** Access tokens: what is accepted, and a table of what is not. */
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROLE_SCOPES, ROLES } from '../../../gateway/auth/roles.js';
import { developmentIssuerName } from '../../../gateway/auth/development-mark.js';
import type { TokenVerifier } from '../../../gateway/auth/token-verifier.js';
import { createTokenVerifier } from '../../../gateway/auth/token-verifier.js';
import { SCOPES } from '../../../gateway/application.js';
import type { TestIssuer } from './test-issuer.js';
import { testIssuer } from './test-issuer.js';

const AUDIENCE = 'urn:guanlian:node:xiamen';
const MSP = 'XiamenCustomsMSP';
const now = Math.floor(Date.now() / 1000);

let issuer: TestIssuer;
let stranger: TestIssuer;
let verifier: TokenVerifier;
beforeAll(async () => {
  issuer = await testIssuer({ audience: AUDIENCE, mspId: MSP });
  stranger = await testIssuer({ audience: AUDIENCE, mspId: MSP });
  verifier = createTokenVerifier({
    issuers: [{ ...issuer.trusted, organisations: [MSP, 'TradersMSP'] }],
    audience: AUDIENCE,
    profile: 'production',
  });
});

describe('an access token', () => {
  it('tells who asks, for which organisation, in which role, with which scopes', async () => {
    const outcome = await verifier.verify(await issuer.sign());
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    const { caller } = outcome.value;
    expect(caller).toMatchObject({ subject: 'user-1', mspId: MSP, role: 'risk-officer' });
    expect([...caller.scopes].sort()).toEqual([...ROLE_SCOPES['risk-officer']].sort());
  });

  it('can narrow its role, never widen it', async () => {
    const token = await issuer.sign({ scope: 'records:read records:purge operate nonsense' });
    const outcome = await verifier.verify(token);
    expect(outcome.ok && [...outcome.value.caller.scopes]).toEqual(['records:read']);
  });

  it('is good for another organisation that its issuer may speak for', async () => {
    const outcome = await verifier.verify(await issuer.sign({ org: 'TradersMSP' }));
    expect(outcome).toMatchObject({ ok: true, value: { caller: { mspId: 'TradersMSP' } } });
  });

  it('is still good when the clocks differ by a few seconds', async () => {
    const outcome = await verifier.verify(await issuer.sign({ exp: now - 5 }));
    expect(outcome.ok).toBe(true);
  });
});

/** Tokens that no library would make: header and claims as given, signature as computed. */
function forged(header: object, claims: object, sign: (input: string) => string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${sign(input)}`;
}

const GOOD = {
  ...{ iss: 'https://login.example', aud: AUDIENCE, sub: 'user-1', iat: now, exp: now + 600 },
  ...{ org: MSP, role: 'operator', scope: 'operate' },
};

const REFUSED: readonly [string, string, () => string | Promise<string>][] = [
  ['no JWT at all', 'TOKEN_MALFORMED', () => 'opaque-token'],
  ['longer than any real token', 'TOKEN_MALFORMED', () => `a.${'b'.repeat(9000)}.c`],
  ['expired', 'TOKEN_EXPIRED', () => issuer.sign({ exp: now - 3600 })],
  ['not valid yet', 'TOKEN_CLAIMS', () => issuer.sign({ nbf: now + 3600 })],
  ['without an end', 'TOKEN_CLAIMS', () => issuer.sign({ exp: null })],
  ['for another node', 'TOKEN_AUDIENCE', () => issuer.sign({ aud: 'urn:guanlian:node:santos' })],
  ['without audience', 'TOKEN_AUDIENCE', () => issuer.sign({ aud: null })],
  ['an ID token', 'TOKEN_TYPE', () => issuer.sign({}, { typ: 'JWT' })],
  ['a certificate', 'TOKEN_TYPE', () => issuer.sign({}, { typ: 'vc+jwt' })],
  ['without a type', 'TOKEN_TYPE', () => issuer.sign({}, { typ: undefined })],
  ['of an unknown issuer', 'TOKEN_UNTRUSTED', () => issuer.sign({ iss: 'https://evil.example' })],
  ['signed by another key', 'TOKEN_UNTRUSTED', () => stranger.sign()],
  [
    'for an organisation its issuer may not speak for',
    'TOKEN_UNTRUSTED',
    () => issuer.sign({ org: 'SantosCustomsMSP' }),
  ],
  ['without organisation', 'TOKEN_CLAIMS', () => issuer.sign({ org: null })],
  ['with a path as organisation', 'TOKEN_CLAIMS', () => issuer.sign({ org: '../etc' })],
  ['without role', 'TOKEN_CLAIMS', () => issuer.sign({ role: null })],
  ['with a role of its own', 'TOKEN_CLAIMS', () => issuer.sign({ role: 'superuser' })],
  ['with a role from the prototype', 'TOKEN_CLAIMS', () => issuer.sign({ role: 'constructor' })],
  ['without subject', 'TOKEN_CLAIMS', () => issuer.sign({ sub: null })],
  [
    'with algorithm none',
    'TOKEN_UNTRUSTED',
    () => forged({ alg: 'none', typ: 'at+jwt' }, GOOD, () => ''),
  ],
  [
    'with the public key as HMAC secret',
    'TOKEN_UNTRUSTED',
    () =>
      forged({ alg: 'HS256', typ: 'at+jwt', kid: issuer.kid }, GOOD, (input) =>
        createHmac('sha256', JSON.stringify(issuer.publicJwk)).update(input).digest('base64url'),
      ),
  ],
  [
    'that brings its own key',
    'TOKEN_UNTRUSTED',
    () => stranger.sign({}, { jwk: stranger.publicJwk }),
  ],
  [
    'changed after signing',
    'TOKEN_UNTRUSTED',
    async () => {
      const [header, , signature] = (await issuer.sign()).split('.');
      const claims = Buffer.from(JSON.stringify(GOOD)).toString('base64url');
      return `${header}.${claims}.${signature}`;
    },
  ],
];

describe('a token is refused', () => {
  it.each(REFUSED)('%s: %s', async (_name, code, make) => {
    const outcome = await verifier.verify(await make());
    expect(outcome).toMatchObject({ ok: false, refusal: { code } });
    expect(JSON.stringify(outcome)).not.toContain('user-1');
  });
});

describe('the memory of verified tokens', () => {
  it('never outlives the token', async () => {
    let time = Date.now();
    const timed = createTokenVerifier({
      ...{ issuers: [issuer.trusted], audience: AUDIENCE, profile: 'production' },
      ...{ clock: { now: () => time }, clockToleranceSeconds: 0 },
    });
    const token = await issuer.sign({ exp: now + 60 });
    expect((await timed.verify(token)).ok).toBe(true);
    time += 61_000;
    expect(await timed.verify(token)).toMatchObject({ refusal: { code: 'TOKEN_EXPIRED' } });
  });

  it('does not turn a refusal into an answer for a token that differs by one character', async () => {
    const token = await issuer.sign();
    expect((await verifier.verify(token)).ok).toBe(true);
    const other = token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA');
    expect((await verifier.verify(other)).ok).toBe(false);
  });
});

describe('a verifier for production', () => {
  it('refuses to trust a development issuer', () => {
    const trusted = { ...issuer.trusted, issuer: developmentIssuerName('xiamen') };
    expect(() =>
      createTokenVerifier({ issuers: [trusted], audience: AUDIENCE, profile: 'production' }),
    ).toThrowError(expect.objectContaining({ code: 'DEV_ISSUER_IN_PRODUCTION' }) as Error);
  });
});

describe('a verifier that fetches keys', () => {
  it('fetches them over https only', () => {
    const keys = new URL('http://login.example/jwks.json');
    expect(() =>
      createTokenVerifier({
        issuers: [{ issuer: 'https://login.example', keys }],
        ...{ audience: AUDIENCE, profile: 'development' },
      }),
    ).toThrowError(expect.objectContaining({ code: 'JWKS_INSECURE' }) as Error);
  });
});

describe('the table of roles', () => {
  it('names only scopes that exist, each once', () => {
    for (const role of ROLES) {
      const scopes = ROLE_SCOPES[role];
      expect(new Set(scopes).size).toBe(scopes.length);
      expect(SCOPES).toEqual(expect.arrayContaining([...scopes]));
    }
  });

  it('gives every scope to at least one role', () => {
    const given = new Set(ROLES.flatMap((role) => [...ROLE_SCOPES[role]]));
    expect([...given].sort()).toEqual([...SCOPES].sort());
  });

  it.each([
    ['operator', 'personal:read'],
    ['operator', 'records:share'],
    ['partner', 'personal:read'],
    ['enterprise', 'certificates:issue'],
    ['certificate-officer', 'certificates:apply'],
  ] as const)('keeps duties apart: %s has no %s', (role, scope) => {
    expect(ROLE_SCOPES[role]).not.toContain(scope);
  });
});
