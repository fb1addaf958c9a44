/**
 * XML to a small tree by saxes (namespaces, positions), within limits. DTDs and entities are refused; a document that
 * breaks off gives the tree up to there and an error finding.
 */
import { SaxesParser } from 'saxes';
import type { ReadLimits } from '../limits.js';
import type { Trace } from '../trace.js';
import type { XmlElement } from './element.js';

interface OpenElement {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: OpenElement[];
  text: string;
  offset: number;
  line: number;
}

/** Reads a document; the root is undefined when no element could be read. */
export function readXml(text: string, limits: ReadLimits, trace: Trace): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const stack: OpenElement[] = [];
  let root: OpenElement | undefined;
  let nodes = 0;
  let stopped = false;
  const stop = (code: string, message: string, repair: string): void => {
    if (stopped) return;
    stopped = true;
    const at = { offset: parser.position, line: parser.line };
    trace.note({ code, severity: 'error', path: pathOf(stack), message, repair, at });
  };
  parser.on('error', (error) => stop('XML_MALFORMED', error.message, 'send well-formed XML'));
  parser.on('doctype', () =>
    stop('XML_DOCTYPE', 'a document type declaration is refused', 'remove DOCTYPE and entities'),
  );
  parser.on('opentag', (tag) => {
    if (stopped) return;
    nodes += 1;
    if (nodes > limits.xmlNodes || stack.length >= limits.xmlDepth) {
      return stop(
        'XML_LIMIT',
        `more than ${limits.xmlNodes} elements or ${limits.xmlDepth} levels`,
        'split the document',
      );
    }
    const element: OpenElement = {
      ...{ name: tag.local, namespace: tag.uri, text: '', children: [] },
      attributes: Object.fromEntries(Object.values(tag.attributes).map((a) => [a.name, a.value])),
      ...{ offset: parser.position, line: parser.line },
    };
    stack[stack.length - 1]?.children.push(element);
    root ??= element;
    stack.push(element);
  });
  const addText = (content: string): void => {
    const top = stack[stack.length - 1];
    if (top && !stopped) top.text += content;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    if (!stopped) stack.pop();
  });
  feed(parser, text, () => stopped);
  return root;
}

/** In pieces, so that a stop takes effect; after an error the rest is not fed. */
function feed(
  parser: SaxesParser<{ xmlns: true; position: true }>,
  text: string,
  stopped: () => boolean,
): void {
  const size = 64 * 1024;
  for (let i = 0; i < text.length && !stopped(); i += size) parser.write(text.slice(i, i + size));
  if (!stopped()) parser.close();
}

function pathOf(stack: readonly OpenElement[]): string {
  return `/${stack.map((element) => element.name).join('/')}`;
}
