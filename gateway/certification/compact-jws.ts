/**
 * Compact JWS (RFC 7515, ES256) assembled and read here: jose has no hook for keys outside the process (KMS, PKCS#11),
 * and takes white space, padding and stray bits that give one document many spellings. jose is the tests' second opinion.
 */
import type { KeyObject } from 'node:crypto';
import { verifyEs256 } from '../../chaincode/index.js';
import type { Signer } from '../../network/index.js';
import { parseStrict } from './strict-json.js';

export interface JwsHeader {
  readonly alg: 'ES256';
  readonly typ: string;
  readonly cty?: string;
  readonly kid: string;
}

export interface CompactJws {
  readonly header: JwsHeader;
  /** Decoded payload bytes: the identity of the document is their hash, never the token's text. */
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly signed: Buffer;
}

/** Longest token by default: certificates and status lists are far smaller. */
const MAX_LENGTH = 1024 * 1024;
const HEADER_MEMBERS = new Set(['alg', 'typ', 'cty', 'kid']);

/** Signs the payload bytes. */
export async function signCompact(
  signer: Signer,
  type: { typ: string; cty?: string },
  payload: Uint8Array,
): Promise<string> {
  const header = { alg: 'ES256', ...type, kid: signer.key.kid };
  const head = Buffer.from(JSON.stringify(header)).toString('base64url');
  const signed = `${head}.${Buffer.from(payload).toString('base64url')}`;
  return `${signed}.${Buffer.from(await signer.sign(Buffer.from(signed))).toString('base64url')}`;
}

/** Reads a token strictly; throws SyntaxError naming what is wrong. */
export function parseCompact(text: string, maxLength = MAX_LENGTH): CompactJws {
  if (text.length > maxLength) throw new SyntaxError(`larger than ${maxLength} bytes`);
  const parts = text.split('.', 4);
  if (parts.length !== 3) throw new SyntaxError('not three parts');
  const [head = '', body = '', signature = ''] = parts;
  const header = parseHeader(decodeStrict(head));
  return {
    header,
    payload: decodeStrict(body),
    signature: decodeStrict(signature),
    signed: Buffer.from(`${head}.${body}`),
  };
}

/** Whether the signature is this key's. The algorithm is ES256 because the key is P-256, whatever the header says. */
export function isSignedBy(jws: CompactJws, key: KeyObject): boolean {
  return verifyEs256(jws.signed, jws.signature, key);
}

/** Base64url that is the one spelling of its bytes. */
function decodeStrict(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new SyntaxError('not canonical base64url');
  return bytes;
}

function parseHeader(bytes: Uint8Array): JwsHeader {
  const header = parseStrict(bytes) as Record<string, unknown> | null;
  if (header === null || typeof header !== 'object')
    throw new SyntaxError('the header is no object');
  const stranger = Object.keys(header).find((member) => !HEADER_MEMBERS.has(member));
  if (stranger !== undefined)
    throw new SyntaxError(`header member ${stranger.slice(0, 20)} is not allowed`);
  if (header['alg'] !== 'ES256') throw new SyntaxError('the algorithm is not ES256');
  if (typeof header['kid'] !== 'string' || typeof header['typ'] !== 'string') {
    throw new SyntaxError('kid or typ is missing');
  }
  return header as unknown as JwsHeader;
}
