/** The files of this repository as the tests of its own rules see them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const SHARED = process.env.GUANLIAN_SHARED ?? join(ROOT, '..', 'shared');

/** The folders of the product, from the lowest layer to the highest. */
export const LAYERS = ['chaincode', 'network', 'graph', 'models', 'gateway'] as const;

/** Tracked files and new ones that are not ignored, as paths from the root. */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
  return [...new Set(paths)].sort();
}

/** TypeScript files of the layers, with their text. */
export function productSources(): { path: string; text: string }[] {
  return repositoryFiles()
    .filter((path) => path.endsWith('.ts') && LAYERS.some((layer) => path.startsWith(`${layer}/`)))
    .map((path) => ({ path, text: textOf(path) }));
}

/** The text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The code alone: comments out, the content of text literals kept. */
export function withoutComments(text: string): string {
  const literalOrComment =
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(literalOrComment, (found) => (found.startsWith('/') ? '' : found));
}
