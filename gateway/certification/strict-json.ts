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
    const char = text[i];
    const top = frames[frames.length - 1];
    if (char === '"') {
      const end = endOfString(text, i);
      if (top?.keys && top.expectsKey) takeKey(top, JSON.parse(text.slice(i, end + 1)) as string);
      i = end;
    } else if (char === '{') push(frames, { keys: new Set(), expectsKey: true });
    else if (char === '[') push(frames, { keys: undefined, expectsKey: false });
    else if (char === '}' || char === ']') frames.pop();
    else if (char === ',' && top?.keys) top.expectsKey = true;
  }
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
