import { createHash, createHmac } from 'node:crypto';
import type { VendorRequest } from '../vendor.ts';
import { canonicalParameters, parseParameters } from './canonical-form.ts';
import { matchSignature, readCredentials, readDate } from './signature.ts';

interface DuoSig {
  sign(
    ikey: string,
    skey: string,
    method: string,
    host: string,
    path: string,
    params: object,
    date: string,
  ): string;
  signV5(
    ikey: string,
    skey: string,
    method: string,
    host: string,
    path: string,
    params: object,
    date: string,
    body: string,
  ): string;
  _canonParams(params: object): string;
}
// oxlint-disable-next-line typescript/no-require-imports -- the package ships without types
const official = require('@duosecurity/duo_api/lib/duo_sig') as DuoSig;

const DATE_2012 = 'Tue, 21 Aug 2012 17:29:18 -0000';
const DATE_2024 = 'Fri, 24 May 2024 12:00:00 -0000';

function call(part: Partial<VendorRequest> & { body?: Buffer | undefined }): VendorRequest {
  return {
    method: 'POST',
    host: 'test.duosecurity.com',
    path: '/test/v1',
    query: '',
    headers: {},
    body: Buffer.alloc(0),
    ...part,
  };
}

describe("published signature vectors (duo.md 1.5) against the sandbox's verifier", () => {
  const form = Buffer.from('realname=First+Last&username=root');
  const postman = {
    host: 'api-xxxxxxxx.duosecurity.com',
    path: '/accounts/v1/account/list',
    body: form,
    headers: { date: DATE_2012 },
  };
  const hmacKey = 'testtesttesttesttesttesttesttesttesttest';
  const hmac = {
    host: 'api-xxxxxxxx.duosecurity.com',
    path: '/api/path',
    headers: { 'x-duo-date': DATE_2024 },
  };
  const longKey = 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep';

  it.each([
    [
      'V1',
      call({ body: form, headers: { date: DATE_2012 } }),
      'test_skey',
      '042a30c682bd836fc5ba467891a956eaa10091ca0f73a7fb396aefd56a3529e56932dea427a67213af664ba6841689ff2336b7a373766ea5ab7ab9fe2638226b',
      'v2-sha512',
    ],
    ['V3', call(postman), longKey, '2d97d6166319781b5a3a07af39d366f491234edc', 'v2-sha1'],
    [
      'V5',
      call({ ...hmac, method: 'GET' }),
      hmacKey,
      'c454639d75b4e3d99b8b1d5e41cd7bb2d2d8ba55f6811f786dfb0edd4facd2f3a5e6d6c837f31f6826706325b4ed7dcdc5f11164948e57a7032a524990e01583',
      'v5',
    ],
    [
      'V6',
      call({ ...hmac, body: Buffer.from('{}') }),
      hmacKey,
      '12a05d783b2e58e36f37df8a6907835496fbe20fb3d04b15036c82b1694fc58d1c0451b937fb9ba6e7c2b44d89b473af708166183d216aea13e52742a57f239f',
      'v5',
    ],
    [
      'V7',
      call({ ...hmac, method: 'GET', query: 'foo=bar' }),
      hmacKey,
      '88fe80f3b242b992f4b301408d524a886274d3ed0c4c7bd184e1b4ff378e68ea05d9433c09938078c49517a6c4264c950be9ff5cc28ad2d448cea24bc93887ca',
      'v5',
    ],
  ])('%s is accepted', (_name, request, secretKey, signature, version) => {
    expect(matchSignature(request, secretKey, signature)).toBe(version);
  });

  it.each([
    [
      'V2',
      call(postman),
      longKey,
      'Basic RElXSjhYNkFFWU9SNU9NQzZUUTE6MWJmZmI4OTI0MzQ4ZjdkYjdkYTllN2Q3ZDc0OWRlZDkzYWFmZDAyZDhlOTA0OTYwZGE3Yjk2YzU3NTEwMjIwMTg1YTY0YTI4MjdlZThmMjRhYzVkMzA4MDJhOWVlOTdlNTlkZTQ0YjMwNGIxODI0MmYwZDU5NmQxNWE4MTIyYWY=',
      'v2-sha512',
    ],
    [
      'V4',
      call({
        body: Buffer.from('{"realname":"First Last","username":"root"}'),
        headers: { date: DATE_2012, 'content-type': 'application/json' },
      }),
      'test_skey',
      'Basic dGVzdF9pa2V5OjdkMDI0MDlhMTUyNzY0ODQzY2NjZDgyODRkYTE1M2IzZmI0NDZiYWFkNWY5OTg4ODYzMjVlMjRiYzljZDRhMjQ0ZGU4NWFkNGJmYTdlYTI4NWQ2ODIwOWYxNjA4MzU2NzNkOGI0ZjFlMWIyM2Q5Y2Q1MjFkMjZiZmU3ZjM2NmE0',
      'v5',
    ],
  ])('%s, whole header, is accepted', (_name, request, secretKey, header, version) => {
    expect(matchSignature(request, secretKey, readCredentials(header)!.signature)).toBe(version);
  });

  it.each([
    ['another secret', {}, 'wrong'],
    ['another path', { path: '/admin/v1/Users' }, 'skey'],
    ['another host', { host: 'api-other.duosecurity.test' }, 'skey'],
    ['another parameter', { query: 'limit=299' }, 'skey'],
    ['an unsigned X-Duo header', { headers: { date: DATE_2024, 'x-duo-note': 'a' } }, 'skey'],
  ])('a signature over something else is rejected: %s', (_name, change, secretKey) => {
    const signed = call({
      method: 'GET',
      host: 'api-a.duosecurity.test',
      path: '/admin/v1/users',
      query: 'limit=300',
      headers: { date: DATE_2024 },
    });
    const header = official.signV5(
      'ikey',
      'skey',
      'GET',
      signed.host,
      signed.path,
      { limit: '300' },
      DATE_2024,
      '',
    );
    const { signature } = readCredentials(header)!;
    expect(matchSignature(signed, 'skey', signature)).toBe('v5');
    expect(matchSignature({ ...signed, ...change }, secretKey, signature)).toBeNull();
  });
});

