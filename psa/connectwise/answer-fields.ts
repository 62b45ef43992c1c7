import { z } from 'zod';
import { id, text } from '../answer-fields.ts';
import type { FieldFault } from '../field-fault.ts';

/** Fields that only ConnectWise has: references and snapshots of changes (connectwise.md 6). */

/** The id of a reference that a record must have. */
export const requiredRef = z.object({ id, name: text, identifier: text });

/** The id of a reference that may be absent; 0 is how "none" is written in places. */
export const optionalRefId = z
  .object({
    id: z
      .string()
      .regex(/^\d{1,19}$/, 'not-an-id' satisfies FieldFault)
      .nullish(),
  })
  .nullish()
  .transform((ref) => (ref?.id === undefined || ref.id === null || /^0+$/.test(ref.id) ? null : ref.id));

/** The name of a reference that may be absent. */
export const optionalRefName = z
  .object({ name: text })
  .nullish()
  .transform((ref) => ref?.name ?? null);

const changed = z.object({ lastUpdated: z.string() });

/** `_info.lastUpdated`: information only, so what cannot be read is left out. `_info` can be null (connectwise.md 6). */
export const lastUpdated = z
  .unknown()
  .optional()
  .transform((info) => {
    const written = changed.safeParse(info);
    if (!written.success) return null;
    const instant = new Date(written.data.lastUpdated);
    return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
  });
