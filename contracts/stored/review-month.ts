import type { z } from 'zod';
import type { MonthDecision as DecisionOfMonth } from '../../domain/months/month-decision.ts';
import type * as month from '../../domain/months/review-month.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { LineRule } from './line-parts.ts';
import { LineHold, monthDecisionOf, monthLineOf } from './month-parts.ts';

export const MonthLine = monthLineOf(StoredMessage, LineRule, LineHold) satisfies z.ZodType<month.MonthLine>;

export const MonthDecision = monthDecisionOf(StoredMessage) satisfies z.ZodType<DecisionOfMonth>;
