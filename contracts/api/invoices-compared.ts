import { z } from 'zod';
import { comparedRowOf } from '../stored/compared-row.ts';
import { Instant } from './common.ts';
import { ReadableRule } from './line-rule.ts';
import { MessageText } from './message-text.ts';
import { Month } from './months.ts';

export const InvoicesComparedQuery = z.strictObject({ month: Month });

export const InvoicesCompared = z.object({
  month: Month,
  version: z.int().nullable().describe('Of the closed month it was frozen with; null: as of now'),
  readAt: Instant.nullable().describe('When the invoices were read; null: they were not'),
  notAvailable: MessageText.nullable().describe('Why there is nothing to compare with'),
  rows: z.array(comparedRowOf(MessageText, ReadableRule)),
});
