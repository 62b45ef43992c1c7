import { z } from 'zod';
import { catalogOf } from '../../messages/catalog.ts';
import { asWritten, message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import { issueMessage, withoutWords } from './issue-message.ts';

const found = (schema: z.ZodType, value: unknown) =>
  (schema.safeParse(value, withoutWords).error?.issues ?? []).map(issueMessage);
const render = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms: null });

describe("a validator's finding", () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string().min(10), 'short', 'must have at least 10 characters'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().max(1), 'ab', 'must have at most 1 character'],
    [z.string(), 7, 'must be a string'],
    [z.string(), undefined, 'is missing'],
    [z.number().int(), 1.5, 'must be a whole number'],
    [z.int().min(1), 0, 'must be at least 1'],
    [z.number().positive(), 0, 'must be more than 0'],
    [z.number().max(100), 101, 'must be at most 100'],
    [z.array(z.string()).min(1), [], 'must have at least 1 entry'],
    [z.enum(['full', 'failed-accounts']), 'other', 'must be full or failed-accounts'],
    [z.literal('billing'), 'x', 'must be billing'],
    [z.email(), 'x', 'must be an email address'],
    [z.iso.date(), 'x', 'must be a day such as 2026-01-31'],
    [z.string().regex(/^\d+$/u), 'x', 'does not have the expected format'],
    [z.union([z.string(), z.number()]), true, 'is not valid here'],
  ])('%# is shown in words', (schema, value, text) => {
    expect(found(schema, value).map(render)).toEqual([text]);
  });

  it('gives way to the words of the schema itself', () => {
    expect(found(z.string().regex(/^\d+$/u, 'digits only'), 'x')).toEqual([asWritten('digits only')]);
  });

  it('holds no value', () => {
    const schema = z.object({ a: z.string().min(3), b: z.array(z.number()) });
    expect(found(schema, { a: 'ab', b: ['secret'] })).toEqual([
      message('validation.characters', { bound: 'least', limit: 3 }),
      message('validation.number'),
    ]);
  });
});
