/** GraphQL-over-HTTP requests as we read them ourselves, before Yoga sees anything (three times the throughput, a hard limit). */
import { accepted, refused } from '../../chaincode/index.js';
import type { UserOutcome } from '../application.js';

/** The parameters of one request. Types of the members are checked by Yoga. */
export interface GraphQLRequest {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** Parameters of a POST, from its parsed JSON body. Batches are refused: one request, one operation. */
export function fromJson(body: unknown): UserOutcome<GraphQLRequest> {
  if (Array.isArray(body)) return badRequest('Batches of operations are not accepted.');
  if (body === null || typeof body !== 'object') return badRequest('The body is no JSON object.');
  return accepted(body);
}

/** Parameters of a GET, from its URL. `parse` reads JSON members and refuses what is nested too deeply. */
export function fromUrl(
  search: URLSearchParams,
  parse: (text: string) => UserOutcome<unknown>,
): UserOutcome<GraphQLRequest> {
  const request: Record<string, unknown> = {};
  for (const name of ['query', 'operationName']) {
    const value = search.get(name);
    if (value !== null && value !== '') request[name] = value;
  }
  for (const name of ['variables', 'extensions']) {
    const value = search.get(name);
    if (value === null || value === '') continue;
    const parsed = parse(value);
    if (!parsed.ok) return parsed;
    request[name] = parsed.value;
  }
  return accepted(request);
}

function badRequest(message: string): UserOutcome<never> {
  const next = 'Send {"query": …, "variables": …} as application/json.';
  return refused({ code: 'BAD_REQUEST', message, next });
}
