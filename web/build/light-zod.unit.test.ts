import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z as Zod } from 'zod';
import { toJSONSchema } from 'zod/v4/core';
import type * as Light from './light-zod.ts';

const folder = join(import.meta.dirname, '../../contracts/api');
const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));

const light = jest.requireActual<typeof Light>('./light-zod.ts');
const full = jest.requireActual<{ readonly z: typeof Zod }>('zod');

/** The exports of every contract, with the given `zod`. */
function contractsWith(zod: object): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  jest.isolateModules(() => {
    jest.doMock('zod', () => zod);
    for (const name of names)
      for (const [key, value] of Object.entries(jest.requireActual<object>(join(folder, name))))
        found.set(`${name} ${key}`, value);
  });
  return found;
}

const isSchema = (value: unknown): value is Parameters<typeof toJSONSchema>[0] =>
  typeof value === 'object' && value !== null && '_zod' in value;

const Simple = full.z.strictObject({ type: full.z.string() });
const Nullable = full.z.strictObject({ anyOf: full.z.array(Simple) });

/** What is only said about a schema is left out; without a description, zod writes a null more briefly. */
function withoutWords(key: string, part: unknown): unknown {
  if (key === 'description' || key === 'examples') return undefined;
  const { data } = Nullable.safeParse(part);
  return data === undefined ? part : { type: data.anyOf.map(({ type }) => type) };
}

/** What a schema accepts and returns. */
const shapeOf = (value: unknown): unknown =>
  isSchema(value)
    ? (['input', 'output'] as const).map((io) => {
        const json = JSON.stringify(toJSONSchema(value, { io, unrepresentable: 'any' }));
        return JSON.parse(json, withoutWords) as unknown;
      })
    : null;

it('describes the same answers as zod in every contract', () => {
  const [expected, actual] = [contractsWith(full), contractsWith(light)];
  for (const [name, value] of expected)
    expect([name, shapeOf(actual.get(name))]).toEqual([name, shapeOf(value)]);
  expect([...expected.values()].filter(isSchema).length).toBeGreaterThan(150);
});

it.each<[string, (z: typeof Zod) => Zod.ZodType, readonly unknown[]]>([
  ['trim', (z) => z.string().trim().min(1), [' a ', '  ', 1]],
  ['regex', (z) => z.string().regex(/^a+$/u), ['aa', 'b']],
  ['refine', (z) => z.string().refine((text) => text.length % 2 === 0, 'even'), ['ab', 'a']],
  ['transform', (z) => z.string().transform((text) => text.split(',')), ['a,b']],
  ['pipe', (z) => z.string().transform(Number).pipe(z.number().positive()), ['1', '0', 'x']],
  ['toLowerCase', (z) => z.string().toLowerCase(), ['Ab']],
  ['limits of lists', (z) => z.array(z.int()).min(1).max(2), [[], [1], [1, 2, 3], [1.5]]],
  ['limits of numbers', (z) => z.number().int().min(1).max(9), [0, 1, 9, 10, 1.5]],
  ['nonnegative', (z) => z.int().nonnegative(), [-1, 0]],
  [
    'absence',
    (z) => z.object({ a: z.string().optional(), b: z.int().nullable(), c: z.int().nullish() }),
    [{ b: null }, { b: 1, c: null }, {}, { a: null, b: 1 }],
  ],
  ['exact absence', (z) => z.object({ a: z.int().exactOptional() }), [{}, { a: undefined }, { a: 1 }]],
  ['default', (z) => z.object({ a: z.int().default(3) }), [{}, { a: 1 }, { a: null }]],
  ['unknown fields', (z) => z.object({ a: z.int() }), [{ a: 1, b: 2 }]],
  ['strict fields', (z) => z.strictObject({ a: z.int() }), [{ a: 1, b: 2 }]],
  ['extend', (z) => z.object({ a: z.int() }).extend({ b: z.int() }), [{ a: 1 }, { a: 1, b: 2 }]],
  ['partial', (z) => z.object({ a: z.int(), b: z.int() }).partial({ a: true }), [{}, { b: 1 }]],
  ['omit', (z) => z.object({ a: z.int(), b: z.int() }).omit({ a: true }), [{ a: 1 }, { b: 1 }]],
])('%s behaves as in zod', (_name, schema, samples) => {
  const outcomes = (z: typeof Zod) =>
    samples.map((sample) => {
      const { success, data } = schema(z).safeParse(sample);
      return { success, data };
    });
  expect(outcomes(light.z as unknown as typeof Zod)).toEqual(outcomes(full.z));
});
