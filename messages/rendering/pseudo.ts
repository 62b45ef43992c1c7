import type { CompiledMessage } from 'icu-minify/format';
import { mapNodes } from './compiled.ts';

const plain = 'AaBbCcDdEeGgHhIiKkLlNnOoRrSsTtUuWwYyZz';
const accented = 'ÅåƁƀĆćĐđÉéĜĝĤĥÎîĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž';
const accents = new Map(Array.from(plain, (letter, nth) => [letter, accented.charAt(nth)]));

/** Each vowel is doubled, so that texts become about a third longer. */
const accentedText = (text: string): string =>
  text.replace(/\p{L}/gu, (letter) => {
    const own = accents.get(letter) ?? letter;
    return /[aeiou]/u.test(letter) ? own + own : own;
  });

/**
 * Returns a text as the pseudo-locale `en-XA` has it: accented, longer, in brackets. What a render shows without them is
 * a literal, and a text without its closing bracket is cut off.
 */
export function pseudo(text: CompiledMessage): CompiledMessage {
  const mapped = mapNodes(text, (node) => (typeof node === 'string' ? accentedText(node) : node));
  return typeof mapped === 'string' ? `[${mapped}]` : ['[', ...mapped, ']'];
}
