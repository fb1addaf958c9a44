/** Why TLS to a peer does not come about, asked before gRPC, which calls every reason "unavailable". */
import type { PeerCertificate } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';

export type TlsAnswer =
  | { readonly kind: 'good'; readonly until: string }
  | { readonly kind: 'refused' | 'silent' | 'no-tls' | 'unresolved' }
  | { readonly kind: 'wrong-authority'; readonly issuer: string }
  | { readonly kind: 'wrong-name'; readonly names: string }
  | { readonly kind: 'expired' | 'not-yet-valid'; readonly when: string }
  | { readonly kind: 'other'; readonly text: string };

export interface TlsTarget {
  /** `host:port`. */
  readonly address: string;
  readonly tlsCaPem: string;
  /** Name that the certificate must have; the host of the address when absent. */
  readonly hostnameOverride?: string;
}

const TIMEOUT_MS = 4000;
const SECOND_LOOK_MS = 500;
const NOT_TLS =
  /wrong version number|packet length too long|ECONNRESET|disconnected before secure/i;

/** Shakes hands and tells what came of it; never throws. */
export async function probeTls(target: TlsTarget): Promise<TlsAnswer> {
  const answer = await shakeHands(target);
  if (answer.kind !== 'no-tls') return answer;
  // A process that is just ending hangs up too; a moment later nothing listens there.
  await pause(SECOND_LOOK_MS);
  return shakeHands(target);
}

function shakeHands({ address, tlsCaPem, hostnameOverride }: TlsTarget): Promise<TlsAnswer> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  const servername = hostnameOverride ?? host;
  return new Promise((resolve) => {
    const socket = connect({
      ...{ host, port: Number(address.slice(at + 1)), ca: tlsCaPem, ALPNProtocols: ['h2'] },
      // A bare address cannot be asked for by name, and is checked all the same.
      ...(/[^\d.:]/.test(servername) ? { servername } : {}),
      checkServerIdentity: () => undefined,
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
    });
    const end = (answer: TlsAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const refusal = socket.authorizationError as unknown as string | undefined;
      end(judge(certificate, refusal, servername));
    });
    socket.once('timeout', () => end({ kind: 'silent' }));
    socket.once('error', (error: NodeJS.ErrnoException) => end(failed(error)));
  });
}

function judge(
  certificate: PeerCertificate,
  refusal: string | undefined,
  servername: string,
): TlsAnswer {
  const { valid_from: from, valid_to: to, subjectaltname: names = '' } = certificate;
  const until = new Date(to).toISOString();
  if (Date.parse(to) < Date.now()) return { kind: 'expired', when: until };
  const begins = new Date(from).toISOString();
  if (Date.parse(from) > Date.now()) return { kind: 'not-yet-valid', when: begins };
  if (refusal) return { kind: 'wrong-authority', issuer: nameOf(certificate) };
  const listed = names.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  if (!listed.some((name) => matches(name, servername))) return { kind: 'wrong-name', names };
  return { kind: 'good', until };
}

function matches(listed: string, name: string): boolean {
  if (listed.toLowerCase() === name.toLowerCase()) return true;
  const rest = name.slice(name.indexOf('.'));
  return listed.startsWith('*.') && listed.slice(1).toLowerCase() === rest.toLowerCase();
}

function nameOf({ issuer }: PeerCertificate): string {
  return [issuer?.CN ?? 'an authority without a name'].flat().join(', ');
}

function failed(error: NodeJS.ErrnoException): TlsAnswer {
  if (error.code === 'ECONNREFUSED') return { kind: 'refused' };
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return { kind: 'unresolved' };
  if (NOT_TLS.test(`${error.code ?? ''} ${error.message}`)) return { kind: 'no-tls' };
  return { kind: 'other', text: error.message };
}
