import { cleanToken, cleanWords, isFitId, visibleId } from './vendor-text.ts';

describe('text of a vendor', () => {
  it.each([
    ['a plain name', 'Zoë’s Café 👩‍👩‍👧', 'Zoë’s Café 👩‍👩‍👧', false],
    ['U+0000', 'Ac\u0000me', 'Ac\uFFFDme', true],
    ['a bell, an escape and C1', '\u0007\u001B[31m\u0085', '\uFFFD\uFFFD[31m\uFFFD', true],
    ['half a character', 'Half \uD83D and \uDC69', 'Half \uFFFD and \uFFFD', true],
    ['tab and line ends', 'a\tb\r\nc\nd', 'a b c d', true],
    [
      'direction marks and zero width, which are no control characters',
      '\u202Eab\u200B',
      '\u202Eab\u200B',
      false,
    ],
  ])('in a name: %s', (_, raw, text, cleaned) => {
    expect(cleanWords(raw)).toEqual({ text, cleaned });
    expect(cleanWords(text).cleaned).toBe(false);
  });

  it('in a status never becomes a status that is known', () => {
    expect(cleanToken('pending\tdeletion')).toBe('pending\uFFFDdeletion');
    expect(cleanToken('locked out')).toBe('locked out');
  });

  it('in an id is written out, so that two of them stay apart, and is not asked with', () => {
    expect(visibleId('DA\u0000X')).toBe('DA\\u0000X');
    expect(visibleId('DA\uD800')).toBe('DA\\uD800');
    expect([isFitId('DA\u0000X'), isFitId(visibleId('DA\u0000X')), isFitId('DA0ü')]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
