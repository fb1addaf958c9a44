/** How the command line reaches a running node: by URL, or by the name it has in the data folder's endpoints file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerbInput, VerbOption } from './arguments.js';
import { UsageError } from './arguments.js';
import { message } from './output.js';

/** Options of every verb that talks to a node. */
export const NODE_OPTIONS: Readonly<Record<string, VerbOption>> = {
  node: { type: 'string', hint: 'NAME|URL', help: 'which node; GUANLIAN_NODE when absent' },
  token: {
    type: 'string',
    hint: 'TOKEN',
    help: 'access token; GUANLIAN_TOKEN, or a demo token of the role the verb needs',
  },
  as: { type: 'string', hint: 'USER', help: 'demo user whose token is used, e.g. nora' },
  data: {
    type: 'string',
    hint: 'DIR',
    help: 'data folder of the running federation (default: data)',
  },
};

/** Exit code for a refusal: the node answered, and the answer is no. */
export const REFUSED = 1;

interface Endpoints {
  readonly nodes: readonly { readonly name: string; readonly url: string }[];
  readonly tokens: readonly {
    readonly node: string;
    readonly subject: string;
    readonly role: string;
    readonly token: string;
  }[];
}

/** A failure to reach or understand the node; shown in one sentence, exit code 70. */
export class NodeUnreachable extends Error {}

/** What the node answers: data, errors, or a refusal of its HTTP side. */
export interface Answer<T> {
  readonly data?: T;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly next?: string };
  }[];
  readonly message?: string;
}

export interface Refused {
  readonly __typename: 'Refusal';
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

export class NodeClient {
  readonly url: string;
  readonly #token: string | undefined;
  /** The data folder that the token is from, when nobody gave one. */
  readonly #tokenFolder: string | undefined;

  constructor(url: string, token: string | undefined, tokenFolder?: string) {
    this.url = url;
    this.#token = token;
    this.#tokenFolder = tokenFolder;
  }

  /** Finds the node and a token; `role` is the demo role whose token serves when none is given. */
  static async from(input: VerbInput, role: string): Promise<NodeClient> {
    const wanted = input.text('node') ?? process.env['GUANLIAN_NODE'];
    const token = input.text('token') ?? process.env['GUANLIAN_TOKEN'];
    if (wanted !== undefined && /^https?:\/\//.test(wanted))
      return new NodeClient(wanted.replace(/\/$/, ''), token);
    const folder = input.text('data') ?? process.env['GUANLIAN_DATA'] ?? 'data';
    const endpoints = await readEndpoints(folder);
    const names = endpoints.nodes.map((node) => node.name).join(', ');
    if (wanted === undefined) throw new UsageError(`name the node: --node ${names} or a URL`);
    const node = endpoints.nodes.find((candidate) => candidate.name === wanted);
    if (!node)
      throw new UsageError(`no node is called "${wanted.slice(0, 40)}"; there are ${names}`);
    if (token !== undefined) return new NodeClient(node.url, token);
    const demo = demoToken(endpoints, wanted, role, input.text('as'));
    return new NodeClient(node.url, demo, folder);
  }

  /** Runs an operation; GraphQL errors become a failure with the node's own words. */
  async graphql<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await this.request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as Answer<T>;
    if (answer.data && !answer.errors) return answer.data;
    throw this.failure(answer, response.status);
  }

  /** What an answer without data becomes for the person. */
  failure({ errors, message: text }: Answer<unknown>, status: number): Error {
    const said = errors?.map(wordsOf).join('; ') ?? text ?? `HTTP ${status}`;
    const codes = errors?.map(({ extensions }) => extensions?.code) ?? [];
    // Variables are what the person typed: a value that the node does not know is wrong usage.
    if (codes.includes('BAD_USER_INPUT')) return new UsageError(said);
    const isToken = status === 401 || codes.includes('UNAUTHENTICATED');
    return new NodeUnreachable(isToken ? `${said} ${this.#tokenAdvice}` : said);
  }

  get #tokenAdvice(): string {
    if (this.#tokenFolder === undefined) return 'Give one with --token or GUANLIAN_TOKEN.';
    return `The token is the demo token in ${this.#tokenFolder}: if another federation runs there, name its folder with --data.`;
  }

  /** An HTTP request with the token. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    try {
      return await fetch(`${this.url}${path}`, { ...init, headers });
    } catch (cause) {
      throw new NodeUnreachable(`no node answers at ${this.url}; is it running? (npm start)`, {
        cause,
      });
    }
  }
}

function wordsOf({ message: text, extensions }: NonNullable<Answer<unknown>['errors']>[number]) {
  return extensions?.next === undefined ? text : `${text} ${extensions.next}`;
}

/** Tells a refusal to the person, and says so with the exit code. */
export function tellRefusal(input: VerbInput, refusal: Omit<Refused, '__typename'>): number {
  const { code, message: text, next } = refusal;
  if (input.flag('json'))
    process.stdout.write(`${JSON.stringify({ refused: { code, message: text, next } })}\n`);
  message(`refused: ${code}: ${text}`);
  message(`  → ${next}`);
  return REFUSED;
}

/** A whole number from 1 to `most` of an option. */
export function countOption(
  input: VerbInput,
  name: string,
  fallback: number,
  most: number,
): number {
  const text = input.text(name);
  if (text === undefined) return fallback;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new UsageError(`--${name} takes a whole number from 1 to ${most}`);
}

async function readEndpoints(dir: string): Promise<Endpoints> {
  try {
    return JSON.parse(await readFile(join(dir, 'endpoints.json'), 'utf8')) as Endpoints;
  } catch (cause) {
    throw new UsageError(
      `no running federation is known in ${dir}: start one (npm start), or give --node URL`,
      { cause },
    );
  }
}

function demoToken(
  endpoints: Endpoints,
  node: string,
  role: string,
  subject: string | undefined,
): string | undefined {
  const own = endpoints.tokens.filter((token) => token.node === node);
  if (subject !== undefined) {
    const named = own.find((token) => token.subject === subject);
    if (named) return named.token;
    throw new UsageError(
      `node ${node} has no demo user "${subject.slice(0, 40)}"; there are ${own.map((t) => t.subject).join(', ')}`,
    );
  }
  return (own.find((token) => token.role === role) ?? own[0])?.token;
}
