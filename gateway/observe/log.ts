/** The structured log of one node (pino): JSON lines on standard error, redacted before they are written. */
import type { DestinationStream, LevelWithSilent, Logger } from 'pino';
import { destination, pino } from 'pino';
import { scrub, scrubText, serialiseError } from './redaction.js';

export interface LogOptions {
  /** Name of the node, on every line. */
  readonly node: string;
  readonly level?: LevelWithSilent;
  /** Where lines go; standard error by default, so that standard output stays for answers. */
  readonly destination?: DestinationStream;
}

/** Creates a node's log. */
export function createLog(options: LogOptions): Logger {
  const { node, level = 'info' } = options;
  return pino(
    {
      level,
      base: { node },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: scrub },
      serializers: { err: (error: unknown) => serialiseError(error) },
      hooks: {
        logMethod(args, method) {
          method.apply(this, withCleanTexts(args));
        },
      },
    },
    options.destination ?? destination(2),
  );
}

type LogArguments = Parameters<Logger['info']>;

function withCleanTexts(args: LogArguments): LogArguments {
  const cleaned = (args as unknown[]).map((arg) =>
    typeof arg === 'string' ? scrubText(arg) : arg,
  );
  return cleaned as unknown as LogArguments;
}
