import { remainingAdvice } from './remaining-advice.ts';

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
