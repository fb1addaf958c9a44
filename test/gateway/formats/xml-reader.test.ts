import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../gateway/formats/decode.js';
import { DEFAULT_LIMITS } from '../../../gateway/formats/limits.js';
import type { ReadLimits } from '../../../gateway/formats/limits.js';
import { Trace } from '../../../gateway/formats/trace.js';
import { readXml } from '../../../gateway/formats/xml/reader.js';
import { codes, finding, read } from './fixture.js';

function tree(text: string, limits: Partial<ReadLimits> = {}) {
  const trace = new Trace(100);
  const root = readXml(decodeText(Buffer.from(text)), { ...DEFAULT_LIMITS, ...limits }, trace);
  return { root, findings: trace.findings };
}

describe('the tree of a document', () => {
  it('has namespaces, attributes, texts, offsets and lines', () => {
    const { root, findings } = tree(
      '<a:x xmlns:a="urn:a" n="1">\n <y>t<![CDATA[<u>]]></y>\n</a:x>',
    );
    expect(findings).toEqual([]);
    expect(root).toMatchObject({ name: 'x', namespace: 'urn:a', offset: 0, line: 1 });
    expect(root?.attributes['n']).toBe('1');
    expect(root?.children[0]).toMatchObject({ name: 'y', text: 't<u>', offset: 29, line: 2 });
  });

  it('tolerates blanks before the declaration', () => {
    const { root, findings } = tree('\n  <?xml version="1.0"?><x><y/></x>');
    expect(findings).toEqual([]);
    expect(root?.children[0]?.offset).toBe(27);
  });
});

describe('a document that breaks', () => {
  it.each([
    ['cut off', '<x><y>1</y><z>', ['y', 'z']],
    ['with crossed tags', '<x><y>1</y><z></x>', ['y', 'z']],
    ['with a bare ampersand', '<x><y>1</y><z>A & B</z></x>', ['y', 'z']],
    ['with a second root', '<x><y>1</y></x><q/>', ['y']],
  ])('%s gives the tree up to there and an error', (_, text, children) => {
    const { root, findings } = tree(text);
    expect(root?.children.map(({ name }) => name)).toEqual(children);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ code: 'XML_MALFORMED', severity: 'error' });
    expect(findings[0]?.at?.offset).toBeGreaterThan(0);
  });

  it('with an undeclared prefix is read on: no data is lost by that', () => {
    const { root, findings } = tree('<x><md:y>1</md:y></x>');
    expect(root?.children[0]).toMatchObject({ name: 'y', text: '1' });
    expect(findings[0]).toMatchObject({ code: 'XML_PREFIX', severity: 'warn' });
  });

  it('that cannot be read at all is not recognised', () => {
    const outcome = read('<!-- nothing -->');
    expect(outcome).toMatchObject({ format: 'XML', recognised: false, records: [], tree: null });
    expect(codes(outcome)).toEqual(['XML_MALFORMED']);
  });

  it('of an unknown type is kept as a tree and not recognised', () => {
    const outcome = read('<Order xmlns="urn:o"><ID>1</ID></Order>');
    expect(outcome).toMatchObject({ format: 'XML', recognised: false });
    expect(finding(outcome, 'DOCUMENT_TYPE')).toMatchObject({ value: 'urn:o' });
    expect(outcome.unread.map(({ text }) => text)).toEqual(['1']);
  });
});

describe('bombs', () => {
  const entities = Array.from(
    { length: 20 },
    (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
  ).join('');
  it('of entities are refused with the document type declaration', () => {
    const { root, findings } = tree(`<!DOCTYPE x [<!ENTITY l0 "ha">${entities}]><x>&l20;</x>`);
    expect(root).toBeUndefined();
    expect(findings.map(({ code }) => code)).toEqual(['XML_DOCTYPE']);
  });

  it('of outside files are refused as well', () => {
    const { findings } = tree('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x>&y;</x>');
    expect(findings.map(({ code }) => code)).toEqual(['XML_DOCTYPE']);
  });

  it.each([
    ['depth', `${'<d>'.repeat(100_000)}`, { xmlDepth: 64 }, 64],
    ['elements', `<x>${'<y/>'.repeat(5_000)}</x>`, { xmlNodes: 1_000 }, 1_000],
  ])('of %s stop at the limit', (_, text, limits, most) => {
    const { root, findings } = tree(text, limits);
    expect(findings.map(({ code }) => code)).toEqual(['XML_LIMIT']);
    let count = 0;
    for (const pending = root ? [root] : []; pending.length > 0; count += 1) {
      pending.push(...(pending.pop()?.children ?? []));
    }
    expect(count).toBe(most);
  });

  it('of attributes stop at the limit', () => {
    const attributes = Array.from({ length: 500 }, (_, i) => ` a${i}="1"`).join('');
    expect(tree(`<x${attributes}/>`).findings.map(({ code }) => code)).toEqual(['XML_LIMIT']);
  });
});
