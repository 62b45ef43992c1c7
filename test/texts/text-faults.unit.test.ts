import type { DeclaredParams } from '../../messages/params.ts';
import { textFaults } from './text-faults.ts';
import { unusedIds } from './unused.ts';

describe('the check of texts', () => {
  it.each<[string, DeclaredParams, string]>([
    ['{n, plural, one {# seat}', { n: 'count' }, 'is not ICU MessageFormat'],
    ['Seats changed', { n: 'count' }, 'does not show {n}'],
    ['{m} seats', {}, '{m} is not declared'],
    ['{psa} has {n}', { psa: 'text', n: 'count' }, '{psa} is a term'],
    ['{x, plural, other {#}}', { x: 'text' }, '{x} selects a plural'],
    ['{n, number} seats', { n: 'count' }, 'leave formats'],
    ['{d, select, up {more} other {}}', { d: ['up', 'down'] }, '{d} has no text for down'],
    ['{d, select, up {more} left {} other {}}', { d: ['up'] }, '{d} is never left'],
    ['Reads the PSA anew', {}, 'says "anew"'],
    ['Ask the vendor', {}, 'says "the vendor", which is a term'],
    ['Open the Usage Line', {}, '"Line" has a capital'],
    ["The line's invoice", {}, 'has a straight quote'],
    ['Not billed — map it', {}, 'has a dash'],
  ])('finds the fault of "%s"', (text, declared, fault) => {
    expect(textFaults(text, declared, new Set(['Usage', 'PSA']))).toContainEqual(
      expect.stringContaining(fault),
    );
  });

  it('finds nothing in a good text', () => {
    const text =
      '{Psa} bills {n, plural, one {# seat} other {# seats}}. Open Settings › Time, or run `SEATS Now`. Ask your company.';
    expect(textFaults(text, { n: 'count' }, new Set(['Settings']))).toEqual([]);
  });

  it('finds messages that no source names', () => {
    const sources = ["message('usage.a')", 'message(`usage.kind.${kind}`)'];
    expect(unusedIds(['usage.a', 'usage.kind.up', 'usage.b'], sources)).toEqual(['usage.b']);
  });
});
