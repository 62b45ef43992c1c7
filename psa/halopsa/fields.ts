import { z } from 'zod';
import { day as writtenDay } from '../answer-fields.ts';
import type { FieldFault } from '../field-fault.ts';

/** Identity: a whole number other than 0, kept as text. Recurring invoices have negative ones (halopsa.md 5). */
export const id = z.string().regex(/^-?[1-9]\d{0,18}$/, 'not-an-id' satisfies FieldFault);

/** The id of a reference that may be absent: 0 and less is how "none" is written. */
export const optionalRef = z
  .string()
  .nullish()
  .transform((value) =>
    value !== undefined && value !== null && /^[1-9]\d{0,18}$/.test(value) ? value : null,
  );

/** A calendar day; the first of all, and the first of other systems, mean none (halopsa.md 4). */
export const day = writtenDay.transform((value) => (value === null || value < '1902' ? null : value));

/** When something was last changed: information only, so that what cannot be read is left out. */
export const instant = z
  .unknown()
  .optional()
  .transform((value) => {
    if (typeof value !== 'string') return null;
    // Without a zone it is the server's time; only sameness is looked at.
    const at = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/.test(value) ? value : `${value}Z`);
    return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1902 ? null : at.toISOString();
  });

/** Can this be the id of a record? Whatever else would lead to another address. */
export const isRecordId = (written: string): boolean => id.safeParse(written).success;
