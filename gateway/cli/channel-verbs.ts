/** The verbs of `guanlian channel`: organisations join and leave a running network. */
import { FABRIC_DIR } from '../config.js';
import type { VerbGroup, VerbOption } from './arguments.js';

type Options = Readonly<Record<string, VerbOption>>;

const text = (hint: string, help: string): VerbOption => ({ type: 'string', hint, help });
const many = (hint: string, help: string): VerbOption => ({ ...text(hint, help), multiple: true });

const WHO: Options = {
  network: text('DIR', `development network; GUANLIAN_FABRIC when absent (default: ${FABRIC_DIR})`),
  as: text('MSPID', 'the organisation that you act for'),
};
const MSP: Options = {
  msp: text('DIR', 'elsewhere: MSP folder of the administrator (signcerts, keystore)'),
};
const NODES: Options = {
  ...MSP,
  channel: text('NAME', 'elsewhere: the channel (default guanlian)'),
  peer: text('HOST:PORT', 'elsewhere: your own peer'),
  'peer-tls-ca': text('FILE', 'elsewhere: its TLS authority, PEM'),
  orderer: text('HOST:PORT', 'elsewhere: an ordering node'),
  'orderer-tls-ca': text('FILE', 'elsewhere: its TLS authority, PEM'),
  'tls-name': text('NAME', 'elsewhere: name in the TLS certificates, when it is not the host'),
};
const LEDGER: Options = {
  ...WHO,
  profile: text('FILE', 'elsewhere: connection profile'),
  wallet: text('FILE', 'elsewhere: wallet identity NAME.id'),
  channel: text('NAME', 'elsewhere: the channel (default guanlian)'),
  chaincode: text('NAME', 'name of the chaincode (default guanlian)'),
};
const OUT: Options = { out: text('FILE', 'where to write; an existing file is not written over') };
const CONFIG: Options = {
  config: text('FILE', 'the configuration that your own peer gave (guanlian channel export)'),
};
const SIGNATURES: Options = {
  signature: many('FILE', 'a signature, or a folder with *.signature.json; may be repeated'),
};
const ENTRY: Options = {
  'display-name': text('NAME', 'name of the organisation for the directory'),
  country: text('CC', 'its country, ISO 3166-1 alpha-2'),
  role: many('ROLE', 'customs, airline, trader, cooperation or quarantine; may be repeated'),
  certifies: many('TYPE', 'certificate type that it issues for its country; may be repeated'),
};
const REFUSED = 'Exit code: 0 done, 1 refused (with code and what to do next).';

