import * as errors from '../../contracts/errors.ts';
import { adviceBeside, remainingAdvice } from './remaining-advice.ts';

describe('the advice beside a cause', () => {
  const advice = 'Look at https://status.duo.com. Then sync again.';

  it.each([
    ['nothing was said of it', 'Duo answered 500.', advice],
    ['there is no detail', null, advice],
    ['the detail is the advice', advice, ''],
    ['the detail ends with it', `Duo answered 500. ${advice}`, ''],
    [
      'the detail has one sentence of it',
      'Duo answered 500. Then sync again.',
      'Look at https://status.duo.com.',
    ],
  ])('is shown once where %s', (_case, detail, shown) => {
    expect(remainingAdvice(detail, advice)).toBe(shown);
  });

  it('is nothing where there is none', () => {
    expect(remainingAdvice('Duo answered 500.', '')).toBe('');
  });
});

describe('the advice beside a cause that is shown', () => {
  const rejected = {
    code: 'VendorSignatureRejected',
    title: 'The secret is wrong',
    detail: 'Copy the secret key from the Admin Panel once more.',
    advice: 'Copy the secret of this key once more.',
  };

  it("leaves an adapter's own advice alone, and stands where it has none", () => {
    expect(adviceBeside(rejected, errors)).toBe('');
    expect(adviceBeside({ ...rejected, detail: rejected.title }, errors)).toBe(rejected.advice);
    expect(adviceBeside({ ...rejected, detail: '' }, errors)).toBe(rejected.advice);
  });

  it('stands beside what anybody else measured', () => {
    expect(adviceBeside({ ...rejected, code: 'NothingCounted' }, errors)).toBe(rejected.advice);
  });
});
