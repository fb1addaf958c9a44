/** How verbs are described, their arguments parsed and their help printed (node:util parseArgs). */
import { parseArgs } from 'node:util';

/** Wrong usage: exit code 64. */
export class UsageError extends Error {}

export interface VerbOption {
  readonly type: 'string' | 'boolean';
  readonly hint?: string;
  readonly help: string;
  readonly multiple?: boolean;
}

export interface VerbInput {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | string[] | undefined>>;
  /** Text of an option, if it was given. */
  text(name: string): string | undefined;
  flag(name: string): boolean;
  /** The only or the n-th positional, which the verb's usage promises. */
  argument(index: number): string;
}

/** Runs a verb; resolves to its exit code. */
export type Execute = (input: VerbInput) => Promise<number>;

export interface Verb {
  /** As it is typed; a verb of a group begins with the group's name, e.g. `fabric up`. */
  readonly name: string;
  readonly summary: string;
  /** Positionals by name; a trailing `?` marks an optional one, `...` at the end of the last that it may be repeated. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, VerbOption>>;
  readonly notes?: readonly string[];
  load(): Promise<Execute>;
}

/** Verbs that belong together under one word. */
export interface VerbGroup {
  readonly name: string;
  readonly summary: string;
  readonly verbs: readonly Verb[];
  readonly notes?: readonly string[];
}

export type Command = Verb | VerbGroup;

/** What a command line asks for: a verb with the rest of its words, or help (`asked` when the person asked for it). */
export type Request =
  | { readonly verb: Verb; readonly rest: readonly string[] }
  | { readonly help: string; readonly asked: boolean };

/** Finds the verb in the table; throws UsageError when there is none of this name. */
export function findVerb(commands: readonly Command[], argv: readonly string[]): Request {
  const [name, ...rest] = argv;
  if (name === undefined || isHelp(name) || name === 'help') {
    return { help: helpText(commands), asked: name !== undefined };
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    throw new UsageError(`"${name.slice(0, 40)}" is no verb of guanlian; see guanlian --help`);
  }
  return 'verbs' in command ? findInGroup(command, rest) : ofVerb(command, rest);
}

function findInGroup(group: VerbGroup, [name, ...rest]: readonly string[]): Request {
  if (name === undefined || isHelp(name)) {
    return { help: groupHelp(group), asked: name !== undefined };
  }
  const verb = group.verbs.find((candidate) => candidate.name === `${group.name} ${name}`);
  if (verb) return ofVerb(verb, rest);
  const words = group.verbs.map((candidate) => lastWord(candidate)).join(', ');
  throw new UsageError(`${group.name} takes one of ${words}; see guanlian ${group.name} --help`);
}

function ofVerb(verb: Verb, rest: readonly string[]): Request {
  return rest.some(isHelp) ? { help: verbHelp(verb), asked: true } : { verb, rest };
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

function lastWord(verb: Verb): string {
  return verb.name.slice(verb.name.lastIndexOf(' ') + 1);
}

const COMMON: Readonly<Record<string, VerbOption>> = {
  json: { type: 'boolean', help: 'print one JSON value on stdout and nothing else' },
  help: { type: 'boolean', help: 'show this help' },
};

// One random id in 64 starts with a dash, which parseArgs would take for an option.
const DASHED_ID = /^-[A-Za-z0-9_-]{21}$/;
const SHIELD = '\0';

/** Parses a verb's arguments; throws UsageError with what is wrong. */
export function parseVerb(verb: Verb, argv: readonly string[]): VerbInput {
  const described = { ...COMMON, ...verb.options };
  let parsed;
  try {
    parsed = parseArgs({
      args: argv.map((text) => (DASHED_ID.test(text) ? SHIELD + text : text)),
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(described).map(([name, { type, multiple = false }]) => [
          name,
          { type, multiple },
        ]),
      ),
    });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message} See guanlian ${verb.name} --help.`, {
      cause,
    });
  }
  const positionals = parsed.positionals.map(unshield);
  const least = verb.positionals.filter((name) => !name.endsWith('?')).length;
  const most = verb.positionals.at(-1)?.endsWith('...') ? Infinity : verb.positionals.length;
  if (positionals.length < least || positionals.length > most) {
    throw new UsageError(`usage: ${usageOf(verb)}`);
  }
  const options = Object.entries(parsed.values).map(([name, value]) => [name, unshield(value)]);
  return toInput(positionals, Object.fromEntries(options) as VerbInput['options']);
}

function unshield<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unshield) as T;
  return typeof value === 'string' && value.startsWith(SHIELD)
    ? (value.slice(SHIELD.length) as T)
    : value;
}

function toInput(positionals: readonly string[], options: VerbInput['options']): VerbInput {
  return {
    positionals,
    options,
    text: (name) => (typeof options[name] === 'string' ? options[name] : undefined),
    flag: (name) => options[name] === true,
    argument: (index) => positionals[index] ?? '',
  };
}

/** Help of one verb. */
function verbHelp(verb: Verb): string {
  const options = { ...verb.options, ...COMMON };
  const rows = Object.entries(options).map(([name, option]) => {
    const flag = `--${name}${option.hint ? ` ${option.hint}` : ''}`;
    return `  ${flag.padEnd(28)} ${option.help}`;
  });
  const notes = verb.notes?.length ? `\n${verb.notes.join('\n')}\n` : '';
  return `${verb.summary}\n\nUsage: ${usageOf(verb)}\n\nOptions:\n${rows.join('\n')}\n${notes}`;
}

/** Help of a group: its verbs. */
function groupHelp(group: VerbGroup): string {
  const rows = group.verbs.map((verb) => `  ${lastWord(verb).padEnd(12)} ${verb.summary}`);
  const notes = group.notes?.length ? ['', ...group.notes] : [];
  return [
    group.summary,
    '',
    `Usage: guanlian ${group.name} VERB [options]     (guanlian ${group.name} VERB --help says more)`,
    '',
    ...rows,
    ...notes,
    '',
  ].join('\n');
}

/** Help over all verbs. */
function helpText(commands: readonly Command[]): string {
  const rows = commands.map((command) => `  ${command.name.padEnd(12)} ${summaryOf(command)}`);
  return [
    'Guanlian: federated data sharing and verifiable certificates for customs.',
    '',
    'Usage: guanlian VERB [ARGUMENTS] [OPTIONS]     (guanlian VERB --help says more)',
    '',
    ...rows,
    '',
    'Exit codes: 0 and up as each verb says, 64 wrong usage, 70 internal fault.',
    '',
  ].join('\n');
}

function summaryOf(command: Command): string {
  if (!('verbs' in command)) return command.summary;
  return `${command.summary}: ${command.verbs.map(lastWord).join(', ')}`;
}

function usageOf(verb: Verb): string {
  const places = verb.positionals.map((name) =>
    name.endsWith('?') ? `[${name.slice(0, -1)}]` : name,
  );
  return ['guanlian', verb.name, ...places, '[options]'].join(' ');
}