export const CHANNEL: VerbGroup = {
  name: 'channel',
  summary: 'organisations join and leave a running network',
  notes: [
    'A guide for each part — joining, deciding, leaving — is in docs/join-a-network.md.',
    'Everything works on a development network (--network DIR --as MSPID) or on any other (--peer, --orderer, --msp, …).',
  ],
  verbs: [
    {
      name: 'channel define',
      summary: 'newcomer: write the definition that members need, one file without secrets',
      positionals: [],
      options: {
        ...WHO,
        ...OUT,
        ...ENTRY,
        name: text('NAME', 'development network: short name for people'),
        msp: text('DIR', 'elsewhere: MSP folder of the organisation (cacerts, tlscacerts, …)'),
        anchor: many('HOST:PORT', 'elsewhere: a peer that other members reach; may be repeated'),
        'node-certificate': text('FILE', 'elsewhere: certificate whose key signs records, PEM'),
      },
      notes: [
        'In a development network it also makes the keys, certificates and ports. Safe to repeat.',
      ],
      load: async () => (await import('./channel-define.js')).execute,
    },
    {
      name: 'channel export',
      summary: 'write the configuration that your own peer has, to compare proposals with',
      positionals: [],
      options: {
        ...{ ...WHO, ...NODES, ...OUT },
        first: { type: 'boolean', help: 'the first block instead, with which a peer joins' },
      },
      load: async () => (await import('./channel-export.js')).execute,
    },
    {
      name: 'channel propose-join',
      summary: 'propose that an organisation joins',
      positionals: ['DEFINITION'],
      options: { ...WHO, ...NODES, ...OUT },
      notes: [REFUSED],
      load: async () => (await import('./channel-propose.js')).join,
    },
    {
      name: 'channel propose-leave',
      summary: 'propose that an organisation leaves',
      positionals: ['MSPID'],
      options: { ...WHO, ...NODES, ...OUT },
      notes: [REFUSED],
      load: async () => (await import('./channel-propose.js')).leave,
    },
    {
      name: 'channel show',
      summary: 'say in plain words what a proposal does, who signed it, who is missing',
      positionals: ['PROPOSAL'],
      options: { ...WHO, ...NODES, ...CONFIG, ...SIGNATURES },
      notes: [
        'It reads the bytes that are signed; nothing that a file claims is believed.',
        'Exit code: 0 one organisation joins or leaves, 1 refused, 2 warnings, or not compared with your own configuration.',
      ],
      load: async () => (await import('./channel-show.js')).execute,
    },
    {
      name: 'channel sign',
      summary: 'administrator: agree to a proposal; offline with --config and --msp',
      positionals: ['PROPOSAL'],
      options: {
        ...{ ...WHO, ...MSP, ...CONFIG, ...OUT },
        'despite-warnings': { type: 'boolean', help: 'sign although show warns' },
      },
      notes: ['Exit code: 0 signed, 1 refused, 2 not signed because of warnings.'],
      load: async () => (await import('./channel-sign.js')).execute,
    },
    {
      name: 'channel submit',
      summary: 'send a proposal with enough signatures, and wait until it is in force',
      positionals: ['PROPOSAL'],
      options: { ...WHO, ...NODES, ...SIGNATURES },
      notes: [REFUSED],
      load: async () => (await import('./channel-submit.js')).execute,
    },
    {
      name: 'channel join',
      summary: 'newcomer, development network: start peer and chaincode, join the channel',
      positionals: [],
      options: WHO,
      notes: [REFUSED],
      load: async () => (await import('./channel-network.js')).join,
    },
    {
      name: 'channel leave',
      summary: 'leaver, development network: stop peer and chaincode; keys and data stay its own',
      positionals: [],
      options: WHO,
      notes: [REFUSED],
      load: async () => (await import('./channel-network.js')).leave,
    },
    {
      name: 'channel members',
      summary: 'the directory of members on the ledger',
      positionals: [],
      options: LEDGER,
      load: async () => (await import('./channel-votes.js')).members,
    },
    {
      name: 'channel admit',
      summary: 'propose by vote on the ledger that an organisation enters the directory',
      positionals: ['DEFINITION'],
      options: LEDGER,
      notes: [REFUSED],
      load: async () => (await import('./channel-votes.js')).admit,
    },
    {
      name: 'channel remove',
      summary: 'propose by vote that a member has left: no new shares, its past stays provable',
      positionals: ['MSPID'],
      options: LEDGER,
      notes: [REFUSED],
      load: async () => (await import('./channel-votes.js')).remove,
    },
    {
      name: 'channel suspend',
      summary: 'propose by vote that a member is suspended',
      positionals: ['MSPID'],
      options: LEDGER,
      notes: [REFUSED],
      load: async () => (await import('./channel-votes.js')).suspend,
    },
    {
      name: 'channel vote',
      summary: 'vote on a proposal on the ledger',
      positionals: ['ID', 'yes|no'],
      options: LEDGER,
      notes: [REFUSED],
      load: async () => (await import('./channel-votes.js')).vote,
    },
    {
      name: 'channel votes',
      summary: 'all proposals on the ledger with their votes',
      positionals: [],
      options: LEDGER,
      load: async () => (await import('./channel-votes.js')).votes,
    },
  ],
};
