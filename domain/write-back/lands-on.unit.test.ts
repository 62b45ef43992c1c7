import { landsOn, landsOnText } from './lands-on.ts';

describe('Lands on (RULES 5)', () => {
  it('names the invoice, or says that the change waits for it', () => {
    expect(landsOn('next-invoice', '2026-12-01')).toBe('invoice of 1 Dec');
    expect(landsOn('invoice-after', '2027-02-28')).toBe('after the invoice of 28 Feb');
  });

  it('says why a change cannot land, and what is not answered yet', () => {
    expect(landsOnText({ kind: 'cannot', reason: 'agreement cancelled', offer: [] })).toBe(
      'cannot land: agreement cancelled',
    );
    expect(landsOnText({ kind: 'not-set', agreementTypeId: '1' })).toContain('not set');
    expect(landsOnText(null)).toBeNull();
  });
});
