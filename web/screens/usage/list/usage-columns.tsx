import { Check } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { Margin } from '../../../api/margins.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { Button } from '../../../components/button.tsx';
import { Amount } from '../../../components/figure.tsx';
import { marginText, useMarginTexts } from '../../../context/margin-text.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText, visibleText } from '../../../components/visible-text.ts';
import type { GridColumn } from '../../../components/virtual-grid.tsx';
import { type Decision, type OptionalColumn, optionalColumns, type Sort } from '../review/address.ts';
import { DecisionCell } from './decision-cell.tsx';
import {
  invoiceCell,
  invoiceText,
  moneyText,
  quantityText,
  varianceText,
} from '../../usage-line/line-facts.ts';
import { NoteCell } from './note-cell.tsx';
import { useDeciding, usePlaces, useRules } from '../review/review.tsx';
import { readWords, SeatsCell } from './seats-cell.tsx';
import { useListTexts } from './texts.ts';

interface Columns {
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly decision: readonly Decision[];
  /** Null: the person may not decide; no boxes then. */
  readonly selected: ReadonlySet<string> | null;
  readonly onToggle: (id: string) => void;
  readonly narrow: boolean;
  /** The panel stands next to it, and says on what a line is billed and why it waits. */
  readonly beside: boolean;
  readonly shown: readonly OptionalColumn[];
  /** By line; null: the person may not see them. */
  readonly margins: ReadonlyMap<string, Margin> | null;
  /** Another row of the same customer is billed on the same product and agreement. */
  readonly isTwin: (row: UsageRow) => boolean;
}

/** Columns of the review table, one decision a row: who, what, both sides, what it changes, from which invoice. */
export function useUsageColumns(shape: Columns) {
  const { sort, onSort, decision, selected, onToggle, narrow, beside, shown, margins, isTwin } = shape;
  const { decisions } = useDeciding();
  const { currency } = useRules();
  const { open } = usePlaces();
  const text = useListTexts();
  return useMemo((): readonly GridColumn<UsageRow>[] => {
    const sorted = (by: 'account' | 'psa' | 'vendor' | 'variance' | 'money', first: 'up' | 'down') => ({
      sort:
        sort === by
          ? ('ascending' as const)
          : sort === `-${by}`
            ? ('descending' as const)
            : ('none' as const),
      onSort: () =>
        onSort(first === 'up' ? (sort === by ? `-${by}` : by) : sort === `-${by}` ? by : `-${by}`),
    });
    const box: readonly GridColumn<UsageRow>[] =
      selected === null
        ? []
        : [
            {
              id: 'box',
              head: <span className="sr-only">{text('console-usage-list.column.box')}</span>,
              width: '1.75rem',
              cell: (row) => (
                <input
                  type="checkbox"
                  tabIndex={-1}
                  aria-label={text('console-usage-list.select', { line: shortText(row.label) })}
                  className="size-4 align-middle accent-accent"
                  checked={selected.has(row.id)}
                  onClick={(event) => event.stopPropagation()}
                  onChange={() => onToggle(row.id)}
                />
              ),
            },
          ];
    const product: readonly GridColumn<UsageRow>[] = beside
      ? []
      : [
          {
            id: 'product',
            head: text('console-usage-list.column.product'),
            width: narrow ? 'minmax(7rem,1.2fr)' : 'minmax(9rem,1.7fr)',
            cell: (row) => <TwoLines text={billedOnText(row, isTwin(row))} />,
          },
        ];
    const all: readonly GridColumn<UsageRow>[] = [
      ...box,
      {
        id: 'account',
        head: text('console-usage-list.column.account'),
        width: narrow ? 'minmax(9rem,1.35fr)' : 'minmax(9rem,1.75fr)',
        ...sorted('account', 'up'),
        cell: ({ label }) =>
          label.length > longName ? <TwoLines text={label} /> : <VendorText text={label} oneLine />,
      },
      ...product,
      {
        id: 'description',
        head: text('console-usage-list.column.description'),
        width: 'minmax(8rem,1fr)',
        cell: (row) => <TwoLines text={row.descriptions.join(', ')} />,
      },
      {
        id: 'psa',
        head: text('console-usage-list.column.psa'),
        width: '5.5rem',
        numeric: true,
        ...sorted('psa', 'down'),
        cell: (row) => <span title={readWords(row.psaReadAt, text)}>{billedText(row)}</span>,
      },
      {
        id: 'vendor',
        head: text('console-usage-list.column.vendor'),
        width: '5.75rem',
        numeric: true,
        ...sorted('vendor', 'down'),
        cell: (row) => <SeatsCell row={row} />,
      },
      {
        id: 'variance',
        head: text('console-usage-list.column.variance'),
        width: '4.25rem',
        numeric: true,
        ...sorted('variance', 'down'),
        cell: (row) => <Decided row={row}>{varianceText(row)}</Decided>,
      },
      {
        id: 'money',
        head: (
          <span title={text('console-usage-list.currency-per-month', { currency })}>
            {text('console-usage-list.column.money')}
          </span>
        ),
        width: '5.5rem',
        numeric: true,
        ...sorted('money', 'down'),
        cell: (row) => <MoneyCell row={row} />,
      },
      {
        id: 'margin',
        head: text('console-usage-list.column.margin'),
        width: '5.5rem',
        numeric: true,
        cell: (row) => <MarginCell margin={margins?.get(row.id)} integrationId={row.integrationId} />,
      },
      {
        id: 'billing-target',
        head: text('console-usage-list.column.billing-target'),
        width: narrow ? '7.5rem' : '8rem',
        cell: (row) => <InvoiceCell row={row} />,
      },
      {
        id: 'decision',
        head: text('console-usage-list.decision'),
        width: narrow ? 'minmax(9rem,1.4fr)' : 'minmax(13rem,2.6fr)',
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-2">
            <DecisionCell
              row={row}
              state={decisions.stateOf(row.id)}
              compact={narrow}
              leaves={decision.length > 0 && !decision.includes(row.decision)}
              onReload={() => {
                void decisions.reload(row.id);
                open(row.id);
              }}
            />
            <NoteCell row={row} />
          </span>
        ),
      },
    ];
    return all.filter(
      ({ id }) => !isOptional(id) || (shown.includes(id) && (id !== 'margin' || margins !== null)),
    );
  }, [
    sort,
    onSort,
    decision,
    selected,
    onToggle,
    narrow,
    beside,
    shown,
    margins,
    isTwin,
    decisions,
    currency,
    open,
    text,
  ]);
}

