/**
 * Lets a plain Node child process run this repository's TypeScript: `node --import ./typescript-loader.mjs file.ts`.
 * What was translated once is kept in the folder GUANLIAN_TS_CACHE, so that the next child starts quickly.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// The hooks run in a thread of their own, which loads this same file.
if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL) {
    const url = new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL);
    if (existsSync(url)) return { url: url.href, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const text = readFileSync(fileURLToPath(url), 'utf8');
  return { format: 'module', source: await translated(text), shortCircuit: true };
}

async function translated(text) {
  const folder = process.env.GUANLIAN_TS_CACHE;
  const path = join(folder, `${createHash('sha256').update(text).digest('hex')}.js`);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      verbatimModuleSyntax: true,
    },
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, outputText);
  return outputText;
}
