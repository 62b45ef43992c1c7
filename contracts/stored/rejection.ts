import { z } from 'zod';
import { StoredMessage } from '../../messages/stored.ts';
import { ProbeFacts } from './probe-facts.ts';

/** One thing that a rejection names; without a code it has that of the whole, without a detail the text of its code. */
const RejectedItem = z.object({
  /** Null: nothing is wrong with this one. */
  code: z.string().nullable().optional(),
  detail: StoredMessage.nullable().optional(),
  advice: StoredMessage.nullable().optional(),
  field: z.string().optional(),
  set: z.string().optional(),
  part: z.string().optional(),
  status: z.string().optional(),
  ok: z.boolean().optional(),
  facts: ProbeFacts.optional(),
});
export type RejectedItem = z.output<typeof RejectedItem>;

/** A rejection as its command keeps it; whoever asks reads it in their own language. */
export const StoredRejection = z.object({
  code: z.string(),
  detail: StoredMessage.nullable(),
  items: z.array(RejectedItem),
});
