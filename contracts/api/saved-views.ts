import { z } from 'zod';
import { Actor, Id, Instant } from './common.ts';

const Name = z.string().trim().min(1).max(60);
const AddressQuery = z
  .string()
  .max(2_000)
  .regex(/^[A-Za-z0-9*._+%=&-]*$/u, { error: 'what stands behind the ? of an address' })
  .describe('What stands behind the ? in the address of the usage list: filters and order');

/** A way to look at the usage list. */
export const SavedView = z.object({
  id: Id,
  name: z.string(),
  query: z.string(),
  shared: z.boolean().describe('Everybody sees it'),
  owner: Actor,
  isOwn: z.boolean().describe('Of who asks: a person or an API key'),
  changedAt: Instant,
});

/** Own ones and shared ones, by name. */
export const SavedViewList = z.object({ items: z.array(SavedView) });

export const NewSavedView = z.strictObject({
  name: Name,
  query: AddressQuery,
  shared: z.boolean().describe('Sharing requires the reviewer role'),
});

export const SavedViewChange = z.strictObject({
  name: Name.optional(),
  query: AddressQuery.optional(),
  shared: z.boolean().optional(),
});
