/** Where the artefacts of this package lie, from source and from dist alike: artefacts are not copied by the build. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function isPackageRoot(folder: string): boolean {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { name?: unknown }).name === 'guanlian';
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new Error(`package.json in ${folder} cannot be read`, { cause });
  }
}

/** `<package root>/models`, found by walking up from a module. Throws outside the package. */
export function modelsFolder(module: string = import.meta.url): string {
  for (let folder = dirname(fileURLToPath(module)); ; folder = dirname(folder)) {
    if (isPackageRoot(folder)) return join(folder, 'models');
    if (folder === dirname(folder)) throw new Error(`No package root above ${module}`);
  }
}
