/** What the mappers of XML documents share: reading values with spans, and finding out what nobody read. */
import type { Measure, Money } from '../../../chaincode/index.js';
import { decimalText } from '../edifact/mapping.js';
import type { Trace, UnreadPart } from '../trace.js';
import type { XmlElement } from './element.js';
import { at } from './element.js';

export class DocumentMapping {
  readonly root: XmlElement;
  readonly trace: Trace;
  readonly #read = new Set<XmlElement>();

  constructor(root: XmlElement, trace: Trace) {
    this.root = root;
    this.trace = trace;
  }

  /** Marks an element as read, as the source of the field. */
  take(element: XmlElement, pointer?: string): XmlElement {
    this.#read.add(element);
    if (pointer !== undefined) this.trace.span(pointer, positionOf(element));
    return element;
  }

  /** Text at a path under an element, marked as read. */
  text(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer?: string,
  ): string | undefined {
    const element = at(from, ...path);
    const text = element?.text.trim();
    if (!element || text === undefined || text === '') return undefined;
    this.take(element, pointer);
    return text;
  }

  /** A whole number at a path; anything else is a finding and no value. */
  count(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer: string,
  ): number | undefined {
    const text = this.text(from, path, pointer);
    if (text === undefined) return undefined;
    if (/^\d{1,15}(\.0+)?$/.test(text)) return Number(text.split('.')[0]);
    this.#invalid(at(from, ...path), pointer, text, 'a whole number');
    return undefined;
  }

  /** A measure at a path, its unit from the attribute or the one assumed by the format. */
  measure(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer: string,
    assumed: string,
  ): Measure | undefined {
    const element = at(from, ...path);
    const value = this.#decimal(from, path, pointer);
    return value === undefined
      ? undefined
      : { value, unitCode: element?.attributes['unitCode'] ?? assumed };
  }

  money(from: XmlElement | undefined, path: readonly string[], pointer: string): Money | undefined {
    const element = at(from, ...path);
    const amount = this.#decimal(from, path, pointer);
    const currencyCode = element?.attributes['currencyID'];
    return amount === undefined ? undefined : { amount, currencyCode: currencyCode ?? 'XXX' };
  }

  /** Elements with text that no mapper read. */
  unread(): UnreadPart[] {
    const parts: UnreadPart[] = [];
    const visit = (element: XmlElement, path: string): void => {
      const here = `${path}/${element.name}`;
      const text = element.text.trim();
      if (text !== '' && element.children.length === 0 && !this.#read.has(element)) {
        parts.push({ path: here, text, at: positionOf(element) });
      }
      element.children.forEach((child) => visit(child, here));
    };
    visit(this.root, '');
    return parts;
  }

  #decimal(
    from: XmlElement | undefined,
    path: readonly string[],
    pointer: string,
  ): string | undefined {
    const text = this.text(from, path, pointer);
    if (text === undefined) return undefined;
    const value = decimalText(text);
    if (value === undefined) this.#invalid(at(from, ...path), pointer, text, 'a decimal number');
    return value;
  }

  #invalid(element: XmlElement | undefined, path: string, value: string, rule: string): void {
    this.trace.note({
      ...{ code: 'VALUE_INVALID', severity: 'warn', path, value },
      ...{ message: `${value} is not ${rule}`, repair: `send ${rule}` },
      ...(element ? { at: positionOf(element) } : {}),
    });
  }
}

function positionOf(element: XmlElement): { offset: number; line: number } {
  return { offset: element.offset, line: element.line };
}
