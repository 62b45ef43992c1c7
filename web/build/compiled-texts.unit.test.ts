import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lighterSubject, textFiles } from './compiled-texts.ts';

it('compiles every file of texts that the console imports', () => {
  const imported = readdirSync('web', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/u.test(path) && !/\.(?:test|fixture)\./u.test(path))
    .map((path) => readFileSync(join('web', path), 'utf8'))
    .flatMap((code) => [...code.matchAll(/from '[./]*(\/locales\/en\/[\w-]+\.json)'/gu)])
    .map(([, file = '']) => file);
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((file) => !textFiles.test(file))).toEqual([]);
});

it('leaves out of a subject what is text, and messages that have nothing else', () => {
  const code = `export const parts = {
  'console-parts.none': {},
  'console-parts.text': { name: 'text' },
  'console-parts.texts': { name: 'text', when: 'text' },
  'console-parts.first': { name: 'text', count: 'count' },
  'console-parts.last': { count: 'count', name: 'text' },
  'console-parts.long': {
    before: 'text',
    days: 'texts',
    after: 'text',
  },
} as const;
`;
  expect(lighterSubject(code).replace(/\s+/gu, ' ')).toBe(
    "export const parts = { 'console-parts.first': { count: 'count' }, 'console-parts.last': { count: 'count', }, " +
      "'console-parts.long': { days: 'texts', }, } as const; ",
  );
});
