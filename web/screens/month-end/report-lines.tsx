import type { MonthReport } from '../../api/review-months.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { DatedInstant } from '../../components/instant.tsx';
import { KindMark } from '../../components/kind-mark.tsx';
import { LineLink } from '../../components/place-links.tsx';
import { filled, slot } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import type { Words } from '../../components/words.ts';
import { needWords } from '../../context/need-words.ts';
import { amount } from '../../values/figure.ts';
import { formatCount } from '../../values/format.ts';
import { quantityText } from '../usage-line/line-facts.ts';
import type { MonthEndText } from './texts.ts';

type Line = MonthReport['lines'][number];

/** Of these, no money is known or there is none. */
const withoutMoney: readonly Line['kind'][] = ['match', 'not-read', 'choice', 'no-account'];

/** What approving the line would change, what is not billed, or what no account uses; "unknown" where that cannot be computed. */
export function lineMoney(
  { kind, effectPerMonth, atRiskPerMonth, billedPerMonth, currency }: Line,
  own: string,
): string {
  if (effectPerMonth !== null) return amount(effectPerMonth, { signed: true, currency: currency ?? own });
  const unsigned = atRiskPerMonth ?? billedPerMonth;
  if (unsigned !== null && unsigned !== undefined) return amount(unsigned, { currency: currency ?? own });
  return withoutMoney.includes(kind) ? '' : amount(null);
}

export const lineColumns = (
  { integrationId, currency, lines }: Pick<MonthReport, 'integrationId' | 'currency' | 'lines'>,
  words: Words,
  text: MonthEndText,
): readonly TableColumn<Line>[] => [
  {
    id: 'account',
    head: text('console-month-end.column.customer'),
    cell: ({ usageLineId, label }) => <LineLink usageLineId={usageLineId} name={label} />,
  },
  {
    id: 'kind',
    head: text('console-month-end.column.kind'),
    cell: ({ kind }) => <KindMark kind={kind} integrationId={integrationId} inRow />,
  },
  {
    id: 'vendor',
    head: text('console-month-end.column.seats'),
    numeric: true,
    cell: ({ vendorQuantity }) => formatCount(vendorQuantity),
  },
  {
    id: 'units',
    head: text('console-month-end.column.units'),
    numeric: true,
    cell: ({ billableUnits }) => formatCount(billableUnits),
  },
  ...equationColumn(lines, ({ rule }) => rule?.applied?.equation ?? null, text),
  {
    id: 'psa',
    head: text('console-month-end.column.billed-now'),
    numeric: true,
    cell: ({ psaQuantity }) => quantityText(psaQuantity),
  },
  {
    id: 'money',
    head: text('console-month-end.column.money'),
    numeric: true,
    cell: (line) => lineMoney(line, currency),
  },
  {
    id: 'decision',
    head: text('console-month-end.column.decision'),
    cell: ({ decision, open, need = null }) =>
      open
        ? need === null
          ? text('console-month-end.decision.open')
          : needWords(need, words)
        : decision === 'open'
          ? ''
          : decisionText(decision, text),
  },
  {
    id: 'read',
    head: text('console-month-end.column.read'),
    wideOnly: true,
    cell: (line) => <ReadAt line={line} text={text} />,
  },
];

/** What a billing rule makes of the seats; no column where no row is under one. */
export const equationColumn = <T,>(
  rows: readonly T[],
  equationOf: (row: T) => string | null,
  text: MonthEndText,
): readonly TableColumn<T>[] =>
  rows.every((row) => equationOf(row) === null)
    ? []
    : [
        {
          id: 'equation',
          head: text('console-month-end.column.equation'),
          wideOnly: true,
          screenOnly: true,
          cell: (row) => <span className="tabular-nums">{equationOf(row)}</span>,
        },
      ];

const decided = ['approved', 'dismissed', 'held', 'proposed'] as const;

/** A decision of another version keeps its code. */
function decisionText(decision: string, text: MonthEndText): string {
  const known = decided.find((one) => one === decision);
  return known === undefined ? decision : text(`console-month-end.decision.${known}`);
}

/** When each side was read; of old numbers, why no newer ones were there. */
function ReadAt({
  line: { vendorReadAt, psaReadAt, notRead },
  text,
}: {
  readonly line: Line;
  readonly text: MonthEndText;
}) {
  return (
    <span className="text-ink-2">
      {notRead === null ? null : <VendorText text={`${notRead.message} `} />}
      {vendorReadAt === null ? null : (
        <>
          {filled(
            text('console-month-end.vendor-read', { when: slot(0) }),
            <DatedInstant at={vendorReadAt} />,
          )}{' '}
        </>
      )}
      {psaReadAt === null
        ? null
        : filled(text('console-month-end.psa-read', { when: slot(0) }), <DatedInstant at={psaReadAt} />)}
    </span>
  );
}
