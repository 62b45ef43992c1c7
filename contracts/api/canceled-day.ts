import { z } from 'zod';
import { canceledDays } from '../../domain/canceled-day.ts';

/** Whether the PSA bills the canceled day of a line. */
export const CanceledDaySetting = z.object({
  canceledDay: z
    .enum(canceledDays)
    .nullable()
    .describe(
      'Whether the day of a canceled date is still billed; null: lines of this PSA end by their units',
    ),
});

export const ChangeCanceledDay = z.strictObject({ canceledDay: z.enum(canceledDays) });
