import { normalizeSite } from './site.ts';

describe('the ConnectWise site a person types', () => {
  it.each([
    ['na.myconnectwise.net', 'api-na.myconnectwise.net'],
    ['eu.myconnectwise.net', 'api-eu.myconnectwise.net'],
    ['au.myconnectwise.net', 'api-au.myconnectwise.net'],
    ['api-aus.myconnectwise.net', 'api-aus.myconnectwise.net'],
    ['https://na.myconnectwise.net', 'api-na.myconnectwise.net'],
    ['http://na.myconnectwise.net/', 'api-na.myconnectwise.net'],
    ['  HTTPS://NA.MyConnectWise.NET/  ', 'api-na.myconnectwise.net'],
    ['api-na.myconnectwise.net', 'api-na.myconnectwise.net'],
    ['api-na.myconnectwise.net.', 'api-na.myconnectwise.net'],
    ['https://api-na.myconnectwise.net/v4_6_release/apis/3.0', 'api-na.myconnectwise.net'],
    ['https://api-na.myconnectwise.net/v4_6_release/apis/3.0/', 'api-na.myconnectwise.net'],
    ['na.myconnectwise.net/v4_6_release/services/system_io/login.rails?x=1#y', 'api-na.myconnectwise.net'],
    ['https://na.myconnectwise.net:443/', 'api-na.myconnectwise.net'],
    ['staging.connectwisedev.com', 'api-staging.connectwisedev.com'],
    ['https://PSA.partner.example/v4_6_release/apis/3.0', 'psa.partner.example'],
    ['api-sandbox.connectwise.test', 'api-sandbox.connectwise.test'],
    ['na.myconnectwise.net.evil.example', 'na.myconnectwise.net.evil.example'],
  ])('%s is called at %s', (typed, host) => {
    expect(normalizeSite(typed)).toEqual({ ok: true, host });
  });

  it.each([
    '',
    '   ',
    'https://',
    'localhost',
    'user:secret@na.myconnectwise.net',
    'psa.partner.example:8443',
    'na.myconnectwise.net:99999',
    '10.0.0.1',
    'https://127.1/',
    'a b.example',
    '-x.example',
    'a..example',
    '[::1]',
    'höst.example',
  ])('%j is rejected with a reason', (typed) => {
    const site = normalizeSite(typed);
    expect(site.ok).toBe(false);
  });
});
