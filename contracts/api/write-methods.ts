import { z } from 'zod';
import { Instant } from './common.ts';
import { MessageText } from './message-text.ts';

/** How lines of one sort are written, where the PSA lets them be written in several ways. */
export const WriteMethodChoice = z.object({
  id: z.string(),
  of: z
    .enum(['existing-line', 'create-line'])
    .describe('`create-line`: how lines are created; where none is chosen, the first method is used'),
  title: MessageText.describe('Which lines'),
  methods: z.array(z.object({ id: z.string(), name: MessageText, note: MessageText })),
  method: z
    .string()
    .nullable()
    .describe(
      'The chosen one; null: none, so existing lines are not written, and lines are created by the first',
    ),
  chosenAt: Instant.nullable(),
  keptAt: Instant.nullable().describe(
    'When a test set a line to the quantity it had and everything else stayed; null: only such a proof is sent with it',
  ),
  provenAt: Instant.nullable().describe(
    'When the first change with it was confirmed; null: the next one is sent alone, and the others wait for it',
  ),
  withdrawnAt: Instant.nullable().describe(
    'When a line that was created by it changed others: none is created until a method is chosen again, be it the same',
  ),
});

export const WriteMethodList = z.object({ items: z.array(WriteMethodChoice) });

export const ChooseWriteMethod = z.strictObject({
  choice: z.string().min(1).max(50).describe('Which lines, by the id of their choice'),
  method: z
    .string()
    .max(50)
    .nullable()
    .describe('null: such lines are not written; rejected for `create-line`'),
});
