/** `guanlian up`: runs the federation in miniature until it is told to stop. */
import { federationConfig } from '../config.js';
import type { Federation } from '../federation.js';
import { startFederation } from '../federation.js';
import type { Execute, VerbInput } from './arguments.js';
import { message } from './output.js';
import { stopSignal } from './stop-signal.js';
import { packageVersion } from './version.js';

const SAMPLE = '{ alerts(first: 3) { totalCount edges { node { typology score reasons } } } }';

export const execute: Execute = async (input) => {
  const config = federationConfig(input, process.env);
  const started = performance.now();
  const stop = stopSignal();
  const federation = await startFederation(config, packageVersion(), message, {
    signal: stop.signal,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (input.flag('json')) process.stdout.write(`${JSON.stringify(summary(federation))}\n`);
  else process.stdout.write(banner(federation, input, seconds));
  await stop.asked;
  message('Stopping …');
  await federation[Symbol.asyncDispose]();
  return 0;
};

function summary({ nodes, tokens, engines, ledger }: Federation): unknown {
  return {
    engines,
    ...(ledger.note ? { note: ledger.note } : {}),
    nodes: nodes.map((node) => ({
      name: node.config.name,
      mspId: node.config.mspId,
      url: node.url,
    })),
    tokens,
  };
}

function banner(federation: Federation, input: VerbInput, seconds: string): string {
  const { nodes, tokens, engines } = federation;
  const north = nodes[0];
  const officer = tokens.find((token) => token.role === 'risk-officer');
  const development = tokens.length > 0;
  return [
    '',
    `Guanlian: ${nodes.length} nodes ready in ${seconds} s (ledger ${engines.ledger}, graph ${engines.graph}, model ${engines.model}).`,
    ...(engines.reason ? [`Note: ${engines.reason}`] : []),
    ...(federation.ledger.note ? [federation.ledger.note] : []),
    ...(development
      ? ['DEVELOPMENT: demo tokens, synthetic data, keys in files. Not for real data.']
      : []),
    '',
    ...nodes.map(
      ({ config, url }) =>
        `  ${config.name.padEnd(8)} ${url}  ${config.displayName}, ${config.roles.join(' and ')} (${config.mspId})`,
    ),
    '',
    'Open a URL in a browser for the query console and the certificate check.',
    ...(development ? ['Demo users (tokens are valid 12 hours):'] : []),
    ...tokens.map(
      (token) =>
        `  ${token.node.padEnd(8)} ${token.subject.padEnd(12)} ${token.role.padEnd(20)} ${token.token}`,
    ),
    ...(officer && north
      ? [
          '',
          'Paste this to see what the risk officer of the first node sees:',
          '',
          `curl -s ${north.url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${officer.token}' -d '${JSON.stringify({ query: SAMPLE })}'`,
        ]
      : []),
    '',
    `Command line: npx guanlian --help    Data: ${input.text('data') ?? process.env['GUANLIAN_DATA'] ?? 'data'}    Stop: Ctrl-C`,
    '',
  ].join('\n');
}
