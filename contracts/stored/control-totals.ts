import type { z } from 'zod';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { totalsOf } from './month-parts.ts';

/** Sums of one composition (RULES 12): kept with the lines, with each run, and in the report of a month. */
export const TotalsOfComposition = totalsOf(StoredMessage) satisfies z.ZodType<ControlTotals>;
