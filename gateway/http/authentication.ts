/** Who asks: the bearer token of a request (RFC 6750, header only), and whether it carries a scope. */
import { accepted, refused } from '../../chaincode/index.js';
import type { Scope, UserOutcome } from '../application.js';
import type { TokenVerifier } from '../auth/token-verifier.js';
import type { Exchange, Identified } from './exchange.js';

/** The caller, undefined when there is no token; a bad token is refused even where none is needed. */
export async function identify(
  { req }: Exchange,
  tokens: TokenVerifier,
): Promise<UserOutcome<Identified | undefined>> {
  const header = req.headers.authorization;
  if (header === undefined || header === '') return accepted(undefined);
  const match = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header);
  if (!match) {
    return refused({
      code: 'TOKEN_MALFORMED',
      message: 'The Authorization header holds no bearer token.',
      next: 'Send Authorization: Bearer <access token>.',
    });
  }
  return tokens.verify(match[1] as string);
}

/** The caller, refused without a token or without the scope. */
export async function demand(
  exchange: Exchange,
  tokens: TokenVerifier,
  scope: Scope,
): Promise<UserOutcome<Identified>> {
  const identified = await identify(exchange, tokens);
  if (!identified.ok) return identified;
  if (!identified.value) {
    return refused({
      code: 'UNAUTHENTICATED',
      message: 'This needs an access token.',
      next: 'Send Authorization: Bearer <access token>.',
    });
  }
  const { caller } = identified.value;
  if (caller.scopes.has(scope)) return accepted(identified.value);
  return refused({
    code: 'FORBIDDEN',
    message: `This needs the scope ${scope}; the role ${caller.role} or its token does not carry it.`,
    next: 'Use a token of a role that carries the scope.',
  });
}
