/** The page in the pseudo-locale until the test is over (docs/messages.md). */
export function inPseudoLocale(): void {
  document.documentElement.lang = 'en-XA';
}

afterEach(() => {
  document.documentElement.lang = 'en';
});

const shownAttributes = ['aria-label', 'title', 'placeholder', 'aria-description'] as const;

/** What people read or hear: texts, and the attributes that name something. Times are data. */
function* readIn(element: Element): Generator<string> {
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode())
    if (node.parentElement?.tagName !== 'TIME') texts.push(node.nodeValue ?? '');
  // A text with elements in it is several nodes.
  yield texts.join('');
  for (const one of element.querySelectorAll('*'))
    for (const name of shownAttributes) if (one.tagName !== 'TIME') yield one.getAttribute(name) ?? '';
}

/**
 * Returns what an element shows outside of the brackets of the pseudo-locale: words that no catalog has.
 * @param data names and texts of the API that it shows as they are
 */
export function literalsIn(element: Element, data: readonly string[] = []): readonly string[] {
  const left = [...readIn(element)].map((read) => {
    let text = [...data]
      .sort((a, b) => b.length - a.length)
      .reduce((all, one) => all.replaceAll(one, ''), read);
    for (let before = ''; before !== text;) {
      before = text;
      text = text.replace(/\[[^[\]]*\]/gu, '');
    }
    return text.trim();
  });
  return [...new Set(left)].filter((text) => /\p{L}/u.test(text));
}
