import { accountScreen, answeredDuoHost, duoSuffixes, typedDuoHost } from './hosts.ts';

describe('an API hostname typed by a person', () => {
  it.each([
    'api-12345678.duosecurity.com',
    '  API-12345678.DuoSecurity.com \n',
    'https://api-12345678.duosecurity.com/',
    'http://api-12345678.duosecurity.com/admin/v1/users?x=1#y',
    'api-12345678.duosecurity.com:443',
    'https://api-12345678.duosecurity.com:443/',
    'api-12345678.duosecurity.com.',
  ])('%j is put right', (text) => {
    expect(typedDuoHost(text, duoSuffixes)).toEqual({ ok: true, host: 'api-12345678.duosecurity.com' });
  });

  it.each([
    ['', 'empty'],
    ['https://', 'empty'],
    ['api-12345678.example.com', 'other-domain'],
    ['api-12345678.evilduosecurity.com', 'other-domain'],
    ['api-12345678.duosecurity.com.example.com', 'other-domain'],
    ['duosecurity.com', 'other-domain'],
    ['api-12345678.duosecurity.test', 'other-domain'],
    ['api-12345678.duosecurity.com:8443', 'not-a-host-name'],
    ['user@api-12345678.duosecurity.com', 'not-a-host-name'],
    ['127.0.0.1', 'not-a-host-name'],
    ['localhost', 'not-a-host-name'],
    ['api 12345678.duosecurity.com', 'not-a-host-name'],
    ['аpi-12345678.duosecurity.com', 'not-a-host-name'],
    ['api-1\0.duosecurity.com', 'not-a-host-name'],
    ['-.duosecurity.com', 'not-a-host-name'],
    [`${'a'.repeat(300)}.duosecurity.com`, 'not-a-host-name'],
  ])('%j is rejected: %s', (text, reason) => {
    expect(typedDuoHost(text, duoSuffixes)).toEqual({ ok: false, reason });
  });

  it('may be below a domain the operator added', () => {
    expect(typedDuoHost('api-1.duosecurity.test', [...duoSuffixes, 'duosecurity.test']).ok).toBe(true);
  });
});

describe('an API hostname in an answer of Duo', () => {
  it('is taken with other letter case, and null is "empty"', () => {
    expect(answeredDuoHost('API-1.duofederal.com', duoSuffixes)).toEqual({
      ok: true,
      host: 'api-1.duofederal.com',
    });
    expect(answeredDuoHost(null, duoSuffixes)).toEqual({ ok: false, reason: 'empty' });
  });

  it.each(['https://api-1.duosecurity.com', 'api-1.duosecurity.com/x', 'api-1.duosecurity.com@example.com'])(
    'is never repaired: %s',
    (text) => {
      expect(answeredDuoHost(text, duoSuffixes)).toEqual({ ok: false, reason: 'not-a-host-name' });
    },
  );
});

describe('the Admin Panel of an account', () => {
  it.each([
    ['api-1a2b3c4d.duosecurity.com', 'https://admin-1a2b3c4d.duosecurity.com/'],
    ['api-1a2b3c4d.duofederal.com', 'https://admin-1a2b3c4d.duofederal.com/'],
  ])('of %s is %s', (host, address) => {
    expect(accountScreen(host)).toBe(address);
  });

  it.each(['', 'duosecurity.com', 'api-x.test/evil', 'xapi-1.duosecurity.com', 'api-1a2b3c4d'])(
    'of %j is not known',
    (host) => {
      expect(accountScreen(host)).toBeNull();
    },
  );
});
