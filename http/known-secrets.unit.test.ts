import { blankSecrets } from './known-secrets.ts';

const secret = 'sK+9/ü secret-Value?42';

describe('known secrets in words of a vendor', () => {
  const blank = blankSecrets([secret, 'abc', 'PublicKey1']);
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

  it.each([
    ['as it is', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded in small letters', encodeURIComponent(secret).toLowerCase()],
    ['as a form', encodeURIComponent(secret).replaceAll('%20', '+')],
    ['base64', base64(secret)],
    ['base64 after others', base64(`Harbor+PublicKey1:${secret}`)],
    ['base64 between others', base64(`x:${secret}:tail`)],
    ['base64url', Buffer.from(`xy:${secret}`).toString('base64url')],
  ])('%s is blanked', (_, said) => {
    const kept = blank(`Bad key ${said} for this site`);
    expect(kept).toMatch(/^Bad key .*\[hidden\].* for this site$/u);
    const decoded = Buffer.from(kept, 'base64').toString('utf8');
    for (const text of [kept, decoded, decodeURIComponent(kept)]) expect(text).not.toContain('secret-Value');
  });

  it('leaves everything else, and what is too short to be known', () => {
    expect(blank('abc and another sentence')).toBe('abc and another sentence');
    expect(blankSecrets([])('text')).toBe('text');
  });
});
