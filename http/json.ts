export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: 'empty' | 'not-json' | 'too-deep' };

/** Deeper than any documented answer of the vendor or a PSA (about 6), shallow enough for recursive readers. */
const defaultMaxDepth = 40;

/**
 * Parses the JSON text of an answer. Nesting is measured before parsing, so that a hostile body cannot
 * exhaust the stack of code that walks the value (architecture.md 11).
 */
export function parseJson(text: string, maxDepth = defaultMaxDepth): ParsedJson {
  if (text.trim() === '') return { ok: false, reason: 'empty' };
  if (depthExceeds(text, maxDepth)) return { ok: false, reason: 'too-deep' };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, reason: 'not-json' };
  }
}

function depthExceeds(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (char === ']' || char === '}') depth -= 1;
  }
  return false;
}
