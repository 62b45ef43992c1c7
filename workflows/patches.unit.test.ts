import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { patches } from './patches.ts';

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(__dirname, name), 'utf8'));

it('each change of a running execution has one id, which is named and asked for', () => {
  const asked = sources.flatMap((text) =>
    [...text.matchAll(/\b(?:patched|deprecatePatch)\((?!…)([^)]*)\)/gu)].map(([, id]) => id),
  );
  const named = Object.keys(patches).map((name) => `patches.${name}`);
  expect([...new Set(asked)].sort()).toEqual(named.sort());
  expect(new Set(Object.values(patches)).size).toBe(named.length);
});
