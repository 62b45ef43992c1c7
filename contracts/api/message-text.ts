import { z } from 'zod';
import { MessageParams } from './common.ts';

/** A message with its text: tell cases apart by its code. */
export const MessageText = z.object({
  code: z.string().describe('ID of the message; never changes its meaning'),
  message: z.string().describe('In the language of Accept-Language'),
  params: MessageParams,
});
