import { z } from 'zod';
import { Currency } from '../stored/line-parts.ts';
import { Day, DecimalText, Instant } from './common.ts';
import { Month } from './months.ts';

/** What the files of a report say, in the language of the request (`reports/document.ts`). */

const kind = <K extends string>(one: K) => z.literal(one);

export const ReportCell = z.discriminatedUnion('kind', [
  z.object({ kind: kind('none') }),
  z.object({
    kind: kind('text'),
    text: z.string(),
    id: z.string().optional().describe('Of what the text names, as its own system shows it'),
  }),
  z.object({ kind: kind('quantity'), quantity: DecimalText.nullable().describe('Null: unknown') }),
  z.object({
    kind: kind('money'),
    amount: DecimalText.nullable().describe('Null: unknown'),
    currency: Currency,
    signed: z.literal(true).optional().describe('A change'),
  }),
  z.object({ kind: kind('day'), day: Day }),
  z.object({ kind: kind('month'), month: Month }),
  z.object({ kind: kind('instant'), at: Instant }),
]);

const Rows = z.array(z.array(ReportCell)).describe('A cell for each column');

export const ReportSection = z.object({
  key: z.string().describe('Unique in the report; the name of its CSV'),
  title: z.string(),
  note: z.string().nullable(),
  whenEmpty: z.string().describe('What files show while it has no rows'),
  columns: z.array(
    z.object({
      key: z.string().describe('Unique in the section'),
      head: z.string(),
      kind: z.string().describe('Of most of its cells'),
      identifier: z.literal(true).optional().describe('An ID that no person reads'),
    }),
  ),
  groups: z.array(z.object({ title: z.string().nullable(), rows: Rows, totals: Rows })),
  totals: Rows.describe('One for each currency; a cell for each column'),
});

export const ReportDocument = z.object({
  kind: z.enum(['month', 'control-list', 'customer', 'margin']),
  fileName: z.string().describe('Without its ending'),
  language: z.string(),
  title: z.string(),
  banner: z.string().nullable().describe('On every page and sheet'),
  header: z.object({
    msp: z.string(),
    month: Month,
    currency: Currency,
    timeZone: z.string().describe('In which files show instants'),
    facts: z.array(z.object({ label: z.string(), value: ReportCell })),
    checksum: z.string().nullable().describe('SHA-256 of the data of a closed month; null: not closed'),
  }),
  sections: z.array(ReportSection),
});
