/** All verbs of the command line; each loads its code only when it runs. */
import { FABRIC_DIR } from '../config.js';
import type { Command, Verb, VerbOption } from './arguments.js';
import { CHANNEL } from './channel-verbs.js';
import { FABRIC } from './fabric-verbs.js';
import { GRAPH } from './graph-verbs.js';
import { NODE_OPTIONS } from './node-client.js';

const FIRST: VerbOption = { type: 'string', hint: 'N', help: 'how many, 1 to 100 (default 20)' };
const DATA: VerbOption = { type: 'string', hint: 'DIR', help: 'data folder (default: data)' };
const OUT: VerbOption = { type: 'string', hint: 'FILE', help: 'where to write the file' };

const LOCAL: readonly Verb[] = [
  {
    name: 'up',
    summary: 'run the federation in miniature (what npm start runs)',
    positionals: [],
    options: {
      port: {
        type: 'string',
        hint: 'N',
        help: 'port of the first node, the others follow (default 4000; 0: any)',
      },
      host: { type: 'string', hint: 'ADDRESS', help: 'address to listen on (default 127.0.0.1)' },
      data: DATA,
      graph: {
        type: 'string',
        hint: 'ENGINE',
        help: 'grafeo or memory (default: grafeo where it has a binary)',
      },
      'graph-memory': {
        type: 'string',
        hint: 'MB',
        help: 'memory of the process above which lists and made-up networks are refused',
      },
      log: {
        type: 'string',
        hint: 'LEVEL',
        help: 'silent, error, warn, info or debug (default warn)',
      },
      profile: { type: 'string', hint: 'PROFILE', help: 'development or production' },
      'no-seed': { type: 'boolean', help: 'start a new data folder empty' },
      ledger: { type: 'string', hint: 'LEDGER', help: 'embedded or fabric (default embedded)' },
      fabric: {
        type: 'string',
        hint: 'DIR',
        help: `with --ledger fabric: folder of the network (default ${FABRIC_DIR}); brought up when it is down`,
      },
      driver: {
        type: 'string',
        hint: 'DRIVER',
        help: 'with --ledger fabric: fabric-gateway or fabric-network (default fabric-gateway)',
      },
    },
    notes: [
      'A data folder belongs to the ledger it was first used with. A Fabric network stays up when the nodes stop.',
    ],
    load: async () => (await import('./up.js')).execute,
  },
  {
    name: 'node',
    summary: 'run one member’s node on a Fabric network that somebody else runs',
    positionals: [],
    options: {
      config: { type: 'string', hint: 'FILE', help: 'the node’s configuration, JSON' },
      check: { type: 'boolean', help: 'try everything that a start needs, and start nothing' },
    },
    notes: [
      'The configuration is described in docs/node-configuration.md.',
      'Exit code of --check: 0 the node can start, 1 it cannot.',
    ],
    load: async () => (await import('./node.js')).execute,
  },
  {
    name: 'read',
    summary: 'recognise a message and show what is in it, without a node',
    positionals: ['FILE'],
    options: {},
    notes: ['Exit code: 0 read, 1 read with error findings, 2 not recognised.'],
    load: async () => (await import('./read.js')).execute,
  },
  {
    name: 'verify',
    summary: 'verify a certificate offline with a downloaded trust list',
    positionals: ['FILE'],
    options: {
      trust: { type: 'string', hint: 'TRUSTLIST', help: 'the trust list (guanlian trust)' },
      pin: { type: 'string', hint: 'KID', help: 'accept only a trust list signed by this key' },
      at: {
        type: 'string',
        hint: 'TIME',
        help: 'verify as of a past time, e.g. 2026-11-24T09:00:00Z',
      },
      lang: { type: 'string', hint: 'LANG', help: 'en, zh, ru, fr, es or ar (default en)' },
    },
    notes: ['Exit code: 0 VALID, 1 INVALID, 2 CANNOT_CHECK, 3 NOT_YET_ANCHORED.'],
    load: async () => (await import('./verify.js')).execute,
  },
  {
    name: 'backup',
    summary: 'copy a stopped data folder, with a manifest, to a new folder',
    positionals: ['DIR'],
    options: {
      data: DATA,
      'without-graph': {
        type: 'boolean',
        help: 'leave the embedded graphs out; restored nodes build them anew from the ledger',
      },
    },
    load: async () => (await import('./backup.js')).execute,
  },
  {
    name: 'restore',
    summary: 'check a backup and put it in place of a data folder',
    positionals: ['DIR'],
    options: { data: DATA },
    load: async () => (await import('./restore.js')).execute,
  },
];

