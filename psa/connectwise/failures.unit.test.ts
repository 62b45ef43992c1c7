import { psaFailureScopes } from '../failures.ts';
import { connectWiseAdvice, psaFailure } from './failures.ts';

describe('the table of PSA failures', () => {
  it('gives every code advice in sentences and a scope', () => {
    expect(Object.keys(connectWiseAdvice).sort()).toEqual(Object.keys(psaFailureScopes).sort());
    for (const advice of Object.values(connectWiseAdvice)) expect(advice).toMatch(/^[A-Z].*\.$/s);
    for (const scope of Object.values(psaFailureScopes)) expect(['credential', 'call']).toContain(scope);
  });

  it('lets only causes a person must act on stop a connection', () => {
    const stopping = Object.entries(psaFailureScopes).filter(([, scope]) => scope === 'credential');
    expect(stopping.map(([code]) => code).sort()).toEqual(
      [
        'PsaWrongCompanyOrSite',
        'PsaSignInRejected',
        'PsaClientIdRejected',
        'PsaRightMissing',
        'PsaHostRejected',
      ].sort(),
    );
  });

  it('cuts the words of the PSA to 500 characters', () => {
    expect(psaFailure('PsaRejected', 'x'.repeat(2_000)).detail).toHaveLength(500);
  });
});
