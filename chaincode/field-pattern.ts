/**
 * Field patterns of agreements: JSON Pointers in which `*` stands for one list index or member,
 * and a pattern covers everything below it. `/travellers/{*}/name` covers `/travellers/0/name/surname`.
 */

const PATTERN = /^(\/[A-Za-z0-9_*~]{1,64}){1,16}$/;

/** Whether the text is a pattern that agreements may hold. */
export function isFieldPattern(text: unknown): text is string {
  return typeof text === 'string' && PATTERN.test(text);
}

/** Compiles patterns into one test over JSON Pointers. */
export function compilePatterns(patterns: readonly string[]): (pointer: string) => boolean {
  const parsed = patterns.map((pattern) => pattern.slice(1).split('/'));
  return (pointer) => {
    const path = pointer.slice(1).split('/');
    return parsed.some((pattern) => covers(pattern, path));
  };
}

function covers(pattern: readonly string[], path: readonly string[]): boolean {
  if (path.length < pattern.length) return false;
  return pattern.every((part, i) => part === '*' || part === path[i]);
}
