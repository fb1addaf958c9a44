/** The verbs of `guanlian graph`: the knowledge graph kept honest, filled for trial, exchanged and moved. */
import type { VerbGroup, VerbOption } from './arguments.js';
import { NODE_OPTIONS } from './node-client.js';

type Options = Readonly<Record<string, VerbOption>>;

const text = (hint: string, help: string): VerbOption => ({ type: 'string', hint, help });

/** Verbs that write into the graph of a stopped node. */
const OFFLINE: Options = {
  node: text('NAME', 'whose graph: the name of a node in the data folder, e.g. north'),
  data: text('DIR', 'data folder of the stopped node (default: data)'),
};

/** Verbs that write a part of the graph of a running node to a file. */
const FILE: Options = {
  ...NODE_OPTIONS,
  format: text('FORMAT', 'ftm (FollowTheMoney), graphml or json (default json)'),
  limit: text('N', 'how many entities, 1 to 500 (default 200)'),
  out: text('FILE', 'where to write; standard output when absent'),
};

export const GRAPH: VerbGroup = {
  name: 'graph',
  summary: 'the knowledge graph of a node',
  verbs: [
    {
      name: 'graph rebuild',
      summary: 'build the graph anew from the ledger',
      positionals: [],
      options: NODE_OPTIONS,
      load: async () => (await import('./graph.js')).executeRebuild,
    },
    {
      name: 'graph verify',
      summary: 'verify that the graph is equal to the ledger',
      positionals: [],
      options: NODE_OPTIONS,
      notes: ['Exit code: 0 equal, 1 different.'],
      load: async () => (await import('./graph.js')).executeVerify,
    },
    {
      name: 'graph compact',
      summary: 'rewrite the files of the embedded graph without what was removed',
      positionals: [],
      options: NODE_OPTIONS,
      notes: ['Exit code: 0 compacted, 1 refused (a Neo4j does it by itself).'],
      load: async () => (await import('./graph.js')).executeCompact,
    },
    {
      name: 'graph export',
      summary: 'the part of the graph around an entity, as a file for other programs',
      positionals: ['LABEL', 'KEY'],
      options: { ...FILE, hops: text('N', 'how many relationships away, 1 to 3 (default 2)') },
      load: async () => (await import('./graph-export.js')).execute,
    },
    {
      name: 'graph export-case',
      summary: 'the entities of a case and what connects them, as a file for other programs',
      positionals: ['LABEL:KEY...'],
      options: {
        ...FILE,
        longest: text('N', 'how many relationships between two of them, 1 to 8 (default 4)'),
      },
      notes: [
        'A case has 1 to 20 entities.',
        'Exit code: 0 written, 1 refused (the graph does not have one of them).',
      ],
      load: async () => (await import('./graph-export-case.js')).execute,
    },
    {
      name: 'graph import',
      summary: 'import a list into the graph of a stopped node',
      positionals: ['FILE'],
      options: {
        ...OFFLINE,
        format: text('FORMAT', 'ftm (FollowTheMoney JSON lines) or screening-csv'),
        name: text('NAME', 'name of the list; a newer edition takes the place of the older'),
      },
      notes: [
        'The node keeps a copy: rebuild, verify and move have it too.',
        'Exit code: 0 imported, 1 imported with errors in the file, or refused for want of memory.',
      ],
      load: async () => (await import('./graph-import.js')).execute,
    },
    {
      name: 'graph generate',
      summary: 'put a made-up trade network into the graph of a stopped node, for trial',
      positionals: [],
      options: {
        ...OFFLINE,
        relationships: text('N', 'how many relationships (default 100000)'),
        seed: text('N', 'which network, 0 to 999999 (default 1)'),
      },
      notes: ['With --json the planted rings and groups are printed: the answers to look for.'],
      load: async () => (await import('./graph-generate.js')).execute,
    },
    {
      name: 'graph lists',
      summary: 'the imported lists and made-up networks of a stopped node',
      positionals: [],
      options: OFFLINE,
      load: async () => (await import('./graph-lists.js')).execute,
    },
    {
      name: 'graph remove',
      summary: 'take a list or a made-up network out of the graph of a stopped node',
      positionals: ['NAME'],
      options: OFFLINE,
      notes: [
        'The node’s copy goes too: rebuild, verify and move do not bring it back. What other records say as well stays.',
        'An interrupted removal is ended by the same command, or by the next start of the node.',
        'Exit code: 0 removed, 1 refused (the graph has no list of this name).',
      ],
      load: async () => (await import('./graph-remove.js')).execute,
    },
    {
      name: 'graph move',
      summary: 'move the graph of a running node to a Neo4j, or back into its own folder',
      positionals: [],
      options: {
        ...NODE_OPTIONS,
        to: text('URL', 'neo4j+s://HOST:PORT, bolt://127.0.0.1:PORT … or embedded'),
        user: text('USER', 'user of the Neo4j (default neo4j)'),
        'password-file': text('FILE', 'its password, in a file that only its owner may read'),
        database: text('NAME', 'its database, which the node has for itself (default neo4j)'),
      },
      notes: [
        'Runs on the machine of the node. An interrupted move is begun again with the same command and goes on.',
        'Exit code: 0 moved, 1 refused or failed (the graph is then where it was).',
      ],
      load: async () => (await import('./graph-move.js')).execute,
    },
  ],
};
