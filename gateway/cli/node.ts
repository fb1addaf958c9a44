/** `guanlian node --config FILE`: one member's node on a network that somebody else runs; `--check` only tries it. */
import { checkMemberConfig } from '../member/check.js';
import type { CheckedField } from '../member/check.js';
import type { MemberNode } from '../member/member-node.js';
import { startMemberNode } from '../member/member-node.js';
import { ConfigInvalid, readMemberConfig } from '../member/config.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { answer, message } from './output.js';
import { stopSignal } from './stop-signal.js';
import { packageVersion } from './version.js';

const NOT_GOOD = 1;

export const execute: Execute = async (input) => {
  const file = input.text('config');
  if (file === undefined) throw new UsageError('node needs --config FILE');
  return input.flag('check') ? check(input, file) : run(input, file);
};

async function check(input: VerbInput, file: string): Promise<number> {
  const problems = await problemsOf(file);
  const isGood = !problems.some(({ severity }) => severity === 'error');
  answer(input, { file, ok: isGood, problems }, [
    ...problems.map(({ severity, field, problem }) => `${severity.padEnd(7)} ${field}: ${problem}`),
    isGood ? `${file} is good: the node can start` : `${file} cannot be used as it is`,
  ]);
  return isGood ? 0 : NOT_GOOD;
}

async function problemsOf(file: string): Promise<readonly CheckedField[]> {
  try {
    return await checkMemberConfig(await readMemberConfig(file), Date.now());
  } catch (cause) {
    if (!(cause instanceof ConfigInvalid)) throw cause;
    return cause.problems.map((problem) => ({ ...problem, severity: 'error' }));
  }
}

async function run(input: VerbInput, file: string): Promise<number> {
  const config = await configOf(file);
  const started = performance.now();
  const stop = stopSignal();
  const member = await startMemberNode(config, packageVersion());
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { node, ledger, tokens } = member;
  const { name, mspId } = node.config;
  answer(input, { name, mspId, url: node.url, ledger, tokens }, banner(member, seconds));
  await stop.asked;
  message('Stopping …');
  await member[Symbol.asyncDispose]();
  return 0;
}

/** A wrong file is wrong usage: nothing was tried. */
async function configOf(file: string): ReturnType<typeof readMemberConfig> {
  try {
    return await readMemberConfig(file);
  } catch (cause) {
    if (cause instanceof ConfigInvalid) throw new UsageError(cause.message, { cause });
    throw cause;
  }
}

function banner({ node, ledger, tokens }: MemberNode, seconds: string): string[] {
  const { name, displayName, mspId, roles } = node.config;
  return [
    '',
    `Guanlian: node ${name} of ${displayName} (${mspId}, ${roles.join(' and ')}) ready in ${seconds} s on ${node.url} (ledger ${ledger}).`,
    ...(tokens.length > 0 ? ['DEVELOPMENT: demo tokens. Not for real data.', ''] : []),
    ...tokens.map(
      ({ subject, role, token }) => `  ${subject.padEnd(26)} ${role.padEnd(20)} ${token}`,
    ),
    `Access tokens are for the audience urn:guanlian:node:${name}. Stop: Ctrl-C`,
    '',
  ];
}
