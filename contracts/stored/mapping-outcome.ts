import { z } from 'zod';
import { StoredMessage } from '../../messages/stored.ts';

/** Outcome of one decision of a mapping command, as its row keeps it: in the order they came. */
export const StoredDecisionOutcome = z.object({
  index: z.int(),
  ok: z.boolean(),
  code: z.string().nullable(),
  detail: StoredMessage.nullable(),
  /** True: rows changed. False with `ok`: it was so already. */
  changed: z.boolean(),
  warnings: z.array(StoredMessage),
});
export type StoredDecisionOutcome = z.output<typeof StoredDecisionOutcome>;
