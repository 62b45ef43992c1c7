import { ownPath } from './own-path.ts';

it.each([
  '/.//evil.test',
  '/..//evil.test',
  '/%2e//evil.test',
  '/%2E%2e//evil.test',
  '/usage/..//evil.test',
  '/.\\/evil.test',
  '/\t.//evil.test',
  '/.///evil.test',
  '//evil.test',
  '/\\evil.test',
  '/\n/evil.test',
  'https://evil.test',
  'javascript:alert(1)',
  'usage',
  '',
])('rejects a link that leads to another site: %j', (link) => {
  expect(ownPath(link)).toBeNull();
});

it.each([
  ['/', '/'],
  ['/usage?kind=increase#line', '/usage?kind=increase#line'],
  ['/usage/../month', '/month'],
  ['/usage?next=//evil.test', '/usage?next=//evil.test'],
])('resolves a path of the console: %j', (link, path) => {
  expect(ownPath(link)).toBe(path);
});
