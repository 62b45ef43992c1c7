import { z } from 'zod';
import { id } from '../answer-fields.ts';

/** What kind of answer a read expects. Its rows and fields are evaluated later; this only tells an answer from a stray one. */
export interface AnswerShape {
  readonly name: 'list' | 'count' | 'record' | 'object';
  readonly fits: (value: unknown) => boolean;
}

const shape = (name: AnswerShape['name'], schema: z.ZodType): AnswerShape => ({
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
  list: shape('list', listAnswer),
  count: shape('count', countAnswer),
  record: shape('record', z.object({ id })),
  object: shape('object', z.record(z.string(), z.unknown())),
  /** `companyinfo` answers null for a company it does not know (connectwise.md 2). */
  objectOrNull: shape('object', z.record(z.string(), z.unknown()).nullable()),
} as const;
