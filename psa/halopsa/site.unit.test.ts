import { mayHaveSecret, normaliseSite } from './site.ts';

describe('the instance as people type it', () => {
  it.each([
    ['harborlane.halopsa.com', 'harborlane.halopsa.com'],
    [' https://HarborLane.HaloPSA.com/portal?btn=1#x ', 'harborlane.halopsa.com'],
    ['//halo.example.test:443/', 'halo.example.test'],
    ['halo.example.test.', 'halo.example.test'],
  ])('%s is %s', (typed, host) => {
    expect(normaliseSite(typed)).toEqual({ ok: true, host });
  });

  it.each([
    '',
    'https://',
    'harborlane',
    'user:secret@harborlane.halopsa.com',
    'halo.example.test:8443',
    '10.0.0.1',
    'a b.example.test',
  ])('refuses %j', (typed) => {
    expect(normaliseSite(typed)).toMatchObject({ ok: false });
  });
});

it.each([
  ['harborlane.halopsa.com', 'harborlane.halopsa.com', true],
  ['auth.haloservicedesk.com', 'harborlane.halopsa.com', true],
  ['auth.haloservicedesk.com', 'halo.example.test', false],
  ['halo.example.test', 'halo.example.test', true],
  ['auth.example.test', 'halo.example.test', false],
  ['evil-halopsa.com', 'harborlane.halopsa.com', false],
  ['harborlane.halopsa.com.evil.test', 'harborlane.halopsa.com', false],
])('a token is asked for at %s by an instance at %s: %s', (named, host, may) => {
  expect(mayHaveSecret(named, host)).toBe(may);
});
