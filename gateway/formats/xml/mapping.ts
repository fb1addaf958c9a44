/** What the mappers of XML documents share: reading values with spans, and finding out what nobody read. */
import type { Finding, Measure, Money } from '../../../chaincode/index.js';
import { countOf, decimalText } from '../decimal.js';
import type { Trace, UnreadPart } from '../trace.js';
import type { XmlElement } from './element.js';
import { at } from './element.js';

export class DocumentMapping {
  readonly root: XmlElement;
  readonly trace: Trace;
  readonly #read: Set<XmlElement>;
  readonly #readAttributes: Set<string>;

  constructor(root: XmlElement, trace: Trace, shared?: DocumentMapping) {
    this.root = root;
    this.trace = trace;
    this.#read = shared ? shared.#read : new Set();
    this.#readAttributes = shared ? shared.#readAttributes : new Set();
  }

  /** The same document seen by another record: own findings and spans, shared marks of what was used. */
  forRecord(trace: Trace): DocumentMapping {
    return new DocumentMapping(this.root, trace, this);
  }

  /** Text at a path under an element, trimmed, marked as read; with a pointer, as the source of that field. */
  text(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer?: string,
  ): string | undefined {
    const element = at(from, ...path);
    const text = element?.text.trim();
    if (!element || text === undefined || text === '') return undefined;
    this.#read.add(element);
    if (pointer !== undefined) this.span(element, pointer);
    return text;
  }

  /** Marks the text at a path as read when it is exactly this, as a value that the record implies. */
  implied(from: XmlElement | undefined, path: readonly string[], expected: string): void {
    const element = at(from, ...path);
    if (element?.text.trim() === expected) this.#read.add(element);
  }

  /** A whole number at a path; anything else is a finding and no value. */
  count(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer: string,
  ): number | undefined {
    const element = at(from, ...path);
    const text = element?.text.trim() ?? '';
    if (!element || text === '') return undefined;
    const count = countOf(text);
    if (count === undefined) this.#invalid(element, pointer, text, 'a whole number');
    else this.text(from, path, pointer);
    return count;
  }

  /** A measure at a path, its unit from the attribute or the one that the format assumes. */
  measure(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer: string,
    assumed: string,
  ): Measure | undefined {
    const value = this.decimal(from, path, pointer);
    if (value === undefined) return undefined;
    return { value, unitCode: this.attribute(at(from, ...path), 'unitCode') ?? assumed };
  }

  /** An amount at a path; without a currency it is a finding, and the currency is XXX (none). */
  money(from: XmlElement | undefined, path: readonly string[], pointer: string): Money | undefined {
    const amount = this.decimal(from, path, pointer);
    const element = at(from, ...path);
    if (amount === undefined || !element) return undefined;
    const currencyCode = this.attribute(element, 'currencyID');
    if (currencyCode === undefined) {
      this.note(element, {
        ...{ code: 'CURRENCY_MISSING', severity: 'warn', path: pointer },
        ...{ message: 'the amount has no currency', repair: 'send the attribute currencyID' },
      });
    }
    return { amount, currencyCode: currencyCode ?? 'XXX' };
  }

  /** A decimal as text at a path; anything else is a finding and no value. */
  decimal(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer: string,
  ): string | undefined {
    const element = at(from, ...path);
    const text = element?.text.trim() ?? '';
    if (!element || text === '') return undefined;
    const value = decimalText(text);
    if (value === undefined) this.#invalid(element, pointer, text, 'a decimal number');
    else this.text(from, path, pointer);
    return value;
  }

  /** An attribute without surrounding blanks, marked as read. */
  attribute(element: XmlElement | undefined, name: string): string | undefined {
    const value = element?.attributes[name]?.trim();
    if (!element || value === undefined || value === '') return undefined;
    this.#readAttributes.add(keyOf(element, name));
    return value;
  }

  /** Records where a field came from. */
  span(element: XmlElement, pointer: string): void {
    this.trace.span(pointer, positionOf(element));
  }

  /** A finding at an element. */
  note(element: XmlElement, finding: Omit<Finding, 'at'>): void {
    this.trace.note({ ...finding, at: positionOf(element) });
  }

  /** Texts and attributes that no mapper read; namespace declarations and schema hints are no data. */
  unread(): UnreadPart[] {
    const parts: UnreadPart[] = [];
    const pending = [{ element: this.root, path: `/${this.root.name}` }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { element, path } = next;
      parts.push(...this.#unreadOf(element, path));
      for (const child of element.children.toReversed()) {
        pending.push({ element: child, path: `${path}/${child.name}` });
      }
    }
    return parts;
  }

  #unreadOf(element: XmlElement, path: string): UnreadPart[] {
    const at = positionOf(element);
    const text = element.text.trim();
    const own = text !== '' && !this.#read.has(element) ? [{ path, text, at }] : [];
    const attributes = Object.entries(element.attributes).filter(
      ([name]) =>
        !/^(xmlns|xsi|xml)(:|$)/.test(name) && !this.#readAttributes.has(keyOf(element, name)),
    );
    return [
      ...own,
      ...attributes.map(([name, value]) => ({ path: `${path}/@${name}`, text: value, at })),
    ];
  }

  #invalid(element: XmlElement, path: string, value: string, rule: string): void {
    this.note(element, {
      ...{ code: 'VALUE_INVALID', severity: 'warn', path, value },
      ...{ message: `the value is not ${rule}`, repair: `send ${rule}` },
    });
  }
}

function keyOf(element: XmlElement, name: string): string {
  return `${element.offset} ${name}`;
}

function positionOf(element: XmlElement): { offset: number; line: number } {
  return { offset: element.offset, line: element.line };
}
