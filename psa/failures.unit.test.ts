import { psaFailure, psaFailures } from './failures.ts';

describe('the table of PSA failures', () => {
  it('gives every code a title, advice in sentences and a scope', () => {
    for (const { title, advice, scope } of Object.values(psaFailures)) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(advice).toMatch(/^[A-Z].*\.$/s);
      expect(['credential', 'call']).toContain(scope);
    }
  });

  it('lets only causes a person must act on stop a connection', () => {
    const stopping = Object.entries(psaFailures).filter(([, text]) => text.scope === 'credential');
    expect(stopping.map(([code]) => code).sort()).toEqual(
      [
        'PsaWrongCompanyOrSite',
        'PsaSignInRefused',
        'PsaClientIdRefused',
        'PsaRightMissing',
        'PsaHostRefused',
      ].sort(),
    );
  });

  it('cuts the words of the PSA to 500 characters', () => {
    expect(psaFailure('PsaRefused', 'x'.repeat(2_000)).detail).toHaveLength(500);
  });
});
