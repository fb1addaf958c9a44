/** The verbs of `guanlian fabric`: a whole development network on this machine, from Fabric's own release programs. */
import { FABRIC_DIR } from '../config.js';
import type { VerbGroup, VerbOption } from './arguments.js';

const NETWORK: VerbOption = {
  type: 'string',
  hint: 'DIR',
  help: `the network's folder; GUANLIAN_FABRIC when absent (default: ${FABRIC_DIR})`,
};

export const FABRIC: VerbGroup = {
  name: 'fabric',
  summary: 'a Fabric network of several organisations on this machine',
  notes: [
    "It runs Hyperledger Fabric's release programs (peer, orderer, configtxgen, configtxlator, osnadmin) as plain",
    'processes on loopback; they are found on PATH or in FABRIC_BIN. For trials and tests: all keys are in one folder.',
  ],
  verbs: [
    {
      name: 'fabric up',
      summary: 'bring the network up, or what of it is down; the first time it is made',
      positionals: [],
      options: {
        network: NETWORK,
        organisations: {
          type: 'string',
          hint: 'MSPIDS',
          help: 'members by MSP id, with commas (default: the five of the federation in miniature)',
        },
        orderers: { type: 'string', hint: 'N', help: 'ordering nodes, 1 or 3 (default 1)' },
        channel: { type: 'string', hint: 'NAME', help: 'name of the channel (default guanlian)' },
        port: {
          type: 'string',
          hint: 'N',
          help: 'first port, the others follow where free (default 7050; 0: any)',
        },
      },
      notes: [
        'Running it again is safe: what is there is kept, what is missing is made, a new build of the contracts is deployed.',
        'The network stays up when this command ends: guanlian fabric down stops it, its data stay.',
      ],
      load: async () => (await import('./fabric-up.js')).execute,
    },
    {
      name: 'fabric down',
      summary: 'stop all processes of the network; its data stay',
      positionals: [],
      options: { network: NETWORK },
      load: async () => (await import('./fabric-down.js')).down,
    },
    {
      name: 'fabric reset',
      summary: 'stop the network and remove its folder with all keys and data',
      positionals: [],
      options: { network: NETWORK },
      load: async () => (await import('./fabric-down.js')).reset,
    },
    {
      name: 'fabric status',
      summary: 'processes, ports, heights, chaincode versions and health of each organisation',
      positionals: [],
      options: { network: NETWORK },
      notes: ['Exit code: 0 everything runs and is healthy, 1 something is not.'],
      load: async () => (await import('./fabric-status.js')).execute,
    },
    {
      name: 'fabric logs',
      summary: 'the newest lines of the processes’ logs',
      positionals: ['PROCESS?'],
      options: {
        network: NETWORK,
        lines: { type: 'string', hint: 'N', help: 'how many of each, 1 to 10000 (default 20)' },
        follow: { type: 'boolean', help: 'print further lines as they are written, until stopped' },
      },
      notes: [
        'PROCESS is a name that guanlian fabric status shows, or the beginning of some names (peer, chaincode.NorthCustomsMSP).',
      ],
      load: async () => (await import('./fabric-logs.js')).execute,
    },
  ],
};