describe('canonical parameters', () => {
  const punctuation = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))
    .filter((one) => !/[A-Za-z0-9]/.test(one))
    .join('');

  it.each([
    ['', ''],
    ['username=root&realname=First+Last', 'realname=First%20Last&username=root'],
    ['foo_bar=2&foo=1&Foo=3&foo-bar=4', 'Foo=3&foo=1&foo-bar=4&foo_bar=2'],
    [
      `punctuation=${encodeURIComponent(punctuation)}`,
      'punctuation=%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D~',
    ],
    ['whitespace=%09%0a%0b%0c%0d+', 'whitespace=%09%0A%0B%0C%0D%20'],
  ])('%s becomes %s', (wire, canonical) => {
    expect(canonicalParameters(parseParameters(wire))).toBe(canonical);
  });

  it('agrees with the official client for names and values of every kind', () => {
    const parameters = { 'ключ é': "O'Brien (x)*", A: '~ +&=%', a: '\u2815\uaaa3', limit: '300' };
    const wire = new URLSearchParams(parameters).toString();
    expect(canonicalParameters(parseParameters(wire))).toBe(official._canonParams(parameters));
    const request = call({ method: 'GET', query: wire, headers: { date: DATE_2024 } });
    const header = official.sign('ikey', 'skey', 'GET', request.host, request.path, parameters, DATE_2024);
    expect(matchSignature(request, 'skey', readCredentials(header)!.signature)).toBe('v2-sha512');
  });
});

describe('credentials and dates', () => {
  it('reads no credentials from a header of another kind', () => {
    for (const header of [
      undefined,
      '',
      'Bearer abc',
      'Basic',
      'Basic !!!',
      `Basic ${btoa('ikey')}`,
      `Basic ${btoa(':x')}`,
    ]) {
      expect(readCredentials(header)).toBeNull();
    }
  });

  it('reads the three date forms of the official clients, and no other', () => {
    const at = Date.UTC(2012, 7, 21, 17, 29, 18);
    for (const form of ['-0000', '+0000', 'GMT'])
      expect(readDate(`Tue, 21 Aug 2012 17:29:18 ${form}`)).toBe(at);
    expect(readDate('Tue, 21 Aug 2012 19:29:18 +0200')).toBe(at);
    for (const text of [undefined, '', '2012-08-21T17:29:18Z', '1345570158', 'yesterday'])
      expect(readDate(text)).toBeNull();
  });

  it('prefers X-Duo-Date as the signed date line', () => {
    const request = call({ method: 'GET', headers: { date: 'nonsense', 'x-duo-date': DATE_2024 } });
    const hash = (text: string): string => createHash('sha512').update(text).digest('hex');
    const lines = [
      DATE_2024,
      'GET',
      request.host,
      request.path,
      '',
      hash(''),
      hash(`x-duo-date\0${DATE_2024}`),
    ];
    const signature = createHmac('sha512', 'skey').update(lines.join('\n')).digest('hex');
    expect(matchSignature(request, 'skey', signature)).toBe('v5');
  });
});
