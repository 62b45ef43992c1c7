import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { decimalText } from '../domain/quantity.ts';
import { cleanWords } from '../domain/vendor-text.ts';
import type { FieldFault } from './field-fault.ts';

/**
 * Fields of a PSA's answers after `parseJsonExactly` (numbers are text). Nearly every field may be absent or null: that
 * gives null. A value that is there but is not of its kind is an error, never null,
 * because null means something of its own: an absent `cancelledDate` is an open line.
 */

/** Text as the PSA has it, blanks included (RULES 11 compares to the byte), without characters that no text has. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === undefined ? null : cleanWords(value).text));

/** Must be there, but may be empty: identity is the id, and an empty name is what the PSA has. */
export const requiredText = z.string().transform((value) => cleanWords(value).text);

/** The same of a name that is matched, with whether something was taken out. */
export const matchedName = z.string().transform(cleanWords);

/** Identity: a positive whole number, kept as text. */
export const id = z.string().regex(/^[1-9]\d{0,18}$/, 'not-an-id' satisfies FieldFault);

/** True or false; null: the PSA did not say. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);

/**
 * The calendar day of a date-time, as it is written: a PSA writes days as midnight, often of UTC,
 * so a conversion into any time zone could move the day.
 */
export const day = z
  .string()
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined || value.trim() === '') return null;
    const written =
      /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(
        value.trim(),
      )?.[1];
    if (written !== undefined && isCalendarDay(written)) return written;
    context.addIssue({ code: 'custom', message: 'not-a-date' satisfies FieldFault });
    return z.NEVER;
  });

/** A required one. @param read returns a day, or `null` when the field is empty */
export const required = (read: z.ZodType<string | null>) =>
  z.string().transform((value, context) => {
    const written = read.safeParse(value);
    if (written.success && written.data !== null) return written.data;
    context.addIssue({ code: 'custom', message: 'not-a-date' satisfies FieldFault });
    return z.NEVER;
  });

export const requiredDay = required(day);

function isCalendarDay(written: string): boolean {
  const instant = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(written);
}

/** An exact decimal. Bounds keep `1e999999999` from becoming a text of that length; no quantity or price is near them. */
export const decimal = z
  .string()
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined || value.trim() === '') return null;
    const written = value.trim();
    if (/^-?\d{1,60}(?:\.\d{1,60})?(?:[eE][+-]?\d{1,3})?$/.test(written)) {
      const exact = new Decimal(written);
      if (exact.isZero()) return '0';
      if (exact.abs().lt('1e30') && exact.decimalPlaces() <= 30) return decimalText(exact);
    }
    context.addIssue({ code: 'custom', message: 'not-a-decimal' satisfies FieldFault });
    return z.NEVER;
  });
