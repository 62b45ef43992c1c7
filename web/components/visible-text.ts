import { commonText } from '../values/common-texts.ts';

/** Names of characters that would be invisible, or turn what stands next to them around. */
const named: Readonly<Record<number, string>> = {
  0x200e: 'LRM', 0x200f: 'RLM', 0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF', 0x202d: 'LRO', 0x202e: 'RLO',
  0x2066: 'LRI', 0x2067: 'RLI', 0x2068: 'FSI', 0x2069: 'PDI', 0x200b: 'ZWSP', 0xfeff: 'BOM',
}; // prettier-ignore

// Line breaks and tabs too: names are one line.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const hidden = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Controls become their pictures (␀ …), direction marks their names in ‹ ›, and nothing but blanks says so. */
export const visibleText = (text: string): string =>
  text.trim() === '' ? commonText('console-common.no-name') : withoutHidden(text);

const withoutHidden = (text: string): string =>
  text.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const name = named[code];
    if (name !== undefined) return `‹${name}›`;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '␡';
  });

/** For labels and announcements: at most 120 characters. */
export const shortText = (text: string): string => {
  const safe = visibleText(text);
  return safe.length > 120 ? `${safe.slice(0, 119)}…` : safe;
};
