/**
 * What may never reach a log line: secrets, tokens, message contents and personal data.
 * Applied to every object that is logged, at any depth, by the name of the member and by the look of the text.
 */

export const REDACTED = '[redacted]';

/** Members whose value is never logged, compared without case, dashes and underscores. */
const FORBIDDEN = new Set(
  [
    'authorization cookie token accessToken password secret privateKey d salt salts jws jwt bundle',
    'body payload fields value values raw bytes content document text variables query transient',
    'name fullName givenName familyName surname birthDate dateOfBirth gender nationality',
    'passport documentNumber travelDocument ticket seat traveller travellers passenger passengers',
    'email emails phone phones contact address line street postcode payment card person subject',
  ]
    .join(' ')
    .split(' ')
    .map(normalise),
);

const MAX_DEPTH = 6;
const MAX_TEXT = 2000;
const JWS = /\beyJ[\w-]{8,}\.[\w-]*\.[\w-]*/g;
const BEARER = /\bBearer\s+[\w.~+/-]+=*/gi;

/** The object as it may be logged. Errors pass as they are: the error serialiser treats them. */
export function scrub(value: object): Record<string, unknown> {
  return scrubMembers(value, 0);
}

/** Text without anything that looks like a token, cut to a length that a log line bears. */
export function scrubText(text: string): string {
  const clean = text.replace(JWS, REDACTED).replace(BEARER, `Bearer ${REDACTED}`);
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean;
}

interface SerialisedError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: SerialisedError;
}

/** An error as it is logged: never its other members, which may hold whole requests. */
export function serialiseError(error: unknown, depth = 0): SerialisedError {
  if (!(error instanceof Error)) return { type: typeof error, message: scrubText(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    message: scrubText(error.message),
    ...(error.stack === undefined ? {} : { stack: scrubText(error.stack) }),
    ...(error.cause === undefined || depth >= 3
      ? {}
      : { cause: serialiseError(error.cause, depth + 1) }),
  };
}

function scrubMembers(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      FORBIDDEN.has(normalise(key)) ? REDACTED : scrubValue(member, depth + 1),
    ]),
  );
}

function scrubValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (value === null || typeof value !== 'object' || value instanceof Error) return value;
  if (depth >= MAX_DEPTH || ArrayBuffer.isView(value)) return REDACTED;
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, depth + 1));
  return scrubMembers(value, depth);
}

function normalise(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '');
}
