import { z } from 'zod';
import { id } from '../answer-fields.ts';

/** What kind of answer a read expects. Its rows and fields are evaluated later; this only tells an answer from a stray one. */
export interface AnswerShape {
  /** For messages: `a list`. */
  readonly name: string;
  readonly fits: (value: unknown) => boolean;
}

const shape = (name: string, schema: z.ZodType): AnswerShape => ({
  name,
  fits: (value) => schema.safeParse(value).success,
});

/** Numbers are text, see `parseJsonExactly`. */
export const countAnswer = z.object({
  count: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

export const listAnswer = z.array(z.unknown());

export const shapes = {
  list: shape('a list', listAnswer),
  count: shape('a count', countAnswer),
  record: shape('a record', z.object({ id })),
  object: shape('an object', z.record(z.string(), z.unknown())),
  /** `companyinfo` answers null for a company it does not know (connectwise.md 2). */
  objectOrNull: shape('an object', z.record(z.string(), z.unknown()).nullable()),
} as const;
