import { landsOn, landsOnText } from './lands-on.ts';

const today = '2026-11-26';

describe('Lands on (RULES 5)', () => {
  it('names the invoice, or says that the change waits for it', () => {
    expect(landsOn('next-invoice', '2026-12-01', today)).toBe('invoice of 1 Dec');
    expect(landsOn('invoice-after', '2026-02-28', today)).toBe('after the invoice of 28 Feb');
  });

  it('names the year where it is not the present one', () => {
    expect(landsOn('next-invoice', '2028-02-29', today)).toBe('invoice of 29 Feb 2028');
    expect(landsOn('invoice-after', '2025-12-31', today)).toBe('after the invoice of 31 Dec 2025');
  });

  it('says why a change cannot land, and what is not answered yet', () => {
    expect(landsOnText({ kind: 'cannot', reason: 'agreement cancelled', offer: [] }, today)).toBe(
      'cannot land: agreement cancelled',
    );
    expect(landsOnText({ kind: 'not-set', agreementTypeId: '1' }, today)).toContain('not set');
    expect(landsOnText(null, today)).toBeNull();
  });
});
