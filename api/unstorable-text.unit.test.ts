import { findUnstorable } from './unstorable-text.ts';

describe('text that cannot be kept', () => {
  it.each([
    ['a zero byte', 'a\0b'],
    ['a lone high surrogate', 'a\ud800b'],
    ['a lone low surrogate', '\udfff'],
  ])('%s is found where it stands', (_, text) => {
    expect(findUnstorable({ decisions: [{ reason: 'good' }, { reason: text }], name: text })).toEqual([
      'decisions.1.reason',
      'name',
    ]);
  });

  it('is found in the names of fields, which are not repeated', () => {
    expect(findUnstorable({ outer: { 'a\0': 1 } })).toEqual(['outer.a field']);
  });

  it('is no other text, however odd', () => {
    expect(
      findUnstorable(['', '👩🏽‍💻', '\u0001\u001b', '\u202e', '\uffff', 'x'.repeat(10_000), 7, null]),
    ).toEqual([]);
  });

  it('is told for twenty fields at most', () => {
    expect(findUnstorable(Array.from({ length: 1_000 }, () => '\0'))).toHaveLength(20);
  });
});
