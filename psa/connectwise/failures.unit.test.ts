import { message } from '../../messages/message.ts';
import { responded } from '../no-answer.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { foundBy, psaFailureScopes } from '../failures.ts';
import { psaFailure } from './failures.ts';

describe('the table of PSA failures', () => {
  it.each([
    ['PsaRightMissing', 'HTTP 403: no. Set it to All under System › Security Roles.'],
    ['PsaBusy', 'HTTP 403: no.'],
  ] as const)('says what was found, and where ConnectWise shows it: %s', (code, text) => {
    expect(rendered(foundBy(psaFailure(code, responded(403, 'no.'))))).toContain(text);
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
    expect(responded(400, 'x'.repeat(2_000))).toEqual(
      message('psas.responded', { status: 400, words: 'x'.repeat(500) }),
    );
  });
});