const isOptional = (id: string): id is OptionalColumn => optionalColumns.some((one) => one === id);

/** "SEAT-ADV · Managed IT"; twins have the PSA's description instead. Empty when no line is known. */
const billedOnText = ({ products, descriptions, agreements }: UsageRow, isTwin = false): string =>
  [
    (isTwin && descriptions.length > 0 ? descriptions : products).join(', '),
    agreements.map(({ name }) => name).join(', '),
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** Returns whether a row shares customer, product and agreement with another one. */
export function twinsOf(rows: readonly UsageRow[]): (row: UsageRow) => boolean {
  const keyOf = (row: UsageRow): string => JSON.stringify([row.company?.id, billedOnText(row)]);
  const times = new Map<string, number>();
  for (const row of rows) times.set(keyOf(row), (times.get(keyOf(row)) ?? 0) + 1);
  return (row) => (times.get(keyOf(row)) ?? 0) > 1;
}

/** A longer one takes two lines. */
const longName = 22;

/** Smaller and on two lines if one is too short: rows keep their height, and nothing is cut off. */
function TwoLines({ text }: { readonly text: string }) {
  if (text === '') return <span className="text-ink-3">–</span>;
  const safe = visibleText(text).slice(0, 500);
  return (
    <bdi className="line-clamp-2 text-label leading-3.5 wrap-anywhere" title={safe}>
      {safe}
    </bdi>
  );
}

/** "300 → 340" while an approved change waits. */
const billedText = ({ waiting, psaQuantity }: UsageRow): string =>
  waiting === null
    ? quantityText(psaQuantity)
    : `${quantityText(waiting.before)} → ${quantityText(waiting.after)}`;

/** A figure that somebody decided already, and that stands in no open sum: with a tick, and quieter. */
function Decided({ row, children }: { readonly row: UsageRow; readonly children: ReactNode }) {
  const text = useListTexts();
  if (row.waiting === null) return children;
  return (
    <span className="inline-flex items-center gap-0.5 text-ink-3" title={text('console-usage-list.decided')}>
      <Check size={12} aria-hidden className="text-ok-mark" />
      {children}
    </span>
  );
}

function MoneyCell({ row }: { readonly row: UsageRow }) {
  const text = useListTexts();
  const { effectPerMonth, atRiskPerMonth, note } = row.money;
  const isAtRisk = effectPerMonth === null && atRiskPerMonth !== null;
  return (
    <Decided row={row}>
      <span
        className={isAtRisk ? 'text-warn' : ''}
        title={isAtRisk ? text('console-usage-list.not-billed') : note?.message}
      >
        {moneyText(row)}
      </span>
    </Decided>
  );
}

/** "–" where nothing is said of it. */
function MarginCell({
  margin,
  integrationId,
}: {
  readonly margin: Margin | undefined;
  readonly integrationId: string;
}) {
  const text = useMarginTexts(integrationId);
  if (margin === undefined) return <span className="text-ink-3">–</span>;
  return (
    <span title={marginText(margin, text)}>
      <Amount of={margin.marginPerMonth} currency={margin.currency} />
    </span>
  );
}

/** The day of the invoice; what is to be said or chosen first leads to where that is done. */
function InvoiceCell({ row }: { readonly row: UsageRow }) {
  const { open, toMapping } = usePlaces();
  const words = invoiceCell(row);
  if (!words.asks)
    return (
      <span className="block truncate" title={invoiceText(row)}>
        {words.text}
      </span>
    );
  const isMapping = row.kind === 'unmapped';
  return (
    <Button
      look="quiet"
      className="-ml-1.5 h-6 max-w-full px-1.5 text-table"
      tabIndex={-1}
      {...(isMapping ? { 'aria-keyshortcuts': 'm' } : {})}
      aria-label={`${words.text}: ${shortText(row.label)}`}
      onClick={(event) => {
        event.stopPropagation();
        if (isMapping) toMapping(row);
        else open(row.id);
      }}
    >
      <span className="truncate">{words.text} ›</span>
    </Button>
  );
}
