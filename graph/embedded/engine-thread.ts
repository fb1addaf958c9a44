/**
 * The thread of one embedded graph (started by grafeo-runner.ts through graph/thread.ts, not imported): Grafeo commits,
 * opens and rewrites its file synchronously, for seconds at a million relationships, which must not hold the event loop
 * that serves users.
 */
import type { GrafeoDB } from '@grafeo-db/js';
import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import type { GrafeoBinding } from './binding.js';
import { loadGrafeo } from './binding.js';
import type { DeskEngine } from './engine-desk.js';
import { EngineDesk } from './engine-desk.js';
import type { EngineGreeting, EngineGuest, EngineRequest, EngineStart } from './engine-messages.js';
import { failureOf } from './engine-messages.js';
import { closeFile, openFile, putInPlace, saveFresh } from './grafeo-file.js';

function engineOf(binding: GrafeoBinding, file: string): DeskEngine {
  let database: GrafeoDB = openFile(binding, file);
  return {
    begin: () => database.beginTransaction(),
    schema: async (text) => void (await database.executeCypher(text)),
    rewrite: () => {
      saveFresh(database, file);
      closeFile(database, file);
      try {
        putInPlace(file);
      } finally {
        database = openFile(binding, file);
      }
    },
    close: () => closeFile(database, file),
  };
}

function serve(port: Pick<MessagePort, 'on' | 'postMessage'>, engine: DeskEngine): void {
  const desk = new EngineDesk(engine, (answer) => port.postMessage(answer));
  port.on('message', (message: EngineRequest | EngineGuest) => {
    if ('guest' in message) serve(message.guest, engine);
    else void desk.serve(message);
  });
  // What an asker that has gone left open cannot be told to anybody.
  port.on('close', () => void desk.leave().catch(() => undefined));
}

async function start(port: MessagePort): Promise<void> {
  const greet = (greeting: EngineGreeting): void => port.postMessage(greeting);
  try {
    const engine = engineOf(await loadGrafeo(), (workerData as EngineStart).file);
    serve(port, engine);
    greet({ opened: true });
  } catch (error) {
    greet({ failure: failureOf(error) });
  }
}

if (parentPort) void start(parentPort);
