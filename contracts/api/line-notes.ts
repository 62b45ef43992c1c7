import { z } from 'zod';
import { assigneeStatuses } from '../../domain/assignees.ts';
import { Actor, Day, Id, Instant, MessageParams } from './common.ts';

/** The note and the assignee of a usage line. They belong to the customer and are kept from month to month. */
export const LineNote = z.object({
  text: z.string().nullable(),
  assignee: z
    .object({
      id: Id,
      name: z.string(),
      status: z
        .enum(assigneeStatuses)
        .describe('disabled: may not sign in any more; role-too-small: may decide nothing any more'),
    })
    .nullable(),
  until: Day.nullable(),
  isDue: z.boolean().describe('The day has come'),
  by: Actor,
  at: Instant,
});

const NoteVersion = z.int().min(0).describe('noteVersion of the line that was looked at');

/** The whole note; with neither text nor assignee it is taken away. */
export const PutLineNote = z.strictObject({
  noteVersion: NoteVersion,
  text: z.string().trim().min(1).max(500).nullable(),
  assignee: Id.nullable(),
  until: Day.nullable(),
});

export const LineNoteAnswer = z.object({
  usageLineId: Id,
  note: LineNote.nullable(),
  noteVersion: z.int(),
});

/** Who sees to these lines; text and day of their notes stay. */
export const AssignUsageLines = z.strictObject({
  assignee: Id.nullable().describe('Null: nobody any more'),
  items: z
    .array(z.strictObject({ usageLineId: Id, noteVersion: NoteVersion }))
    .min(1)
    .max(500),
});

export const AssignmentResult = z.object({
  usageLineId: Id,
  outcome: z.enum(['assigned', 'rejected']),
  noteVersion: z.int().nullable().describe('Of the note after it; null: rejected'),
  code: z.string().nullable(),
  title: z.string().nullable(),
  advice: z.string().nullable(),
  detail: z.string().nullable(),
  params: MessageParams.nullable().describe('The values in the detail'),
});

/** One entry per item, in the order sent: some may be rejected while others hold. */
export const AssignmentAnswer = z.object({ items: z.array(AssignmentResult) });

/** Members who may decide something, by name. */
export const AssigneeList = z.object({ items: z.array(z.object({ id: Id, name: z.string() })) });
