import { parseJson } from '../http/json.ts';
import type { ParsedJson } from '../http/json.ts';

/** A string, or a number standing outside of strings. Unrolled so that a long string needs no deep backtracking. */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON with every number given as the text it was written as: `12.50` becomes `"12.50"`, `250` becomes `"250"`.
 * `JSON.parse` would turn a quantity or price into a float first, which RULES 9 forbids, and long ids would lose digits.
 */
export function parseJsonExactly(text: string): ParsedJson {
  // Proves first that the text is JSON: quoting the numbers would make some things JSON that are not, such as {1:2}.
  const plain = parseJson(text);
  if (!plain.ok) return plain;
  return parseJson(text.replace(stringOrNumber, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}
