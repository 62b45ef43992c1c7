import { z } from 'zod';
import { listRows } from '../../domain/defaults.ts';
import { roles } from '../../domain/roles.ts';
import { ProbeFacts } from '../stored/probe-facts.ts';

export { Day, DecimalText, Id, Instant } from '../stored/scalars.ts';

/** Shapes that every resource shares. Contracts are plain zod, so that the console can use them too. */

export { roles };
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** What every list accepts (architecture.md 7). `sort` is added by the resource, since its values differ. */
export const listQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(listRows.most)
    .default(listRows.usual)
    .describe(`Rows in one answer, at most ${listRows.most}`),
  cursor: z.string().max(1_000).optional().describe('nextCursor of the answer before'),
  q: z.string().trim().min(1).max(200).optional().describe('Text to search for'),
} as const;

/** A page of a list. A cursor of an older `dataVersion` answers 409 ListChanged. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.int().describe('Rows that match, in all pages'),
    dataVersion: z.string(),
  });

/** Who did it, with the name of now. */
export const Actor = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string().nullable().describe('Null: it has none, or none any more'),
});

/** Any JSON. */
export const Json = z.json();

/** What an entry of the audit says beside who, what and when; its fields are those of its action. */
export const AuditDetail = z.record(z.string(), Json);

/** The params of a message (docs/messages.md), by name. */
export const MessageParams = z.record(z.string(), Json);

/** One thing that is wrong, or one credential's verdict (then `ok` says which). */
export const ProblemItem = z.object({
  code: z.string().nullable().describe('Null: nothing wrong with this one'),
  title: z.string().nullable().optional(),
  detail: z.string(),
  advice: z.string().nullable().optional(),
  field: z.string().optional().describe('Path of the field in the request, "decisions.3.psaId"'),
  set: z.string().optional().describe('Credential set the entry is about'),
  part: z.string().optional().describe('What is missing at a gate'),
  status: z.string().optional(),
  ok: z.boolean().optional(),
  facts: ProbeFacts.optional(),
});
export type ProblemItem = z.infer<typeof ProblemItem>;

/** RFC 9457, with the members of architecture.md 7. */
export const ProblemBody = z.object({
  type: z.string(),
  title: z.string().describe('What happened, by the code'),
  status: z.int(),
  code: z.string().describe('Never changes its meaning: tell cases apart by it'),
  detail: z.string().describe('What is special this time, else what to do'),
  message: z.string().describe('Title and detail, in the language of Accept-Language'),
  params: MessageParams.describe('The values in the detail'),
  errors: z.array(ProblemItem),
  requestId: z.string(),
});
export type ProblemBody = z.infer<typeof ProblemBody>;

/** Why something is as it is: a code with its words. */
export const Cause = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  advice: z.string(),
});
export type Cause = z.infer<typeof Cause>;

/** A comma-separated list in a query, `?kind=increase,decrease`. The document gives two of its values as examples. */
export const commaList = <T extends Readonly<Record<string, string>>>(item: z.ZodEnum<T>) =>
  z
    .string()
    .max(1_000)
    .describe(`Some of ${item.options.join(', ')}, with commas between`)
    .meta({ examples: [item.options.slice(0, 1).join(','), item.options.slice(0, 2).join(',')] })
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item).min(1).max(20));
