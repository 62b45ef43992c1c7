import { mayHaveSecret, normalizeSite } from './site.ts';

describe('the instance as people type it', () => {
  it.each([
    ['harborlane.halopsa.com', 'harborlane.halopsa.com'],
    [' https://HarborLane.HaloPSA.com/portal?btn=1#x ', 'harborlane.halopsa.com'],
    ['//halo.example.test:443/', 'halo.example.test'],
    ['halo.example.test.', 'halo.example.test'],
  ])('%s is %s', (typed, host) => {
    expect(normalizeSite(typed)).toEqual({ ok: true, host });
  });

  it.each([
    ['', 'empty'],
    ['https://', 'empty'],
    ['harborlane', 'not-a-host-name'],
    ['user:secret@harborlane.halopsa.com', 'with-user-name'],
    ['halo.example.test:8443', 'other-port'],
    ['10.0.0.1', 'not-a-host-name'],
    ['a b.example.test', 'not-a-host-name'],
  ])('rejects %j: %s', (typed, reason) => {
    expect(normalizeSite(typed)).toEqual({ ok: false, reason });
  });
});

it.each<[string, string, readonly string[] | null, boolean]>([
  ['harborlane.halopsa.com', 'harborlane.halopsa.com', null, true],
  ['auth.haloservicedesk.com', 'harborlane.halopsa.com', null, true],
  ['auth.haloservicedesk.com', 'halo.example.test', null, false],
  ['halo.example.test', 'halo.example.test', null, true],
  ['auth.example.test', 'halo.example.test', null, false],
  ['evil-halopsa.com', 'harborlane.halopsa.com', null, false],
  ['harborlane.halopsa.com.evil.test', 'harborlane.halopsa.com', null, false],
  ['auth.example.test', 'halo.example.test', ['example.test'], true],
  ['harborlane.halopsa.com', 'halo.example.test', ['example.test', 'halopsa.com'], true],
  ['harborlane.halopsa.com', 'halo.example.test', ['example.test'], false],
  ['auth.evil-example.test', 'halo.example.test', ['example.test'], false],
])(
  'a token is requested at %s by an instance at %s with the domains %j: %s',
  (named, host, suffixes, may) => {
    expect(mayHaveSecret(named, host, suffixes)).toBe(may);
  },
);
