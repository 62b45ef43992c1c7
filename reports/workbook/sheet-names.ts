/** Excel's own, for tracked changes. */
const reserved = 'history';
const longest = 31;

/** Returns names that a workbook accepts, in this order: of at most 31 characters, none twice in whichever case. */
export function sheetNames(titles: readonly string[]): readonly string[] {
  const taken = new Set([reserved]);
  return titles.map((title) => {
    const name = trimmed(title.replaceAll(/[[\]:*?/\\\p{Cc}]/gu, ' '), longest) || '-';
    for (let nth = 1; ; nth += 1) {
      const ending = nth === 1 ? '' : ` ${nth}`;
      const one = `${trimmed(name, longest - ending.length)}${ending}`;
      if (taken.has(one.toLowerCase())) continue;
      taken.add(one.toLowerCase());
      return one;
    }
  });
}

/** Without an apostrophe or a space around it, and without half a character. */
const trimmed = (name: string, most: number): string => {
  const text = name.replaceAll(/^[\s']+|[\s']+$/gu, '');
  const end = text.slice(0, most).replace(/[\uD800-\uDBFF]$/u, '');
  return end.replaceAll(/[\s']+$/gu, '');
};
