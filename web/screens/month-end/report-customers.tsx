import type { FigureName } from '../../../contracts/api/figures.ts';
import type { MonthReport } from '../../api/review-months.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { Figure } from '../../components/figure.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { sumOfTotals, totalsOfMonth } from '../../context/month-money.ts';
import type { Totals } from '../../values/figure.ts';
import { figureName } from '../../values/figure-words.ts';
import { formatCount } from '../../values/format.ts';
import { decisionWords } from './decision-words.ts';
import type { MonthEndText } from './texts.ts';

type Customer = MonthReport['customers'][number];
type Reviewer = MonthReport['reviewers'][number];

/** A figure of each row and of all together; a row of which it has no line is blank. `lesser`: where there is room. */
const figureColumn = <T,>(
  measure: FigureName,
  currency: string,
  of: (row: T) => Totals,
  lesser = false,
): TableColumn<T> => {
  const shown = (totals: Totals) =>
    (totals.lines ?? 0) === 0 ? null : <Figure measure={measure} totals={totalsOfMonth(totals, currency)} />;
  return {
    id: measure,
    head: figureName(measure),
    numeric: true,
    wideOnly: lesser,
    screenOnly: lesser,
    cell: (row) => shown(of(row)),
    total: (rows) => shown(sumOfTotals(rows.map(of))),
  };
};

/** What came of the changes of a customer or a reviewer. */
const resultColumns = <T extends Pick<Customer, 'results'>>(currency: string): readonly TableColumn<T>[] => [
  figureColumn('recovered', currency, ({ results }) => results.recovered),
  figureColumn('created', currency, ({ results }) => results.created, true),
  figureColumn('credited', currency, ({ results }) => results.credited),
  figureColumn('ended', currency, ({ results }) => results.ended, true),
  figureColumn('waitingUp', currency, ({ results }) => results.waiting.up, true),
  figureColumn('waitingDown', currency, ({ results }) => results.waiting.down, true),
];

const openMeasures = ['underBilled', 'overBilled', 'heldUp', 'heldDown', 'notBilled'] as const;

export const customerColumns = (
  { integrationId, currency }: Pick<MonthReport, 'integrationId' | 'currency'>,
  text: MonthEndText,
): readonly TableColumn<Customer>[] => [
  {
    id: 'customer',
    head: text('console-month-end.column.customer'),
    cell: ({ companyId, label }) => (
      <CustomerLink integrationId={integrationId} companyId={companyId} name={label} />
    ),
  },
  ...resultColumns<Customer>(currency),
  {
    id: 'open',
    head: text('console-month-end.column.open-lines'),
    numeric: true,
    cell: ({ open }) => formatCount(open.lines),
    total: (rows) => formatCount(rows.reduce((sum, { open }) => sum + open.lines, 0)),
  },
  ...openMeasures.map((measure, nth) =>
    figureColumn<Customer>(measure, currency, ({ open }) => open.measures[measure], nth > 1),
  ),
];

export const reviewerColumns = (currency: string, text: MonthEndText): readonly TableColumn<Reviewer>[] => [
  {
    id: 'by',
    head: text('console-month-end.column.reviewer'),
    cell: ({ by }) => <VendorText text={by.name ?? by.kind} />,
  },
  {
    id: 'decisions',
    head: text('console-month-end.column.decisions'),
    cell: ({ decisions }) =>
      Object.entries(decisions)
        .map(([action, times]) =>
          text('console-month-end.did-times', { action: decisionWords(action, text), count: times }),
        )
        .join(', '),
  },
  ...resultColumns<Reviewer>(currency),
];
