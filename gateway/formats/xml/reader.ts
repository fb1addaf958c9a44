/**
 * XML to a small tree by saxes (namespaces, positions), within limits. DTDs and entities are refused; a document that
 * breaks off gives the tree up to there and an error finding.
 */
import type { SaxesTagNS } from 'saxes';
import { SaxesParser } from 'saxes';
import type { DecodedText } from '../decode.js';
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

/** Stops the parser; never leaves this file. */
class Stopped extends Error {}

/** Reads a document; undefined when no element could be read. */
export function readXml(
  document: DecodedText,
  limits: ReadLimits,
  trace: Trace,
): XmlElement | undefined {
  const tree = new TreeBuilder(document, limits, trace);
  try {
    tree.parse();
  } catch (cause) {
    if (!(cause instanceof Stopped)) throw cause;
  }
  return tree.root;
}

class TreeBuilder {
  root: OpenElement | undefined;
  readonly #document: DecodedText;
  readonly #limits: ReadLimits;
  readonly #trace: Trace;
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #stack: OpenElement[] = [];
  #nodes = 0;
  #attributes = 0;
  #start = 0;
  #line = 1;
  /** Characters before the document that the parser does not see. */
  #skipped = 0;

  constructor(document: DecodedText, limits: ReadLimits, trace: Trace) {
    this.#document = document;
    this.#limits = limits;
    this.#trace = trace;
  }

  parse(): void {
    const parser = this.#parser;
    parser.on('error', (error) => this.#fail(error.message));
    parser.on('doctype', () =>
      this.#stop(
        'XML_DOCTYPE',
        'a document type declaration is refused',
        'remove DOCTYPE and entities',
      ),
    );
    parser.on('opentagstart', () => this.#beginTag());
    parser.on('attribute', () => this.#countAttribute());
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', () => void this.#stack.pop());
    const addText = (content: string): void => {
      const top = this.#stack[this.#stack.length - 1];
      if (top) top.text += content;
    };
    parser.on('text', addText);
    parser.on('cdata', addText);
    // Leading blanks before the declaration are no XML, but they say nothing either.
    const { text } = this.#document;
    const body = text.trimStart();
    this.#skipped = text.length - body.length;
    parser.write(body).close();
  }

  #beginTag(): void {
    const before = this.#skipped + this.#parser.position - 1;
    this.#start = this.#document.text.lastIndexOf('<', before);
    this.#line = this.#parser.line;
    this.#attributes = 0;
  }

  #countAttribute(): void {
    this.#attributes += 1;
    if (this.#attributes <= this.#limits.xmlAttributes) return;
    this.#limit(`more than ${this.#limits.xmlAttributes} attributes on one element`);
  }

  #open(tag: SaxesTagNS): void {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.xmlNodes) {
      this.#limit(`more than ${this.#limits.xmlNodes} elements`);
    }
    if (this.#stack.length >= this.#limits.xmlDepth) {
      this.#limit(`more than ${this.#limits.xmlDepth} levels`);
    }
    const element: OpenElement = {
      ...{ name: tag.local, namespace: tag.uri, text: '', children: [] },
      attributes: Object.fromEntries(Object.values(tag.attributes).map((a) => [a.name, a.value])),
      ...{ offset: this.#document.byteOffset(this.#start), line: this.#line },
    };
    this.#stack[this.#stack.length - 1]?.children.push(element);
    this.root ??= element;
    this.#stack.push(element);
  }

  /** A prefix without declaration (fragments cut out of a message) loses no data; every other error ends the reading. */
  #fail(message: string): void {
    const text = message.replace(/^\d+:\d+: /, '');
    if (!text.startsWith('unbound namespace prefix')) {
      this.#stop('XML_MALFORMED', `not well-formed: ${text}`, 'send well-formed XML');
    }
    this.#trace.note({
      ...{ code: 'XML_PREFIX', severity: 'warn', path: this.#path(), message: text },
      ...{ repair: 'declare the namespace prefix', at: this.#position() },
    });
  }

  #limit(message: string): never {
    this.#stop('XML_LIMIT', message, 'split the document, or raise the limit of this node');
  }

  #stop(code: string, message: string, repair: string): never {
    const at = this.#position();
    this.#trace.note({ code, severity: 'error', path: this.#path(), message, repair, at });
    throw new Stopped(code);
  }

  #position(): { offset: number; line: number } {
    const index = Math.max(0, this.#skipped + this.#parser.position - 1);
    return { offset: this.#document.byteOffset(index), line: this.#parser.line };
  }

  #path(): string {
    return `/${this.#stack.map((element) => element.name).join('/')}`;
  }
}
