import { z } from 'zod';
import { plainIssue } from './plain-issue.ts';

const words = (schema: z.ZodType, value: unknown): readonly string[] => {
  const parsed = schema.safeParse(value, { error: plainIssue });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
};

describe("a validator's finding in plain words", () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string().min(10), 'short', 'must have at least 10 characters'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().max(1), 'ab', 'must have at most 1 character'],
    [z.string(), 7, 'must be a text'],
    [z.string(), undefined, 'is missing'],
    [z.number().int(), 1.5, 'must be a whole number'],
    [z.int().min(1), 0, 'must be at least 1'],
    [z.number().positive(), 0, 'must be more than 0'],
    [z.number().max(100), 101, 'must be at most 100'],
    [z.array(z.string()).min(1), [], 'must have at least one entry'],
    [z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 entries'],
    [z.enum(['full', 'failed-accounts']), 'other', 'must be one of: full, failed-accounts'],
    [z.literal('billing'), 'x', 'must be billing'],
    [z.email(), 'x', 'must be an email address'],
    [z.uuid(), 'x', 'must be a UUID'],
    [z.string().regex(/^\d+$/u), 'x', 'is not in the form that is expected here'],
    [z.union([z.string(), z.number()]), true, 'is not what is expected here'],
  ])('%#', (schema, value, expected) => {
    expect(words(schema, value)).toEqual([expected]);
  });

  it('gives way to the words of the schema itself', () => {
    expect(words(z.string().regex(/^\d+$/u, 'digits only'), 'x')).toEqual(['digits only']);
  });

  it('holds no value, and no word of the library', () => {
    const all = words(z.object({ a: z.string().min(3), b: z.array(z.number()) }), { a: 'ab', b: ['secret'] });
    expect(all.join()).not.toMatch(/secret|Invalid|Too small|expected/u);
  });
});