const DOCTOR: Verb = {
  name: 'doctor',
  summary: 'what is wrong with a Fabric network or a node’s connection, and the repair',
  positionals: [],
  options: {
    network: {
      type: 'string',
      hint: 'DIR',
      help: `a development network (default: GUANLIAN_FABRIC or ${FABRIC_DIR})`,
    },
    config: { type: 'string', hint: 'FILE', help: 'or the connection of one member’s node' },
  },
  notes: ['Exit code: 0 all well, 1 warnings, 2 errors.'],
  load: async () => (await import('./doctor.js')).execute,
};

const REMOTE: readonly Verb[] = [
  {
    name: 'ingest',
    summary: 'send a message to a node: read, kept, committed to on the ledger',
    positionals: ['FILE'],
    options: NODE_OPTIONS,
    load: async () => (await import('./ingest.js')).execute,
  },
  {
    name: 'records',
    summary: 'list records, or show one as far as you may see it',
    positionals: ['ID?'],
    options: {
      ...NODE_OPTIONS,
      first: FIRST,
      kind: { type: 'string', hint: 'KIND', help: 'manifest, passengerList, declaration, …' },
    },
    load: async () => (await import('./records.js')).execute,
  },
  {
    name: 'share',
    summary: 'release the agreed fields of a record to one recipient',
    positionals: ['ID'],
    options: {
      ...NODE_OPTIONS,
      to: { type: 'string', hint: 'MSPID', help: 'the recipient' },
      purpose: { type: 'string', hint: 'PURPOSE', help: 'what for, e.g. risk-assessment' },
      agreement: { type: 'string', hint: 'ID', help: 'the agreement, when several fit' },
      also: {
        type: 'string',
        hint: 'PATTERN',
        help: 'insist on a field beyond the agreement (the contract refuses it)',
        multiple: true,
      },
    },
    notes: ['Exit code: 0 delivered or queued, 1 refused.'],
    load: async () => (await import('./share.js')).execute,
  },
  {
    name: 'alerts',
    summary: 'the risk queue with its reasons',
    positionals: [],
    options: {
      ...NODE_OPTIONS,
      first: FIRST,
      typology: { type: 'string', hint: 'ID', help: 'only this typology' },
      follow: { type: 'boolean', help: 'print alerts as they are raised, until stopped' },
      after: { type: 'string', hint: 'CURSOR', help: 'with --follow: continue after this alert' },
    },
    load: async () => (await import('./alerts.js')).execute,
  },
  {
    name: 'certify',
    summary: 'apply for a certificate with an application in canonical JSON',
    positionals: ['FILE'],
    options: { ...NODE_OPTIONS, out: OUT },
    notes: ['Exit code: 0 issued, 1 refused, rejected or sent to an officer.'],
    load: async () => (await import('./certify.js')).execute,
  },
  {
    name: 'certificates',
    summary: 'list certificates, show or save one, or revoke it',
    positionals: ['ID?'],
    options: {
      ...NODE_OPTIONS,
      first: FIRST,
      out: OUT,
      revoke: { type: 'string', hint: 'REASON', help: 'revoke it, e.g. non-compliance-found' },
    },
    load: async () => (await import('./certificates.js')).execute,
  },
  {
    name: 'trust',
    summary: 'download the signed trust list (no account needed)',
    positionals: [],
    options: { ...NODE_OPTIONS, out: OUT },
    load: async () => (await import('./trust.js')).execute,
  },
];

/** The table: verbs and groups of verbs, in the order in which help shows them. */
export const VERBS: readonly Command[] = [...LOCAL, DOCTOR, ...REMOTE, GRAPH, FABRIC, CHANNEL];
