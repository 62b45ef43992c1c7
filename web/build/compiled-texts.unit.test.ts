import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textFiles } from './compiled-texts.ts';

it('compiles every file of texts that the console imports', () => {
  const imported = readdirSync('web', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/u.test(path) && !/\.(?:test|fixture)\./u.test(path))
    .map((path) => readFileSync(join('web', path), 'utf8'))
    .flatMap((code) => [...code.matchAll(/from '[./]*(\/locales\/en\/[\w-]+\.json)'/gu)])
    .map(([, file = '']) => file);
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((file) => !textFiles.test(file))).toEqual([]);
});
