import type { z } from 'zod';
import type * as month from '../../domain/months/review-month.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { monthLineOf } from './month-parts.ts';

export const MonthLine = monthLineOf(StoredMessage) satisfies z.ZodType<month.MonthLine>;
