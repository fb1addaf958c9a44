/** `guanlian doctor`: what is wrong with a connection or a network, why it matters, how it is repaired. */
import type { DoctorFinding, DoctorSubject } from '../../network/index.js';
import { loadFabric, systemClock } from '../../network/index.js';
import { readMemberConfig } from '../member/config.js';
import { openMemberIdentity } from '../member/identity.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { networkFolder } from './fabric-folder.js';
import { answer } from './output.js';

const EXIT = { ok: 0, warning: 1, error: 2 } as const;
const MARK = { ok: 'ok     ', warning: 'WARNING', error: 'ERROR  ' } as const;

export const execute: Execute = async (input) => {
  if (input.text('config') !== undefined && input.text('network') !== undefined) {
    throw new UsageError('give --config or --network, not both');
  }
  const { subject, close } = await subjectOf(input);
  try {
    const { examine } = await loadFabric();
    const findings = await examine(subject);
    const level = worst(findings);
    answer(input, { level, findings }, lines(findings));
    return EXIT[level];
  } finally {
    await close();
  }
};

interface Opened {
  readonly subject: DoctorSubject;
  readonly close: () => Promise<void>;
}

async function subjectOf(input: VerbInput): Promise<Opened> {
  const config = input.text('config');
  if (config !== undefined) return memberSubject(config);
  const { localSubject } = await loadFabric();
  return { subject: await localSubject(networkFolder(input)), close: async () => undefined };
}

/** A member's own connection, as `guanlian node --config FILE` would open it. */
async function memberSubject(file: string): Promise<Opened> {
  const config = await readMemberConfig(file);
  const { connectFabric, readConnectionProfile } = await loadFabric();
  const { mspId } = config.organisation;
  const { connectionProfile, channel, chaincode, driver } = config.ledger;
  const connection = await readConnectionProfile(connectionProfile, { channel, chaincode, mspId });
  const opened = await openMemberIdentity(config.identity, mspId);
  const { identity } = opened;
  const connect = () => connectFabric({ driver, connection, identity });
  const member = { mspId, identity, peer: connection.peer, connect };
  const folders = [config.dataDir];
  return {
    subject: { clock: systemClock, members: [member], folders },
    close: async () => opened[Symbol.asyncDispose](),
  };
}

function worst(findings: readonly DoctorFinding[]): DoctorFinding['level'] {
  if (findings.some(({ level }) => level === 'error')) return 'error';
  return findings.some(({ level }) => level === 'warning') ? 'warning' : 'ok';
}

/** Errors last, next to the prompt, each with its reason and repair. */
function lines(findings: readonly DoctorFinding[]): string[] {
  const order = ['ok', 'warning', 'error'];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  const told = sorted.flatMap(({ check, level, where, what, why, repair }) => [
    `${MARK[level]} ${check}: ${where}: ${what}`,
    ...(why === undefined ? [] : [`          Why: ${why}`]),
    ...(repair === undefined ? [] : [`          Repair: ${repair}`]),
  ]);
  const count = (level: string): number => findings.filter((one) => one.level === level).length;
  return [
    ...told,
    '',
    `Well: ${count('ok')}, warnings: ${count('warning')}, errors: ${count('error')}`,
  ];
}
