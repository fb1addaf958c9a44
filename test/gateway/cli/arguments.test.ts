import { describe, expect, test } from 'vitest';
import type { Command, Verb } from '../../../gateway/cli/arguments.js';
import { findVerb, parseVerb, UsageError } from '../../../gateway/cli/arguments.js';
import { VERBS } from '../../../gateway/cli/verbs.js';

const verb = (name: string): Verb => ({
  ...{ name, summary: `does ${name}`, positionals: ['FILE?'], options: {} },
  load: async () => async () => 0,
});
const TABLE: readonly Command[] = [
  verb('read'),
  { name: 'fabric', summary: 'a network', verbs: [verb('fabric up'), verb('fabric down')] },
];

describe('finding a verb', () => {
  test.each([
    [['read', 'a.edi'], 'read', ['a.edi']],
    [['fabric', 'up', '--json'], 'fabric up', ['--json']],
    [['fabric', 'down'], 'fabric down', []],
  ])('%j is %s', (argv, name, rest) => {
    expect(findVerb(TABLE, argv)).toMatchObject({ verb: { name }, rest });
  });

  test.each([
    [['--help'], true, 'Usage: guanlian VERB'],
    [[], false, 'Usage: guanlian VERB'],
    [['fabric', '--help'], true, 'Usage: guanlian fabric VERB'],
    [['fabric'], false, 'Usage: guanlian fabric VERB'],
    [['read', 'x', '--help'], true, 'Usage: guanlian read [FILE] [options]'],
    [['fabric', 'up', '-h'], true, 'Usage: guanlian fabric up [FILE] [options]'],
  ])('%j is a call for help, asked for: %s', (argv, asked, words) => {
    const request = findVerb(TABLE, argv);
    expect(request).toMatchObject({ asked });
    expect('help' in request && request.help).toContain(words);
  });

  test.each([
    [['fly'], 'no verb of guanlian'],
    [['up'], 'no verb of guanlian'],
    [['fabric', 'fly'], 'fabric takes one of up, down'],
    [['fabric', 'up down'], 'fabric takes one of up, down'],
  ])('%j is wrong usage', (argv, words) => {
    expect(() => findVerb(TABLE, argv)).toThrow(UsageError);
    expect(() => findVerb(TABLE, argv)).toThrow(words);
  });
});

describe('positionals', () => {
  const takes = (...positionals: string[]): Verb => ({ ...verb('put'), positionals });

  test.each([
    [['ID...'], ['a'], 1],
    [['ID...'], ['a', 'b', 'c'], 3],
    [['FILE', 'ID...'], ['f', 'a', 'b'], 3],
    [['FILE?'], [], 0],
  ])('%j takes %j', (positionals, argv, count) => {
    expect(parseVerb(takes(...positionals), argv).positionals).toHaveLength(count);
  });

  test.each([
    [['ID...'], [], 'usage: guanlian put ID... [options]'],
    [['FILE', 'ID...'], ['f'], 'usage: guanlian put FILE ID... [options]'],
    [['FILE?'], ['a', 'b'], 'usage: guanlian put [FILE] [options]'],
  ])('%j does not take %j', (positionals, argv, words) => {
    expect(() => parseVerb(takes(...positionals), argv)).toThrow(words);
  });
});

describe('the table of verbs', () => {
  const verbs = VERBS.flatMap((command) => ('verbs' in command ? command.verbs : [command]));

  test('names each verb once, and a group’s verbs after the group', () => {
    const names = VERBS.flatMap((command) =>
      'verbs' in command ? [command.name, ...command.verbs.map(({ name }) => name)] : command.name,
    );
    expect(new Set(names).size).toBe(names.length);
    for (const command of VERBS) {
      if (!('verbs' in command)) continue;
      for (const { name } of command.verbs) expect(name.startsWith(`${command.name} `)).toBe(true);
    }
  });

  test.each(verbs.map((one) => [one.name, one] as const))(
    '%s loads and knows --json',
    async (_name, one) => {
      const places = one.positionals.filter((name) => !name.endsWith('?')).map(() => 'x');
      expect(parseVerb(one, [...places, '--json']).flag('json')).toBe(true);
    },
  );
});
