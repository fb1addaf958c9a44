/**
 * Reads what we need out of an .onnx file (onnx.proto3): metadata and the attributes of the tree ensemble,
 * so that explanations come from the signed model itself and not from a file beside it.
 */
import { readMessage, unpackFloats, unpackVarints } from './protobuf-reader.js';
import type { WireField } from './protobuf-reader.js';

/** Field numbers of onnx.proto3. */
const MODEL = { graph: 7, metadata: 14 };
const GRAPH = { node: 1 };
const NODE = { opType: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, int: 3, text: 4, floats: 7, ints: 8, strings: 9 };
const ENTRY = { key: 1, value: 2 };

export interface OnnxAttribute {
  int?: number;
  text?: string;
  readonly floats: number[];
  readonly ints: number[];
  readonly strings: string[];
}

export interface OnnxNode {
  readonly opType: string;
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxFile {
  readonly metadata: ReadonlyMap<string, string>;
  readonly nodes: readonly OnnxNode[];
}

const decoder = new TextDecoder();

function text(value: WireField['value'] | undefined): string {
  return value instanceof Uint8Array ? decoder.decode(value) : '';
}

function message(value: WireField['value']): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('ONNX: a message was expected');
}

function appendList(list: number[], value: WireField['value'], unpack: typeof unpackFloats): void {
  if (value instanceof Uint8Array) for (const number of unpack(value)) list.push(number);
  else list.push(value);
}

function readAttribute(bytes: Uint8Array): [string, OnnxAttribute] {
  const attribute: OnnxAttribute = { floats: [], ints: [], strings: [] };
  let name = '';
  for (const { field, value } of readMessage(bytes)) {
    if (field === ATTRIBUTE.name) name = text(value);
    else if (field === ATTRIBUTE.int) attribute.int = Number(value);
    else if (field === ATTRIBUTE.text) attribute.text = text(value);
    else if (field === ATTRIBUTE.floats) appendList(attribute.floats, value, unpackFloats);
    else if (field === ATTRIBUTE.ints) appendList(attribute.ints, value, unpackVarints);
    else if (field === ATTRIBUTE.strings) attribute.strings.push(text(value));
  }
  return [name, attribute];
}

function readNode(bytes: Uint8Array): OnnxNode {
  const attributes = new Map<string, OnnxAttribute>();
  let opType = '';
  for (const { field, value } of readMessage(bytes)) {
    if (field === NODE.opType) opType = text(value);
    if (field === NODE.attribute) attributes.set(...readAttribute(message(value)));
  }
  return { opType, attributes };
}

/** Reads the nodes and metadata of an ONNX model. Throws when the bytes are no protobuf message of that shape. */
export function readOnnxFile(bytes: Uint8Array): OnnxFile {
  const metadata = new Map<string, string>();
  const nodes: OnnxNode[] = [];
  for (const { field, value } of readMessage(bytes)) {
    if (field === MODEL.metadata) {
      const entry = new Map([...readMessage(message(value))].map((f) => [f.field, f.value]));
      metadata.set(text(entry.get(ENTRY.key)), text(entry.get(ENTRY.value)));
    }
    if (field !== MODEL.graph) continue;
    for (const part of readMessage(message(value))) {
      if (part.field === GRAPH.node) nodes.push(readNode(message(part.value)));
    }
  }
  return { metadata, nodes };
}
