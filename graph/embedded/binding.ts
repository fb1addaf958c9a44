/** Loads Grafeo, the embedded engine (`@grafeo-db/js` 0.6.0, Apache-2.0); its binary exists for some platforms only. */
import type { GrafeoDB } from '@grafeo-db/js';

/** The part of the engine's module that is used. */
export interface GrafeoBinding {
  readonly GrafeoDB: { create(path: string): GrafeoDB };
}

/** How the module is loaded; tests of platforms without a binary give their own. */
export type LoadGrafeo = () => Promise<GrafeoBinding>;

/** Loads the installed module. Rejects when the platform has no binary. */
export async function loadGrafeo(): Promise<GrafeoBinding> {
  // The package is CommonJS: its exports stand under `default`.
  const module = (await import('@grafeo-db/js')) as unknown as { default: GrafeoBinding };
  return module.default;
}
