import type { MonthReport } from '../../api/review-months.ts';
import type { MeasureTotals } from '../../api/usage.ts';
import { totalMoney } from '../../context/measure-words.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { signOf } from '../../values/decimals.ts';
import { formatCount } from '../../values/format.ts';
import { decisionWords } from './decision-words.ts';
import type { MonthEndText } from './texts.ts';

type Customer = MonthReport['customers'][number];
type Reviewer = MonthReport['reviewers'][number];

/** What came of the changes of a customer or a reviewer. */
const resultColumns = (text: MonthEndText): readonly TableColumn<Pick<Customer, 'results'>>[] => [
  {
    id: 'recovered',
    head: text('console-month-end.column.recovered'),
    numeric: true,
    cell: ({ results }) => totalIfAny(results.recovered),
  },
  {
    id: 'credited',
    head: text('console-month-end.column.overbilling-ended'),
    numeric: true,
    cell: ({ results }) => totalIfAny(results.credited),
  },
  {
    id: 'waiting',
    head: text('console-month-end.column.waiting'),
    numeric: true,
    wideOnly: true,
    cell: ({ results: { waiting } }) =>
      [waiting.up, waiting.down]
        .map(totalIfAny)
        .filter((text) => text !== '')
        .join(', '),
  },
];

/** In a table of which most cells are nothing: nothing is blank. */
const totalIfAny = (total: MeasureTotals['underBilled']): string =>
  total.others === undefined && signOf(total.perMonth) === 0 ? '' : totalMoney(total, { signed: true });

type ShownMeasure = 'underBilled' | 'overBilled' | 'heldUp' | 'heldDown' | 'notBilled';

const measureColumn = (measure: ShownMeasure, text: MonthEndText): TableColumn<Customer> => ({
  id: measure,
  head: text(`console-month-end.column.${measure}`),
  numeric: true,
  cell: ({ open }) => totalIfAny(open.measures[measure]),
});

export const customerColumns = (
  integrationId: string,
  text: MonthEndText,
): readonly TableColumn<Customer>[] => [
  {
    id: 'customer',
    head: text('console-month-end.column.customer'),
    cell: ({ companyId, label }) => (
      <CustomerLink integrationId={integrationId} companyId={companyId} name={label} />
    ),
  },
  ...resultColumns(text),
  {
    id: 'open',
    head: text('console-month-end.column.open-lines'),
    numeric: true,
    cell: ({ open }) => formatCount(open.lines),
  },
  measureColumn('underBilled', text),
  measureColumn('overBilled', text),
  { ...measureColumn('heldUp', text), wideOnly: true },
  { ...measureColumn('heldDown', text), wideOnly: true },
  { ...measureColumn('notBilled', text), wideOnly: true },
];

export const reviewerColumns = (text: MonthEndText): readonly TableColumn<Reviewer>[] => [
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
  ...resultColumns(text),
];
