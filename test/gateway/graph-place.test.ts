/** Where a node's graph is: remembered whole or not at all, passwords only from files of one's own. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  NEO4J_PLACE,
  openGraphAt,
  readPassword,
  rememberedPlace,
  rememberPlace,
} from '../../gateway/graph-place.js';

describe('the place of a graph', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-place-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const place = NEO4J_PLACE.parse({ url: 'neo4j+s://graph.example', passwordFile: '/p' });

  it('is remembered until the graph is embedded again', async () => {
    expect(await rememberedPlace(dir)).toBeUndefined();
    await rememberPlace(dir, place);
    expect(await rememberedPlace(dir)).toEqual({ ...place, user: 'neo4j', database: 'neo4j' });
    await rememberPlace(dir, 'embedded');
    expect(await rememberedPlace(dir)).toBeUndefined();
  });

  it('that is unreadable is said, with the repair', async () => {
    await writeFile(join(dir, 'graph-place.json'), '{"url": 7}');
    await expect(rememberedPlace(dir)).rejects.toMatchObject({ code: 'GRAPH_PLACE_DAMAGED' });
  });

  it.each([
    ['http://graph.example', false],
    ['neo4j://', false],
    ['neo4j+s://user:secret@graph.example', false],
    ['bolt+ssc://10.0.0.1:7687', true],
    ['neo4j://localhost:7687', true],
  ])('%s is taken: %s', (url, taken) => {
    expect(NEO4J_PLACE.safeParse({ url, passwordFile: 'p' }).success).toBe(taken);
  });

  it('without TLS is refused beyond the machine', async () => {
    const file = join(dir, 'password');
    await writeFile(file, 'secret\n', { mode: 0o600 });
    const far = { ...place, url: 'bolt://10.0.0.1:7687', passwordFile: file };
    await expect(openGraphAt(far, dir)).rejects.toMatchObject({ code: 'GRAPH_INSECURE' });
  });

  it.each([
    ['of several lines', 'a\nb', 0o600],
    ['that is empty', '\n', 0o600],
    ['that others may read', 'secret', 0o644],
  ])('takes no password from a file %s', async (_which, text, mode) => {
    const file = join(dir, 'password');
    await writeFile(file, text);
    await chmod(file, mode);
    await expect(readPassword(file)).rejects.toMatchObject({ code: 'GRAPH_PASSWORD_FILE' });
    await expect(readPassword(file)).rejects.not.toThrow(/secret/);
  });

  it('takes the one line of a file of one’s own', async () => {
    const file = join(dir, 'password');
    await writeFile(file, 'pass word\r\n', { mode: 0o600 });
    expect(await readPassword(file)).toBe('pass word');
  });
});
