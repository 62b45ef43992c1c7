/**
 * Returns the words of an output in the pseudo-locale that no catalog has: those outside of its brackets, but for options
 * with their values and for these, which are typed.
 */
export function literalsIn(text: string, typed: readonly string[]): readonly string[] {
  let rest = text.replace(/(?<![\p{L}\p{N}-])-{1,2}[a-z][\w-]*(?: <[\w.]+>)?/gu, '');
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/\[[^[\]]*\]/gu, '');
  }
  return (rest.match(/\p{L}+(?:[-.]\p{L}+)*/gu) ?? []).filter((word) => !typed.includes(word));
}
