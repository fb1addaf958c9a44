/** Writes XML from nested tuples; values are escaped, absent ones left out. */
export type XmlNode = string | XmlBranch | undefined | false;

export interface XmlBranch {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

/** An element with children. */
export function node(name: string, ...children: XmlNode[]): XmlBranch {
  return { name, attributes: {}, children };
}

/** An element with text and attributes; undefined when there is no text. */
export function leaf(
  name: string,
  text: string | number | undefined,
  attributes: Readonly<Record<string, string>> = {},
): XmlBranch | undefined {
  return text === undefined ? undefined : { name, attributes, children: [String(text)] };
}

/** The document text. */
export function writeXml(root: XmlBranch): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, '')}\n`;
}

function render(branch: XmlBranch, indent: string): string {
  const attributes = Object.entries(branch.attributes)
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join('');
  const children = branch.children.filter((child) => child !== undefined && child !== false);
  const open = `${indent}<${branch.name}${attributes}>`;
  if (children.every((child) => typeof child === 'string')) {
    return `${open}${children.map((child) => escape(child)).join('')}</${branch.name}>`;
  }
  const inner = children
    .filter((child) => typeof child !== 'string')
    .map((child) => render(child, `${indent} `));
  return [open, ...inner, `${indent}</${branch.name}>`].join('\n');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
