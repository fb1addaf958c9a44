/** JSON of signed documents: duplicate members, excess depth and excess size are refused (the last one must not win in silence). */
const MAX_DEPTH = 32;

/** Parses JSON text; throws SyntaxError for what a signed document may not hold. */
export function parseStrict(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  checkDuplicates(text);
  return value;
}

interface Frame {
  readonly keys: Set<string> | undefined;
  expectsKey: boolean;
}

/** Walks the text once; JSON.parse has shown before that it is well-formed. */
function checkDuplicates(text: string): void {
  const frames: Frame[] = [];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '"') i = takeString(text, i, frames[frames.length - 1]);
    else takeMark(text[i] as string, frames);
  }
}

/** Reads a string, as a member name where one is due; gives the place of its closing quote. */
function takeString(text: string, start: number, frame: Frame | undefined): number {
  const end = endOfString(text, start);
  if (frame?.keys && frame.expectsKey) {
    takeKey(frame, JSON.parse(text.slice(start, end + 1)) as string);
  }
  return end;
}

function takeMark(char: string, frames: Frame[]): void {
  if (char === '{') push(frames, { keys: new Set(), expectsKey: true });
  else if (char === '[') push(frames, { keys: undefined, expectsKey: false });
  else if (char === '}' || char === ']') frames.pop();
  const top = frames[frames.length - 1];
  if (char === ',' && top?.keys) top.expectsKey = true;
}

function push(frames: Frame[], frame: Frame): void {
  if (frames.length >= MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`);
  frames.push(frame);
}

function takeKey(frame: Frame, key: string): void {
  if (frame.keys?.has(key)) throw new SyntaxError(`the member ${key.slice(0, 40)} stands twice`);
  frame.keys?.add(key);
  frame.expectsKey = false;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
