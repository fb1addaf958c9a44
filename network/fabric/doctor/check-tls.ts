/** Whether each peer is reached over TLS, by the right name, under the right authority. */
import type { Finding } from './finding.js';
import { reporterOf } from './finding.js';
import type { MemberSubject, Subject } from './subject.js';
import type { TlsAnswer } from './tls-probe.js';
import { probeTls } from './tls-probe.js';

const { ok, warning, error } = reporterOf('tls');
const SOON_MS = 30 * 86_400_000;
const WHY = 'No call reaches this peer; clients see only "unavailable".';

export async function checkTls({ members, clock }: Subject): Promise<Finding[]> {
  return Promise.all(
    members.map(async (member) => judge(member, await probeTls(member.peer), clock.now())),
  );
}

function judge(member: MemberSubject, answer: TlsAnswer, now: number): Finding {
  const where = `${member.peer.name} (${member.peer.address})`;
  if (answer.kind !== 'good') {
    const { what, repair } = SAYINGS[answer.kind](answer, member);
    return error(where, what, { why: WHY, repair });
  }
  if (Date.parse(answer.until) - now > SOON_MS) {
    return ok(where, `TLS as it should be, certificate until ${answer.until}`);
  }
  return warning(where, `its TLS certificate ends at ${answer.until}`, {
    why: 'From then on nobody connects to this peer.',
    repair: 'Renew the TLS certificate for the same key and restart the peer.',
  });
}

interface Saying {
  readonly what: string;
  readonly repair: string;
}

type Kind = Exclude<TlsAnswer['kind'], 'good'>;
type Say = (answer: TlsAnswer, member: MemberSubject) => Saying;

const SAYINGS: Readonly<Record<Kind, Say>> = {
  refused: () => ({
    what: 'nothing listens there',
    repair: 'Start the peer, or correct the address in the connection profile.',
  }),
  silent: () => ({
    what: 'no answer within four seconds',
    repair: 'Look at firewalls and routes between this machine and the peer.',
  }),
  unresolved: () => ({
    what: 'the host name is not known',
    repair: 'Correct the host in the connection profile, or the name service of this machine.',
  }),
  'no-tls': () => ({
    what: 'something listens there that does not speak TLS',
    repair: 'Set peer.tls.enabled on the peer, or correct the port in the connection profile.',
  }),
  'wrong-authority': (answer) => ({
    what: `its certificate is from ${'issuer' in answer ? answer.issuer : 'elsewhere'}, which the profile's tlsCACerts do not hold`,
    repair: "Put the peer's TLS authority into tlsCACerts of the connection profile.",
  }),
  'wrong-name': (answer, { peer }) => ({
    what: `its certificate is for ${'names' in answer ? answer.names || 'no name at all' : ''}, not for ${peer.hostnameOverride ?? peer.address.slice(0, peer.address.lastIndexOf(':'))}`,
    repair: 'Issue it with this name (SAN), or set ssl-target-name-override in the profile.',
  }),
  expired: (answer) => ({
    what: `its certificate ended at ${'when' in answer ? answer.when : ''}`,
    repair: 'Renew the TLS certificate for the same key and restart the peer.',
  }),
  'not-yet-valid': (answer) => ({
    what: `its certificate begins only at ${'when' in answer ? answer.when : ''}`,
    repair: 'Compare the clocks of this machine and of the authority.',
  }),
  other: (answer) => ({
    what: `TLS fails: ${'text' in answer ? answer.text : ''}`,
    repair: "Look at the peer's log at this moment.",
  }),
};
