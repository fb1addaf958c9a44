/** Fabric's implicit private data collections: one per organisation, its own peer holds it, its endorsement writes it. */
const PREFIX = '_implicit_org_';

/** The organisation that a collection belongs to; undefined when it is no implicit collection. */
export function collectionOwner(collection: string): string | undefined {
  return collection.startsWith(PREFIX) ? collection.slice(PREFIX.length) : undefined;
}
