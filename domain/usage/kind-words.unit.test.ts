import { kindMeaning, kindWords } from './kind-words.ts';
import { usageKinds } from './line-kinds.ts';

describe('the words of a kind', () => {
  const names = { vendor: 'Seats', psa: 'Bills', agreement: 'contract', company: 'client' };

  it('are another one for each', () => {
    expect(new Set(usageKinds.map((kind) => kindWords(kind, names))).size).toBe(usageKinds.length);
  });

  it('name vendor and agreement as the integration calls them', () => {
    expect(kindWords('no-account', names)).toBe('Billed, no Seats account');
    expect(kindWords('bills-nothing', names)).toBe('Contract inactive');
  });

  it('say what it means for the invoice', () => {
    expect(kindWords('increase', names)).toBe('Under-billed');
    expect(kindWords('decrease', names)).toBe('Over-billed');
    expect(kindWords('match', names)).toBe('In step');
  });

  it('leave no name open, in no meaning either', () => {
    for (const kind of usageKinds)
      expect(kindWords(kind, names) + kindMeaning(kind, names)).not.toMatch(/[{}]/u);
  });
});
